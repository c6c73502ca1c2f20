import Foundation
import Testing

/// What a README quotes must stand where it says: code in the sources, tables in what the run prints.
struct ReadmeTests {
  @Test(arguments: House.rooms)
  func `every quoted piece of code stands in the sources`(room: House.Room) throws {
    let fences = fences("swift", in: try House.text("chapters/\(room.chapter)/README.md"))
    #expect(!fences.isEmpty, "the chapter quotes no code")
    let files = House.swiftFiles(in: "Sources") + House.swiftFiles(in: "chapters/\(room.chapter)")
    let sources = try files.map { lines(of: try House.text($0)) }
    for fence in fences {
      #expect(sources.contains { stands(fence, in: $0) }, "not found verbatim:\n\(fence.joined(separator: "\n"))")
    }
  }

  @Test func `a changed quotation would be found`() {
    let source = lines(of: "struct A {\n  func f() {\n    g()\n  }\n}")
    #expect(stands(["func f() {", "  g()", "}"], in: source))
    #expect(!stands(["func f() {", "  h()", "}"], in: source))
    #expect(!stands(["func f() {", "}"], in: source))
    #expect(!stands(["func f() {", "    g()", "}"], in: source))
  }

  #if !Double  // the tables are those of a run in Float
    /// Tables stand in fences marked `output`. Words must agree; numbers may differ a little from machine to machine, and
    /// speeds and memory, in columns headed by a unit per second, by ms, milliseconds or MB, as they like.
    @Test(arguments: House.rooms)
    func `every quoted table is what the run prints`(room: House.Room) throws {
      let fences = fences("output", in: try House.text("chapters/\(room.chapter)/README.md"))
      #expect(!fences.isEmpty, "the chapter quotes no result")
      let run = try Program(room.chapter, [])
      #expect(run.status == 0, "\(run.errors)")
      let printed = lines(of: run.output)
      for fence in fences {
        let heading = QuotedTable(Array(fence.prefix(1))).rows
        let position = printed.indices.first { QuotedTable([printed[$0]]).rows == heading }
        let found = position.map { Array(printed[$0...].prefix(fence.count)) } ?? []
        #expect(
          QuotedTable(fence).agrees(with: QuotedTable(found)),
          "quoted:\n\(fence.joined(separator: "\n"))\nprinted:\n\(found.joined(separator: "\n"))")
      }
    }
  #endif

  @Test func `a wrong number in a quoted table would be found`() {
    let table = ["model   loss  points/s", "────────────", "small  0.300    1,000"]
    func changed(_ row: String) -> QuotedTable { QuotedTable(Array(table.dropLast()) + [row]) }
    #expect(QuotedTable(table).agrees(with: changed("small  0.301      900")))
    #expect(!QuotedTable(table).agrees(with: changed("small  0.400    1,000")))
    #expect(!QuotedTable(table).agrees(with: changed("large  0.300    1,000")))
    #expect(!QuotedTable(table).agrees(with: QuotedTable(Array(table.dropLast()))))
  }

  private func lines(of text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The fenced blocks of one language.
  private func fences(_ language: String, in text: String) -> [[String]] {
    var result: [[String]] = []
    var current: [String]?
    for line in lines(of: text) {
      if line.hasPrefix("```") {
        if let block = current { result.append(block) }
        current = current == nil && line == "```\(language)" ? [] : nil
      } else {
        current?.append(line)
      }
    }
    return result
  }

  /// Whether the lines stand in the source one after the other, all moved in by the same number of spaces.
  private func stands(_ quoted: [String], in source: [String]) -> Bool {
    guard let first = quoted.first, source.count >= quoted.count else { return false }
    return (0...source.count - quoted.count).contains { start in
      guard source[start].hasSuffix(first) else { return false }
      let indent = String(source[start].dropLast(first.count))
      guard indent.allSatisfy({ $0 == " " }) else { return false }
      return zip(quoted, source[start...]).allSatisfy { $0.isEmpty ? $1.isEmpty : indent + $0 == $1 }
    }
  }
}

/// A table of words and numbers as a run prints it: columns are set apart by two spaces or more.
struct QuotedTable {
  let rows: [[String]]

  init(_ lines: [String]) {
    rows = lines.filter { !$0.hasPrefix("─") }.map { line in
      line.replacingOccurrences(of: "  ", with: "\u{0}").split(separator: "\u{0}")
        .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
  }

  func agrees(with other: QuotedTable) -> Bool {
    guard let header = rows.first, rows.count == other.rows.count else { return false }
    return zip(rows, other.rows).allSatisfy { mine, theirs in
      mine.count == theirs.count
        && mine.indices.allSatisfy { column in
          // A header may have an empty first cell: columns are counted from the right.
          let position = header.count - (mine.count - column)
          return isOfTheMachine(position >= 0 ? header[position] : "") || agree(mine[column], theirs[column])
        }
    }
  }

  private func isOfTheMachine(_ heading: String) -> Bool {
    heading == "speed" || heading.hasSuffix("/s") || heading.split(separator: " ").contains("ms")
      || ["milliseconds", "of the peak", "MB"].contains(where: heading.contains)
  }

  private func agree(_ a: String, _ b: String) -> Bool {
    let (x, y) = (value(a), value(b))
    guard let x, let y else { return a == b }
    return abs(x - y) <= max(0.01, 0.1 * max(abs(x), abs(y)))
  }

  private func value(_ text: String) -> Double? { Double(text.replacingOccurrences(of: ",", with: "")) }
}
