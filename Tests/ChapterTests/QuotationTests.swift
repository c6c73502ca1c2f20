import Foundation
import TestSupport
import Testing

/// Tables that a README quotes stand in fences marked `output`, its pictures in the folder beside it.
struct QuotationTests {
  /// Full runs take minutes: the default `swift test` leaves them to `.ci/run`.
  private static let isWanted = ProcessInfo.processInfo.environment["QUOTATIONS"] != nil
  /// Runs of several seeds or of larger sizes take longer still.
  private static let isFullWanted = ProcessInfo.processInfo.environment["QUOTATIONS"] == "full"

  private func check(_ fence: [String], _ output: String) {
    let quoted = QuotedTable(fence)
    let printed = quoted.found(in: lines(of: output), lines: fence.count)
    #expect(printed != nil, "not printed: \(fence[0])")
    if let printed { #expect(quoted.differences(from: printed) == []) }
  }

  @Test(arguments: House.programs)
  func `every chapter quotes results`(chapter: String) throws {
    let fences = fences("output", in: try House.text("chapters/\(chapter)/README.md"))
    #expect(fences.contains { QuotedTable($0).rows.count > 1 })
  }

  @Test func `the first page quotes the comparison as its own page does`() throws {
    let quoted = fences("output", in: try House.text("README.md"))
    #expect(!quoted.isEmpty)
    let known = fences("output", in: try House.text("chapters/compare/README.md"))
    for fence in quoted { #expect(known.contains(fence), "\(fence)") }
  }

  #if !Double  // the tables are those of a run in Float
    @Test(
      .enabled(if: isWanted, "full runs take minutes; QUOTATIONS=1 swift test --filter QuotationTests"),
      arguments: House.programs)
    func `every quoted table and every picture is what the run prints and draws`(chapter: String) throws {
      let readme = try House.text("chapters/\(chapter)/README.md")
      let folder = try TemporaryFolder()
      let run = try Program(chapter, ["--pictures", folder.url.path])
      #expect(run.status == 0, "\(run.errors)")
      for fence in fences("output", in: readme) {
        check(fence, run.output)
      }
      for name in ShownPicture.all(in: readme).map({ "\($0.name).svg" }) {
        let shown = try Data(contentsOf: House.url("chapters/\(chapter)/pictures/\(name)"))
        let drawn = try folder.data(name)
        #expect(difference(of: shown, from: drawn) == nil, "\(name)")
      }
    }

    @Test(
      .enabled(if: isFullWanted, "these take longer still; QUOTATIONS=full swift test --filter QuotationTests"),
      arguments: House.programs)
    func `every table of a longer run is what its command prints`(chapter: String) throws {
      var outputs: [String: String] = [:]
      for fence in Fence.all(in: try House.text("chapters/\(chapter)/README.md")) where fence.isFull {
        let command = try #require(fence.command)
        let key = command.options.joined(separator: " ")
        if outputs[key] == nil {
          let run = try Program(command.program, command.options)
          #expect(run.status == 0, "\(key): \(run.errors)")
          outputs[key] = run.output
        }
        check(fence.lines, outputs[key]!)
      }
    }
  #endif

  @Test(arguments: House.programs)
  func `the table of a longer run has its command in the line before it`(chapter: String) throws {
    for fence in Fence.all(in: try House.text("chapters/\(chapter)/README.md"))
    where fence.words.hasPrefix("output") {
      #expect(fence.words == "output" || fence.isFull && fence.problem(in: chapter) == nil, "\(fence.lines)")
    }
  }

  @Test func `the command of a longer run is read from a block or from a sentence, and a missing one is found`() throws
  {
    let text = """
      ```
      swift run 03-rnn --seeds 3
      ```

      ```output --full
      a  1
      ```
      Of `swift run 03-rnn --full`, in ten minutes:
      ```output --full
      b  2
      ```
      Nothing.
      ```output --full
      ```
      `swift run 04-lstm --full`
      ```output --full
      ```
      `swift run 03-rnn --quick`
      ```output --full
      ```
      """
    let fences = Fence.all(in: text).filter(\.isFull)
    #expect(fences.map(\.lines) == [["a  1"], ["b  2"], [], [], []])
    #expect(fences[0].command?.options == ["--seeds", "3"] && fences[1].command?.options == ["--full"])
    #expect(fences.map { $0.problem(in: "03-rnn") == nil } == [true, true, false, false, false])
    #expect(ChapterTests.fences("output", in: text) == [])
  }

  @Test func `a wrong digit or word in a quoted table would be found`() {
    let table = ["model   loss  points/s", "────────────", "small  0.300    1,000"]
    func differences(_ row: String) -> [String] {
      QuotedTable(table).differences(from: QuotedTable(Array(table.dropLast()) + [row]))
    }
    #expect(differences("small  0.300    1,000") == [])
    #expect(differences("small  0.301    1,000") == ["small, loss: 0.300 is quoted, 0.301 printed"])
    #expect(differences("large  0.300    1,000") == ["small, model: small is quoted, large printed"])
    #expect(differences("small  0.300") == [#"quoted: ["small", "0.300", "1,000"], printed: ["small", "0.300"]"#])
    #expect(QuotedTable(table).differences(from: QuotedTable(Array(table.dropLast()))) != [])
  }

  @Test func `speeds, times and memory are known by their headings, and may differ by a factor`() {
    for heading in [
      "tokens/s", "fused, ms", "seconds", "milliseconds, forward and backward pass", "plain, MB", "of the peak",
      "of peak", "of the bandwidth",
    ] {
      #expect(QuotedTable.isOfTheMachine(heading))
    }
    for heading in ["loss", "parameters", "T = 24", "gradient", "sequential steps", "warm-up"] {
      #expect(!QuotedTable.isOfTheMachine(heading))
    }
    func agree(_ a: String, _ b: String) -> Bool {
      let tables = [a, b].map { QuotedTable(["model  of the peak", "small  \($0)"]) }
      return tables[0].differences(from: tables[1]).isEmpty
    }
    #expect(agree("1,000", "900") && agree("1,000", "30000") && agree("0 %", "2 %") && agree("–", "–"))
    #expect(agree("1,000 (900–1,100)", "2,000 (100–3,000)") && !agree("1,000 (9–10)", "1 (9–10)"))
    let folded = ["900", "800"].map {
      QuotedTable(["       exact", "model  match  tokens/s", "──", "small  1  \($0)"])
    }
    #expect(folded[0].differences(from: folded[1]) == [], "the heading of two lines")
    #expect(!agree("1,000", "1,000,000") && !agree("0.001", "1.2") && !agree("100", "–") && !agree("1", "0"))
  }

  @Test func `a table is found by its heading among other lines`() {
    let printed = ["curves", "x  loss", "────", "a  1", "", "x  loss  more", "────", "b  2"]
    let quoted = QuotedTable(["x   loss   more", "────", "b   2"])
    #expect(quoted.found(in: printed, lines: 3)?.rows == [["x", "loss", "more"], ["b", "2"]])
    #expect(QuotedTable(["y  loss"]).found(in: printed, lines: 1) == nil)
  }
}
