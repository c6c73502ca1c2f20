import Course
import Datasets
import Tensors
import Training
import ViT

// MARK: 6

/// The trained ViT is given digits at one and a half times the resolution: 36 patches in place of 16.
func changeResolution(_ net: PictureClassifier, _ data: PictureData, _ chapter: Chapter, _ trainer: Trainer) throws {
  let side = 42
  var testGenerator = Generator(seed: 0x7E57)
  let test = StrokeDigit.pictures(data.test.count, side: side, using: &testGenerator)
  let encoder = net.encoder as! ViTEncoder
  var table = Table(["digits", "side", "patches", "accuracy in %"])
  func add(_ name: String, _ net: PictureClassifier, _ test: LabeledPictures) {
    let score = net.accuracy(test)
    let patches = (net.encoder as! ViTEncoder).configuration.patches
    table.add([name, "\(test.height)", "\(patches.count)", percent([score])])
    chapter.results["resolution, \(name)"] = JSON(score)
  }
  /// The net with the same head over another encoder.
  func with(_ encoder: ViTEncoder) -> PictureClassifier {
    let other = PictureClassifier(encoder, for: data.training, seed: chapter.seed)
    other.head.setParameters(from: net.head)
    return other
  }
  let resized = encoder.resized(height: side, width: side)
  let shuffled = encoder.resized(height: side, width: side)
  var generator = chapter.generator
  shuffled.positions.update { positions in
    positions = positions.rows(at: [0] + (1..<positions.shape[0]).shuffled(using: &generator))
  }
  add("as trained", net, data.test)
  add("larger, positions in a random order", with(shuffled), test)
  add("larger, positions interpolated", with(resized), test)
  let tuned = with(resized)
  let training = StrokeDigit.pictures(chapter.isQuick ? 100 : 1000, side: side, using: &generator)
  try trainer.train(
    "larger digits", tuned, training, steps: chapter.steps(100, quick: 2), rate: 1e-3, seed: chapter.seed)
  add("fine-tuned on 1,000 larger ones", tuned, test)
  say("\(table)\n")
}
