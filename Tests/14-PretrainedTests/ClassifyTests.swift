import Foundation
import TestSupport
import Testing

@testable import Pretrained

/// `classify`, from a file to the classes.
@Suite(.serialized)
struct ClassifyTests {
  private let model: String
  private let images: String

  init() throws {
    model = try ModelFolderTests.folder("vit").path
    images = "\(model)/../../images"
  }

  @Test func `several files have a row of logits and their most probable classes each`() throws {
    let names = ["rgb.png", "gray-8.png", "rgb-100.ppm"]
    let json = try CommandRun.json(["classify", "--model", model, "--image"] + names.map { "\(images)/\($0)" })
    let (logits, classes) = (json["logits"] as? [[Double]], json["classes"] as? [[[String: Any]]])
    for (index, name) in names.enumerated() {
      let expected = try ResamplingTests.file().tensor("\(name).logits").scalars.map { Double($0) }
      let found = try #require(logits)[index]
      let largest = expected.map(abs).max()!
      #expect(found.count == 5 && zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-5 * largest })
      let order = expected.indices.sorted { expected[$0] > expected[$1] }
      let best = try #require(classes)[index]
      #expect(
        best.map { $0["class"] as? Int } == order && best.map { $0["name"] as? String } == order.map { "LABEL_\($0)" })
      let total = expected.map { exp($0) }.reduce(0, +)
      let probability = try #require(best[0]["probability"] as? Double)
      #expect(abs(probability - exp(expected[order[0]]) / total) < 1e-5)
    }
  }

  @Test func `a table names the five most probable classes`() throws {
    let run = try CommandRun(["classify", "--model", model, "--image", "\(images)/rgb.png"])
    let output = run.output
    #expect(run.status == 0 && output.split(separator: "\n").count == 7)
    let first = output.split(separator: "\n")[2]
    #expect(first.hasPrefix("rgb.png  LABEL_3 "), "\(output)")
  }

  private func expectRefusal(_ words: [String], in folder: String? = nil, _ code: Int32, _ problem: String) throws {
    try CommandRun.expectRefusal(["classify", "--model", folder ?? model] + words, code, "14-pretrained: \(problem)")
  }

  @Test func `exactly one of the two options is needed`() throws {
    let picture = "\(images)/rgb.png"
    try expectRefusal([], 64, "--image: is needed, or --pixels")
    try expectRefusal([picture], 64, "--image: is needed, or --pixels")
    try expectRefusal(["--image", picture, "--pixels", picture], 64, "--image: not together with --pixels")
    try expectRefusal(["--pixels", picture, picture], 64, "\(picture): only after --image")
  }

  @Test func `a picture or a folder that cannot be used is named`() throws {
    let sixteen = "\(images)/rgb-16.png"
    try expectRefusal(["--image", sixteen], 65, "\(sixteen), byte 24: its numbers have 16 bits")
    try expectRefusal(["--image", "\(images)/rgb.png", "/none.png"], 65, "/none.png: the file cannot be read")
    let copy = try TemporaryFolder()
    for name in ["config.json", "model.safetensors"] {
      try FileManager.default.copyItem(atPath: "\(model)/\(name)", toPath: copy.path(name))
    }
    let settings = copy.path("preprocessor_config.json")
    let words = ["--image", "\(images)/rgb.png"]
    try expectRefusal(words, in: copy.url.path, 65, "\(settings): it is missing; it says how pictures")
    try copy.write("{\"size\": 8}", to: "preprocessor_config.json")
    try expectRefusal(
      words, in: copy.url.path, 65, "\(images)/rgb.png: it becomes 8 × 8 pixels; the model takes 12 × 12")
  }
}
