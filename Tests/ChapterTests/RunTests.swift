import Foundation
import Testing

/// Every chapter keeps the promises of its options.
@Suite(.serialized)
struct RunTests {
  @Test(arguments: House.rooms)
  func `a chapter runs quickly and prints one JSON object`(room: House.Room) throws {
    let start = Date()
    let run = try Program(room.chapter, ["--quick", "--json"])
    #expect(run.status == 0, "\(run.errors)")
    // Five seconds are promised to a reader; other tests may be running at the same time here.
    #expect(Date().timeIntervalSince(start) < 15)
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect(object?.isEmpty == false)
    #expect(!run.errors.isEmpty, "everything else goes to standard error")
  }

  @Test(arguments: House.rooms)
  func `a chapter explains itself and refuses nonsense`(room: House.Room) throws {
    let help = try Program(room.chapter, ["--help"])
    #expect(help.status == 0 && help.output.contains("swift run \(room.chapter)") && help.output.contains("--seed"))
    for words in [["--nonsense"], ["--seed", "many"], ["--steps", "0"], ["--threads"], ["word"]] {
      let run = try Program(room.chapter, words)
      #expect(run.status == 64 && run.output.isEmpty, "\(words): \(run.status)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(words): \(run.errors)")
    }
  }

  @Test(arguments: House.rooms)
  func `the pictures are drawn into a file`(room: House.Room) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).svg").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let run = try Program(room.chapter, ["--quick", "--plot", path])
    #expect(run.status == 0, "\(run.errors)")
    let drawing = try String(contentsOfFile: path, encoding: .utf8)
    #expect(drawing.contains("<svg") && drawing.contains("</svg>"))
  }
}
