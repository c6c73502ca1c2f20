import Testing

@testable import Course

/// Words on the command line: what they mean, and what is said of those that mean nothing.
struct ArgumentsTests {
  private func read(_ words: [String], trains: Bool = true) throws -> Arguments {
    let own = [
      Option("rate", .number(atMost: 100), "a rate"), Option("text", .file(mustExist: true), "a text"),
      Option("width", .size, "a width", with: "text"),
      .seeds, .full,
    ]
    return try Arguments(words, options: Option.common + (trains ? Option.training : []) + own, trains: trains)
  }

  @Test func `values stand behind a blank or an equals sign`() throws {
    let arguments = try read(["--seed", "-3", "--steps=7", "--quick", "--rate", "-1e-3", "--pictures=a=b"])
    #expect(arguments.integer("seed") == -3 && arguments.integer("steps") == 7)
    #expect(arguments.has("quick") && !arguments.has("json"))
    #expect(arguments.number("rate") == -1e-3 && arguments.text("pictures") == "a=b")
  }

  @Test func `several runs have seeds in a row, from that of the first`() throws {
    #expect(try read([]).seeds == [0] && read(["--seed", "7"]).seeds == [7])
    #expect(
      try read(["--seeds", "3", "--seed", "-1"]).seeds == [-1, 0, 1] && read(["--seeds", "2"]).seeds == [0, 1])
    #expect(try read(["--seeds", "2", "--seed", "\(Int.max)"]).seeds == [.max, .min])
    #expect(try read(["--full"]).has("full") && !read([]).has("full"))
  }

  @Test func `the last of two values counts`() throws {
    #expect(try read(["--seed", "1", "--seed", "2"]).integer("seed") == 2)
  }

  @Test(arguments: [
    (["--nonsense"], "--nonsense: unknown option; --help lists them"),
    (["--"], "--: unknown option; --help lists them"),
    (["word"], "word: not an option; --help lists them"),
    (["-h"], "-h: not an option; --help lists them"),
    ([""], ": not an option; --help lists them"),
    (["--seed"], "--seed: needs a value, as in --seed N"),
    (["--seed="], "--seed: needs a value, as in --seed N"),
    (["--seed", ""], "--seed: needs a value, as in --seed N"),
    (["--pictures", "--json"], "--pictures: needs a value, as in --pictures FOLDER"),
    (["--seed", "--quick"], "--seed: needs a value, as in --seed N"),
    (["--seed", "x"], "--seed: x is not a whole number"),
    (["--seed", "1.5"], "--seed: 1.5 is not a whole number"),
    (["--seed", "9223372036854775808"], "--seed: 9223372036854775808 is not a whole number"),
    (["--steps", "0"], "--steps: 0 is less than 1"),
    (["--threads", "-1"], "--threads: -1 is less than 1"),
    (["--threads", "257"], "--threads: 257 is more than 256"),
    (["--threads", "9223372036854775807"], "--threads: 9223372036854775807 is more than 256"),
    (["--steps", "1000000001"], "--steps: 1000000001 is more than 1000000000"),
    (["--width", "65537", "--text", "x"], "--width: 65537 is more than 65536"),
    (["--rate", "1e38"], "--rate: 1e38 is more than 100"),
    (["--rate", "fast"], "--rate: fast is not a number"),
    (["--rate", "nan"], "--rate: nan is not a number"),
    (["--rate", "inf"], "--rate: inf is not a number"),
    (["--width", "3"], "--width: only together with --text"),
    (["--quick=yes"], "--quick: takes no value"),
    (["--seeds", "0"], "--seeds: 0 is less than 1"),
    (["--seeds", "1001"], "--seeds: 1001 is more than 1000"),
    (["--full", "--quick"], "--full: not together with --quick"),
  ])
  func `nonsense is refused in one line`(words: [String], line: String) throws {
    let error = #expect(throws: UsageError.self) { try read(words) }
    #expect(error?.description == line)
  }

  @Test func `an option may need another, before or behind it`() throws {
    #expect(try read(["--width", "3", "--text", "x"]).integer("width") == 3)
    #expect(try read(["--text", "x", "--width", "3"]).integer("width") == 3)
  }

  @Test func `a chapter that trains nothing says so`() {
    let error = #expect(throws: UsageError.self) { try read(["--save", "x"], trains: false) }
    #expect(error?.description == "--save: this chapter keeps no checkpoint")
  }

  @Test func `the options are repeated as a shell would read them`() throws {
    let arguments = try read(["--seed", "-3", "--quick", "--pictures", "my run's", "--save", "x", "--resume=y"])
    #expect(
      arguments.typed(without: ["save", "resume"]) == ["--pictures", "'my run'\\''s'", "--quick", "--seed", "-3"])
    #expect(["a/b.c", "a b", "$(x)", "ü", ";"].map(shellQuoted) == ["a/b.c", "'a b'", "'$(x)'", "ü", "';'"])
  }
}
