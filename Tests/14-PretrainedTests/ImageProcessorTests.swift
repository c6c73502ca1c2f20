import Datasets
import Foundation
import TestSupport
import Testing
import Training
import ViT

@testable import Pretrained

/// Pictures on their way to a model against what transformers make of them. `Tests/Fixtures/make_images.py` wrote both.
struct ImageProcessorTests {
  private static let images = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/images").path

  private func processor(_ settings: [String: JSONValue], channels: Int = 3) throws -> ImageProcessor {
    try ImageProcessor(ConfigFile(path: "config", values: settings), channels: channels)
  }

  @Test(arguments: ["usual", "number", "gray", "edge", "padded", "cut", "bytes", "shares"])
  func `a picture becomes the numbers of the original`(name: String) throws {
    let entry = try #require(try ConfigFile("\(Self.images)/processors.json").values[name]?.object)
    let processor = try processor(try #require(entry["settings"]?.object))
    let picture = try BytePicture(contentsOf: "\(Self.images)/\(try #require(entry["picture"]?.text))")
    let expected = try ResamplingTests.file().tensor("\(name).pixels").permuted(1, 2, 0)  // channels last
    let (found, extents) = (try processor(picture), processor.extents(of: picture))
    #expect(found.shape == expected.shape && [extents.height, extents.width, 3] == expected.shape)
    if Scalar.self == Float.self { #expect(found == expected) }
    #expect(zip(found.scalars, expected.scalars).allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($1)) })
  }

  @Test(arguments: ["rgb.png", "gray-8.png", "palette-4.png", "rgb-alpha-interlaced.png", "rgb-100.ppm"])
  func `a ViT classifies a file as the original`(name: String) throws {
    let folder = try ModelFolderTests.folder("vit")
    let (model, processor) = (try PictureClassifier(folder), try ImageProcessor(folder))
    let pixels = try processor(BytePicture(contentsOf: "\(Self.images)/\(name)"))
    let (found, expected) = (
      model(pixels.reshaped(1, 12, 12, 3)).value, try ResamplingTests.file().tensor("\(name).logits")
    )
    let largest = expected.scalars.map(abs).max()!
    #expect(zip(found.scalars, expected.scalars).allSatisfy { abs($0 - $1) <= 1e-5 * largest })
  }

  @Test func `what is not said is as in transformers`() throws {
    let processor = try processor([:])
    #expect(processor.size == .exactly(height: 224, width: 224) && processor.resampling == .bilinear)
    #expect(processor.crop == nil && processor.rescaleFactor == 1.0 / 255)
    #expect(processor.mean == [0.5, 0.5, 0.5] && processor.deviation == [0.5, 0.5, 0.5])
    #expect(processor.normalized(0, channel: 0) == -1 && processor.normalized(255, channel: 2) == 1)
  }

  @Test func `a gray picture has three equal channels, or one where the model takes one`() throws {
    let gray = BytePicture([0, 255, 51, 102], height: 2, width: 2, channels: 1)
    let numbers = [0, 255, 51, 102].map { (Scalar($0 / 255.0) - 0.5) / 0.5 }
    let found = try ImageProcessor(size: nil)(gray)
    #expect(found.scalars == numbers.flatMap { [$0, $0, $0] } && found.shape == [2, 2, 3])
    let processor = ImageProcessor(size: nil, channels: 1)
    #expect(try processor(gray).scalars == numbers)
    let color = BytePicture([1, 2, 3], height: 1, width: 1, channels: 3)
    #expect(throws: PictureProblem(description: "it has colors, but the model takes gray pictures")) {
      try processor(color)
    }
  }

  @Test func `the longer side follows the shorter one, and its fraction is dropped`() {
    let wide = BytePicture([UInt8](repeating: 0, count: 9 * 13), height: 9, width: 13, channels: 1)
    let high = BytePicture(wide.bytes, height: 13, width: 9, channels: 1)
    func extents(_ picture: BytePicture, _ edge: Int) -> [Int] {
      let found = ImageProcessor(size: .shortestEdge(edge)).extents(of: picture)
      return [found.height, found.width]
    }
    #expect(extents(wide, 14) == [14, 20] && extents(high, 14) == [20, 14] && extents(wide, 9) == [9, 13])
  }

  @Test func `a picture that would become too large is refused before it is resized`() throws {
    let line = BytePicture([UInt8](repeating: 0, count: 1000), height: 1, width: 1000, channels: 1)
    let processor = ImageProcessor(size: .shortestEdge(1000))
    #expect(
      throws: PictureProblem(
        description: "resizing it to 1000000 × 1000 pixels takes more than the 89478485 that are read")
    ) { try processor(line) }
    let column = BytePicture([UInt8](repeating: 9, count: 100_000), height: 100_000, width: 1, channels: 1)
    // Its rows first would make 200 million pixels, its columns first make two.
    let found = try ImageProcessor(size: .exactly(height: 2, width: 2000))(column)
    #expect(found.shape == [2, 2000, 3])
  }

  @Test(
    arguments: [
      (
        ["resample": 1], "config: resample is 1 (Lanczos); only 0 (nearest), 2 (bilinear) and 3 (bicubic) are supported"
      ),
      (["resample": 9], "config: resample is 9; only 0 (nearest), 2 (bilinear) and 3 (bicubic) are supported"),
      (["do_pad": true], "config: do_pad is true, which is not supported"),
      (["do_resize": 1], "config: do_resize is not true or false"), (["size": 0], "config: size is 0"),
      (["size": .object(["height": 3])], "config, size: width is missing"),
      (["size": .object(["shortest_edge": 3, "longest_edge": 9])], "config, size: height is missing"),
      (["do_center_crop": true], "config: crop_size is missing"),
      (
        ["do_center_crop": true, "crop_size": .object(["shortest_edge": 3])],
        "config: crop_size has no height and width"
      ),
      (["do_center_crop": true, "crop_size": 99999], "config: crop_size is too large"),
      (["image_mean": [0.5]], "config: image_mean does not have 3 numbers, one for each channel"),
      (["image_std": [1, 2, "3"]], "config: image_std does not have 3 numbers, one for each channel"),
      (["image_std": [1, 0, 1]], "config: image_std is 0"),
    ] as [([String: JSONValue], String)])
  func `settings that cannot be`(settings: [String: JSONValue], expected: String) throws {
    do {
      _ = try processor(settings)
      Issue.record("no error")
    } catch { #expect("\(error)" == expected) }
  }

  @Test func `a folder without the file is named`() throws {
    let folder = try ModelFolderTests.folder("bert")
    let problem = "it is missing; it says how pictures are resized and normalized"
    #expect(throws: UnusableFile(folder.file("preprocessor_config.json"), problem)) { try ImageProcessor(folder) }
    #expect(throws: UnusableFile(folder.config.path, "num_channels is 4; pictures have 1 or 3")) {
      try ImageProcessor(folder, channels: 4)
    }
  }
}
