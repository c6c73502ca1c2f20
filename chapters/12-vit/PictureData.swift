import Course
import Datasets
import Tensors
import Training
import ViT

let pictureOptions = [
  Option("shapes", .none, "train on colored shapes of 32 × 32 pixels in place of stroke digits"),
  Option("images", .file(mustExist: true), "train on the pictures of a file in place of stroke digits"),
  Option("labels", .file(mustExist: true), "their classes, in an IDX file"),
  Option("test-images", .file(mustExist: true), "the pictures that the accuracy is measured on"),
  Option("test-labels", .file(mustExist: true), "their classes, in an IDX file"),
  Option("format", .text, "of these files: idx, as MNIST's (the default), or cifar, CIFAR-10's binary"),
]

/// Pictures to train on, of which the first few can be taken, and others to measure the accuracy on.
struct PictureData {
  let training: LabeledPictures
  let test: LabeledPictures
  /// Whether the pictures are stroke digits, which can be drawn at any resolution.
  let areDigits: Bool
  /// What a ViT cuts the pictures into.
  let patches: Patches

  /// Stroke digits, or what is asked for.
  init(_ chapter: Chapter) throws {
    areDigits = chapter.file("images") == nil && !chapter.has("shapes")
    if chapter.file("images") != nil {
      (training, test) = try PictureData.files(chapter)
    } else {
      let most = chapter.isQuick ? 200 : chapter.isFull ? 50_000 : 10_000
      let draw = { (count: Int, generator: inout Generator) in
        chapter.has("shapes")
          ? ColoredShapes.pictures(count, using: &generator) : StrokeDigit.pictures(count, using: &generator)
      }
      var generator = chapter.generator
      training = draw(most, &generator)
      // The same test for every seed.
      var testGenerator = Generator(seed: 0x7E57)
      test = draw(chapter.isQuick ? 100 : 2000, &testGenerator)
    }
    let (height, width) = (training.height, training.width)
    guard let size = [7, 4].first(where: { height % $0 == 0 && width % $0 == 0 }) else {
      throw UsageError("pictures of \(height) × \(width) pixels are not made of patches of 7 × 7 or 4 × 4")
    }
    patches = Patches(height: height, width: width, channels: training.channels, size: size)
  }

  private static func files(_ chapter: Chapter) throws -> (training: LabeledPictures, test: LabeledPictures) {
    let format = chapter.text("format") ?? "idx"
    guard ["idx", "cifar"].contains(format) else { throw UsageError("--format is idx or cifar, not \(format)") }
    func set(_ images: String, _ labels: String) throws -> LabeledPictures {
      guard let path = chapter.file(images) else { throw UsageError("--\(images) is missing") }
      if format == "cifar" { return try LabeledPictures(cifar10: [path]) }
      guard let names = chapter.file(labels) else { throw UsageError("--\(labels) is missing") }
      return try LabeledPictures(idxPictures: path, labels: names)
    }
    let (training, test) = (try set("images", "labels"), try set("test-images", "test-labels"))
    if min(training.count, test.count) < 20 {
      throw UsageError("--images and --test-images need 20 pictures each, and have \(training.count) and \(test.count)")
    }
    if training.pictures.shape.dropFirst() != test.pictures.shape.dropFirst() {
      throw UsageError("the pictures of --images and --test-images differ in their size")
    }
    return (training, test)
  }
}
