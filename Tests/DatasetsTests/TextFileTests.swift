import Foundation
import Testing

@testable import Datasets

struct TextFileTests {
  private let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)

  @Test func `a text becomes tokens, and is long enough with exactly as many characters as are needed`() throws {
    try Data("née".utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let file = try TextFile(contentsOf: url.path)
    try file.require(characters: 3)
    #expect(file.text == "née" && file.vocabulary.decode(file.tokens) == "née" && file.tokens.count == 3)
    let problem = "the text has 3 characters, but at least 4 are needed"
    #expect(throws: TextFileError(file: url.path, problem: problem)) { try file.require(characters: 4) }
  }

  @Test func `a missing file and a file that is not text are named`() throws {
    #expect(throws: TextFileError(file: "/none", problem: "the file cannot be read")) {
      try TextFile(contentsOf: "/none")
    }
    try Data([0x61, 0xFF]).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    #expect(throws: TextFileError(file: url.path, problem: "the file is not UTF-8 text")) {
      try TextFile(contentsOf: url.path)
    }
  }
}
