import Foundation
import Testing

/// The one rule of the house, and its four rooms to a number.
struct StructureTests {
  @Test func `the top level holds the six names and nothing else`() {
    #expect(House.topLevelNames() == ["Package.swift", "README.md", "Sources", "Tests", "chapters", "exercises"])
  }

  @Test func `the numbers follow each other without a gap`() {
    #expect(House.rooms.map(\.number) == Array(0..<House.rooms.count))
    #expect(!House.rooms.isEmpty)
  }

  @Test(arguments: House.rooms)
  func `a number has its four rooms`(room: House.Room) {
    #expect(House.exists("chapters/\(room.chapter)/README.md"))
    #expect(House.exists("chapters/\(room.chapter)/main.swift"))
    #expect(House.exists("exercises/\(room.chapter)"))
    #expect(!House.swiftFiles(in: "Tests/\(room)Tests").isEmpty)
  }

  @Test(arguments: House.rooms)
  func `a module imports only smaller numbers`(room: House.Room) throws {
    let files = House.swiftFiles(in: "Sources/\(room)")
    #expect(!files.isEmpty)
    for file in files {
      for import_ in imports(of: try House.text(file)) {
        #expect(isAllowed(import_, in: room), "\(file) imports \(import_)")
      }
    }
  }

  @Test func `a wrong import would be found`() {
    let training = House.Room(number: 2, module: "Training")
    #expect(imports(of: "import Foundation\n@_exported import Gradients\n") == ["Foundation", "Gradients"])
    #expect(isAllowed("Gradients", in: training))
    #expect(!isAllowed("Training", in: training))
    #expect(!isAllowed("Gradients", in: House.Room(number: 0, module: "Tensors")))
  }

  /// Display knows no number, Datasets the tensors alone, Course the training loop that it wraps.
  @Test(arguments: [("Display", -1), ("Datasets", 0), ("Course", 2)])
  func `a helper imports no number beyond the one it needs`(helper: String, highest: Int) throws {
    for file in House.swiftFiles(in: "Sources/\(helper)") {
      for import_ in imports(of: try House.text(file)) {
        #expect(isAllowed(import_, in: House.Room(number: highest + 1, module: helper)), "\(file) imports \(import_)")
      }
    }
  }

  @Test func `the manifest lists the ladder in its order`() throws {
    let manifest = try House.text("Package.swift")
    let positions = House.rooms.map { manifest.range(of: "path: \"Sources/\($0)\"")?.lowerBound }
    #expect(!positions.contains(nil))
    #expect(positions.compactMap { $0 } == positions.compactMap { $0 }.sorted())
  }

  @Test func `unsafe pointers stay in kernel files`() throws {
    for file in House.swiftFiles(in: "Sources") where !file.contains("/Kernels/") && !file.hasPrefix("Sources/Display")
    {
      let text = try House.text(file)
      #expect(!text.contains("UnsafeMutablePointer") && !text.contains("UnsafePointer"), "\(file)")
    }
  }

  private func imports(of text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.first == "import" || (words.first?.hasPrefix("@") == true && words.dropFirst().first == "import")
      else { return nil }
      return String(words.last!)
    }
  }

  private func isAllowed(_ name: String, in room: House.Room) -> Bool {
    House.rooms.first { $0.module == name }.map { $0.number < room.number } ?? true
  }
}
