import Foundation
import TestSupport
import Testing

/// Tables that a README quotes stand in fences marked `output`, its pictures in the folder beside it.
struct QuotationTests {
  /// Full runs take minutes: the default `swift test` leaves them to `.ci/run`.
  private static let isWanted = ProcessInfo.processInfo.environment["QUOTATIONS"] != nil

  @Test(arguments: House.rooms)
  func `every chapter quotes results`(room: House.Room) throws {
    let fences = fences("output", in: try House.text("chapters/\(room.chapter)/README.md"))
    #expect(fences.contains { QuotedTable($0).rows.count > 1 })
  }

  #if !Double  // the tables are those of a run in Float
    @Test(
      .enabled(if: isWanted, "full runs take minutes; QUOTATIONS=1 swift test --filter QuotationTests"),
      arguments: House.rooms)
    func `every quoted table and every picture is what the run prints and draws`(room: House.Room) throws {
      let readme = try House.text("chapters/\(room.chapter)/README.md")
      let folder = try TemporaryFolder()
      let run = try Program(room.chapter, ["--pictures", folder.url.path])
      #expect(run.status == 0, "\(run.errors)")
      for fence in fences("output", in: readme) {
        let quoted = QuotedTable(fence)
        let printed = quoted.found(in: lines(of: run.output), lines: fence.count)
        #expect(printed != nil, "not printed: \(fence[0])")
        if let printed { #expect(quoted.differences(from: printed) == []) }
      }
      for name in ShownPicture.all(in: readme).map({ "\($0.name).svg" }) {
        let shown = try Data(contentsOf: House.url("chapters/\(room.chapter)/pictures/\(name)"))
        let drawn = try folder.data(name)
        #expect(difference(of: shown, from: drawn) == nil, "\(name)")
      }
    }
  #endif

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
    for heading in ["tokens/s", "fused, ms", "milliseconds, forward and backward pass", "plain, MB", "of the peak"] {
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
    #expect(!agree("1,000", "1,000,000") && !agree("0.001", "1.2") && !agree("100", "–") && !agree("1", "0"))
  }

  @Test func `a table is found by its heading among other lines`() {
    let printed = ["curves", "x  loss", "────", "a  1", "", "x  loss  more", "────", "b  2"]
    let quoted = QuotedTable(["x   loss   more", "────", "b   2"])
    #expect(quoted.found(in: printed, lines: 3)?.rows == [["x", "loss", "more"], ["b", "2"]])
    #expect(QuotedTable(["y  loss"]).found(in: printed, lines: 1) == nil)
  }
}
