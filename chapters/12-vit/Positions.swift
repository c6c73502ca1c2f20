import Course
import Datasets
import Tensors
import Training
import ViT

/// How the size that the positions begin with decides what is learned, and whether the grid of the patches appears in them.
func comparePositions(_ data: PictureData, _ chapter: Chapter, _ trainer: Trainer) throws {
  let amount = min(1000, data.training.count)
  var table = Table(["positions begin with the deviation", "accuracy in %, \(amount) pictures"])
  for deviation: Scalar in [0, 0.02, 0.1, 0.5, 2] {
    let scores = try chapter.seeds.map { seed in
      try trainedViT(data, patchSize: data.patches.size, deviation, amount, steps: 600, chapter, trainer, seed: seed)
        .net.accuracy(data.test)
    }
    table.add([number(Double(deviation)), percent(scores)])
    chapter.results["positions, deviation \(deviation)"] = JSON(scores)
  }
  say("\(table)\n")
  let (net, initial) = try trainedViT(
    data, patchSize: 4, 0.02, data.training.count, steps: 3000, chapter, trainer, seed: chapter.seed)
  let vit = net.encoder as! ViTEncoder
  showPositions(vit, since: initial, "positions-49", chapter)
}

/// A ViT with patches of a size and positions that begin with a deviation, after training, and what it began as.
private func trainedViT(
  _ data: PictureData, patchSize: Int, _ deviation: Scalar, _ amount: Int, steps: Int, _ chapter: Chapter,
  _ trainer: Trainer, seed: Int
) throws -> (net: PictureClassifier, initial: ViTEncoder) {
  let pictures = data.training
  var shape = configuration(
    Patches(height: pictures.height, width: pictures.width, channels: pictures.channels, size: patchSize))
  shape.positionDeviation = deviation
  func encoder() -> ViTEncoder {
    var generator = Generator(seed: seed)
    return ViTEncoder(shape, using: &generator)
  }
  let net = PictureClassifier(encoder(), for: pictures, seed: seed)
  try trainer.train(
    "ViT, patches of \(patchSize), positions \(Int(1000 * deviation)), seed \(seed)", net, pictures.prefix(amount),
    steps: chapter.steps(steps, quick: 2), rate: Net.vit.learningRate, seed: seed)
  return (net, encoder())
}
