import Display
import Foundation
import TestSupport
import Testing

@testable import Course

/// The pictures of a run go into files of their own.
struct PicturesTests {
  private func pictures(_ names: [String]) -> Pictures {
    var pictures = Pictures()
    for name in names { pictures.add(name, "<svg>\(name)</svg>") }
    return pictures
  }

  @Test func `each picture has its file, in a folder that is made if there is none`() throws {
    let folder = try TemporaryFolder()
    for names in [["loss", "heads-2"], ["loss"]] { try pictures(names).save(in: folder.path("new")) }
    #expect(try String(decoding: folder.data("new/loss.svg"), as: UTF8.self) == "<svg>loss</svg>")
    #expect(try String(decoding: folder.data("new/heads-2.svg"), as: UTF8.self) == "<svg>heads-2</svg>")
  }

  @Test func `a picture that cannot be written is named, and does not cost the others`() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path("a.svg"), withIntermediateDirectories: false)
    let path = folder.path("a.svg").dropLast("/a.svg".count)
    #expect(throws: WriteError(path: "\(path)/a.svg", reason: "it is a folder")) {
      try pictures(["a", "b"]).save(in: String(path))
    }
    #expect(try String(decoding: folder.data("b.svg"), as: UTF8.self) == "<svg>b</svg>")
  }

  @Test func `a second picture of one name ends the program with its name`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var pictures = Pictures()
      for name in ["loss", "loss"] { pictures.add(name, "") }
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("picture \"loss\": another one has this name"), "\(message)")
  }

  @Test func `a name that is not in kebab-case ends the program`() async {
    for number in 0..<5 {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        [number = number as Int] in
        var pictures = Pictures()
        pictures.add(["", "Loss", "test loss", "a--b", "../x"][number], "")
      }
      let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(message.contains("not in kebab-case"), "\(number): \(message)")
    }
  }
}
