import Foundation
import Testing

/// The tables of `Tests/Mutants`, which `Tests/Mutants/run` runs: every entry must still apply to the sources.
struct MutantTests {
  /// One entry of a table: a file, the text in it that is replaced, and what replaces it.
  struct Mutant: Sendable {
    let file: String
    let from: String
    let to: String

    /// Nil for an entry that is not of three lines, the second with a minus and the third with a plus.
    init?(_ lines: some Collection<String>) {
      let lines = Array(lines)
      guard lines.count == 3, lines[1].hasPrefix("- "), lines[2].hasPrefix("+ ") else { return nil }
      let text = { (line: String) in line.dropFirst(2).trimmingCharacters(in: .whitespaces) }
      (file, from, to) = (lines[0], text(lines[1]), text(lines[2]))
    }

    /// What is wrong with it in a file of this text; nil for nothing.
    func problem(in text: String) -> String? {
      let count = text.components(separatedBy: from).count - 1
      if from == to { return "changes nothing: \(from)" }
      return count == 1 ? nil : "occurs \(count) times: \(from)"
    }
  }

  static let tables = House.names(in: "Tests/Mutants").filter { $0.hasSuffix(".txt") }

  static func mutants(in table: String) throws -> [Mutant?] {
    let lines = try House.text("Tests/Mutants/\(table)").components(separatedBy: "\n")
    return lines.filter { !$0.hasPrefix("#") }.split(separator: "").map { Mutant($0) }
  }

  @Test(arguments: tables)
  func `every mutant still applies to its module`(table: String) throws {
    let room = table.dropLast(4)
    let mutants = try Self.mutants(in: table)
    #expect(mutants.count >= 12)
    for mutant in mutants {
      let mutant = try #require(mutant, "an entry of \(table) is not of the form file, - line, + line")
      #expect(mutant.file.hasPrefix("Sources/\(room)/"))
      let problem = mutant.problem(in: try House.text(mutant.file))
      #expect(problem == nil, "\(mutant.file)")
    }
  }

  @Test func `every module has a table, and all together have two hundred mutants`() throws {
    for room in House.rooms { #expect(Self.tables.contains("\(room).txt")) }
    #expect(try Self.tables.reduce(0) { try $0 + Self.mutants(in: $1).count } >= 200)
  }

  @Test func `an entry that no longer applies would be found`() throws {
    let mutant = try #require(Mutant(["A.swift", "-   a + b ", "+ a - b"]))
    #expect(mutant.problem(in: "let c = a + b") == nil)
    #expect(mutant.problem(in: "let c = a - b") == "occurs 0 times: a + b")
    #expect(mutant.problem(in: "f(a + b, a + b)") == "occurs 2 times: a + b")
    #expect(Mutant(["A.swift", "- a", "+ a"])?.problem(in: "a") == "changes nothing: a")
    #expect(Mutant(["A.swift", "- a"]) == nil && Mutant(["A.swift", "a", "b"]) == nil)
  }
}
