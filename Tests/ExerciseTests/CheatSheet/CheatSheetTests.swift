import Foundation
import Testing

@testable import ExerciseChecks

/// What the cheat sheet says of Swift stands in the files beside this one, where it is compiled, run and compared.
struct CheatSheetTests {
  private static let sources: [[String]] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let names = try! FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix("Lines.swift") }
    return names.map { try! trimmedLines(String(contentsOf: folder.appending(path: $0), encoding: .utf8)) }
  }()

  private func sheet() throws -> String {
    try String(contentsOf: SourceFile.root.appending(path: "chapters/CHEATSHEET.md"), encoding: .utf8)
  }

  @Test func `every call of the cheat sheet is compiled, run and compared`() throws {
    let rows = CheatSheetRow.rows(of: try sheet())
    #expect(rows.count > 100)
    let missing = rows.map(\.line).filter { line in !Self.sources.contains { $0.contains(line) } }
    #expect(missing == [])
  }

  @Test func `every piece of code of the cheat sheet is compiled`() throws {
    let pieces = try sheet().matches(of: /```swift\n((?s:.*?))```/).map { trimmedLines(String($0.1)) }
    #expect(!pieces.isEmpty)
    for piece in pieces {
      let lines = Array(piece.dropLast())
      let stands = Self.sources.contains { source in
        source.indices.contains { Array(source[$0...].prefix(lines.count)) == lines }
      }
      #expect(stands, "not found:\n\(lines.joined(separator: "\n"))")
    }
  }

  @Test func `a changed call or result would be found`() {
    func line(_ row: String) -> String? { CheatSheetRow.rows(of: row).first?.line }
    #expect(
      line("| `torch.arange(4.)` | `Tensor.counting(0..<4)` | `[0, 1]` |") == "check(Tensor.counting(0..<4), [0, 1])")
    #expect(line("| `w.grad = None` | `w.gradient = nil` | |") == "w.gradient = nil")
    #expect(line("| PyTorch | here | gives |") == nil && line("|---|---|---|") == nil && line("plain `text`") == nil)
  }
}

/// A line of a table of the cheat sheet.
private struct CheatSheetRow {
  let call: String
  let result: String

  /// As a line of a test: a statement by itself, or the comparison of a result.
  var line: String { result.isEmpty ? call : "check(\(call), \(result))" }

  static func rows(of text: String) -> [CheatSheetRow] {
    text.components(separatedBy: "\n").compactMap { line in
      let cells = line.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 5, cells[2].hasPrefix("`") else { return nil }
      let (call, result) = (cells[2].trimmingPrefix("`").dropLast(), cells[3].trimmingPrefix("`").dropLast())
      return CheatSheetRow(call: String(call), result: String(result))
    }
  }
}

private func trimmedLines(_ text: String) -> [String] {
  text.components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
}

/// Expects what the cheat sheet says that a call gives.
func check<Value: Equatable>(_ value: Value, _ expected: Value, at location: SourceLocation = #_sourceLocation) {
  #expect(value == expected, sourceLocation: location)
}
