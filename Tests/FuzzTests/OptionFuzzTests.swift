import Foundation
import TestSupport
import Testing

@testable import Course

/// Odd command lines: parsed in this process, and, a few of them, given to the programs themselves.
struct OptionFuzzTests {
  private static let options: [String: [String]] = [
    "00-tensors": [], "01-gradients": [], "02-training": ["--save", "--resume"], "03-rnn": ["--save", "--resume"],
    "04-lstm": ["--text", "--width", "--hidden", "--layers", "--context", "--batch", "--learning-rate", "--save"],
    "05-attention": ["--resume"], "06-tokens": ["--text", "--vocabulary"], "07-transformer": ["--save"],
    "08-encoderdecoder": ["--tsv", "--width", "--layers", "--beam"],
  ]

  private static let common = [
    "--seed", "--steps", "--threads", "--quick", "--json", "--pictures", "--help", "--", "-", "",
  ]

  private static func value(_ generator: inout Generator) -> String {
    let values = [
      "0", "1", "-1", "8", "256", "257", "65536", "65537", "9223372036854775807", "-9223372036854775808", "1e38",
      "1e-320",
      "nan", "inf", "0x10", "٣", "/dev/null", "/dev/zero", "/", "/nowhere/x", "--seed", "=", "'", "$(x)",
    ]
    return Bool.random(using: &generator)
      ? values[Int.random(in: 0..<values.count, using: &generator)] : generator.nastyText()
  }

  private static func words(_ chapter: String, _ generator: inout Generator) -> [String] {
    let names = options[chapter]! + common
    return (0..<Int.random(in: 0...5, using: &generator)).flatMap { _ -> [String] in
      let name = names[Int.random(in: 0..<names.count, using: &generator)]
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: return [name]
      case 1: return ["\(name)=\(value(&generator))"]
      case 2: return [value(&generator)]
      default: return [name, value(&generator)]
      }
    }
  }

  @Test func `words are understood or refused in one line, and repeated as they were`() throws {
    var tally = Tally("options")
    for seed in fuzzSeeds {
      var generator = Generator(seed: seed)
      let options =
        Option.common + Option.training + [
          Option("text", .file(mustExist: true), ""), Option("width", .size, "", with: "text"),
          Option("learning-rate", .number(atLeast: 1e-9, atMost: 100), "", with: "text"),
        ]
      let words = Self.words("04-lstm", &generator)
      do {
        let arguments = try Arguments(words, options: options, trains: true)
        for name in ["seed", "steps", "threads", "width"] where arguments.has(name) {
          #expect(arguments.integer(name) != nil, "seed \(seed)")
        }
        let rate = arguments.number("learning-rate")
        #expect(rate == nil || (1e-9...100).contains(rate!), "seed \(seed)")
        tally.add("understood")
        #expect(arguments.typed(without: ["quick"]).allSatisfy { !$0.isEmpty && $0 != "--quick" })
      } catch {
        tally.add("refused")
        #expect(!error.description.isEmpty, "seed \(seed)")
      }
    }
    tally.report()
  }

  /// A program takes longer, so there is one for every thirty other cases.
  @Test func `a program ends well or says in one line what is wrong`() throws {
    var tally = Tally("programs")
    for seed in fuzzSeeds.prefix(max(1, fuzzSeeds.count / 30)) {
      var generator = Generator(seed: seed)
      let chapters = Self.options.keys.sorted()
      let chapter = chapters[Int.random(in: 0..<chapters.count, using: &generator)]
      // Zero bytes end a word for the system; the last options keep it short and in its own folder.
      let words = Self.words(chapter, &generator).filter { !$0.contains("\0") && !$0.hasPrefix("--save") }
      let run = try ChapterProcess(chapter, words + ["--quick", "--steps", "1", "--threads", "2"])
      let status = run.wait()
      tally.add("with exit code \(status)")
      #expect([0, 64, 65].contains(status), "seed \(seed): \(chapter) \(words) ended with \(status): \(run.errors)")
      if status != 0 {
        #expect(
          run.errors.split(whereSeparator: \.isNewline).count == 1, "seed \(seed): \(chapter) \(words): \(run.errors)")
      }
    }
    tally.report()
  }
}
