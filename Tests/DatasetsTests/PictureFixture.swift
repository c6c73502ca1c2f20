import Foundation

/// The files that Python wrote, `Tests/Fixtures/pictures`.
enum PictureFixture {
  static func path(_ name: String, file: StaticString = #filePath) -> String {
    let tests = URL(fileURLWithPath: "\(file)").deletingLastPathComponent().deletingLastPathComponent()
    return tests.appendingPathComponent("Fixtures/pictures/\(name)").path
  }

  static func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path(name)))) }

  /// Calls `body` with a file of these bytes, which is gone afterwards.
  static func withFile(_ bytes: [UInt8], _ body: (_ path: String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path)
  }
}
