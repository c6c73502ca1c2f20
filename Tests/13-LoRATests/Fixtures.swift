import Foundation

/// A folder beside the fixtures.
func fixtureFolder(_ name: String, file: StaticString = #filePath) -> String {
  URL(filePath: "\(file)").deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/\(name)").path
}
