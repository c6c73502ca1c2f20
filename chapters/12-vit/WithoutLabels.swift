import Course
import Datasets
import Tensors
import Training
import ViT

// MARK: 4

/// What changes a digit and leaves what it is.
let digitAugmentations: [Augmentation] = [
  .rotation(upTo: 15), .crop(area: 0.5...1), .shift(upTo: 2), .sometimes(0.5, .blur(deviation: 0.5...1)),
]

/// The ways to get an encoder before any label is seen.
private enum Pretraining: String, CaseIterable {
  case none = "random"
  case contrastive = "SimCLR"
  case masked = "masked autoencoder"
}

/// Pre-trains on pictures without labels, then measures how much each representation is worth with few labels.
func learnWithoutLabels(_ data: PictureData, _ chapter: Chapter, _ trainer: Trainer) throws {
  let counts = chapter.isQuick ? [10] : chapter.isFull ? [10, 100, 1000] : [10, 100]
  var table = Table(["accuracy in %, by labels"] + counts.map { "\($0)" })
  let nets: [Net] = chapter.isFull ? [.averagingViT, .convolutional] : [.averagingViT]
  for net in nets {
    for way in Pretraining.allCases where way != .masked || net == .averagingViT {
      let encoders = try chapter.seeds.map { seed in
        (seed, try pretrained(net, way, data, chapter, trainer, seed: seed))
      }
      func add(
        _ method: String, _ accuracy: (any PictureEncoder, _ labeled: LabeledPictures, _ seed: Int) throws -> Double
      ) rethrows {
        let name = "\(net == .convolutional ? "convolutions" : "ViT"), \(way.rawValue), \(method)"
        let scores = try counts.map { count in
          try encoders.map { seed, encoder in try accuracy(encoder, data.training.prefix(count), seed) }
        }
        table.add([name] + scores.map(percent))
        chapter.results[name] = JSON(scores)
      }
      add("linear probe") { probe($0, $1, data.test, seed: $2) }
      try add("fine-tuned") {
        try fineTuned(net, $0, way, $1, data, chapter, trainer, seed: $2).accuracy(data.test)
      }
    }
  }
  say("\(table)\n")
}

/// An encoder that was trained without labels in one of the ways.
private func pretrained(
  _ net: Net, _ way: Pretraining, _ data: PictureData, _ chapter: Chapter, _ trainer: Trainer, seed: Int
) throws -> any PictureEncoder {
  let encoder = net.encoder(data, seed: seed)
  var generator = Generator(seed: seed)
  /// Trains a model of the encoder on 64 pictures a step.
  func train(
    _ model: any Module, steps: Int, _ loss: (_ pictures: Tensor, _ randomness: Randomness) -> Variable
  ) throws {
    let all = chapter.steps(chapter.isFull ? 3 * steps : steps, quick: 2)
    var plan = TrainingPlan(steps: all, learningRate: 2e-3, seed: seed)
    plan.batchSize = 64
    (plan.itemsPerStep, plan.item) = (plan.batchSize, "pictures")
    let batches = Batches(of: data.training.count, size: plan.batchSize, seed: seed)
    try trainer.train("\(net.rawValue), \(way.rawValue), seed \(seed)", model, plan) { step, randomness in
      loss(data.training.pictures.rows(at: batches(step)), randomness)
    }
  }
  switch way {
  case .none: break
  case .contrastive:
    let model = ContrastiveModel(encoder, using: &generator)
    try train(model, steps: net == .convolutional ? 100 : 400) { pictures, randomness in
      let views = (0..<2).map { _ in digitAugmentations(pictures, using: &randomness.generator) }
      return model.loss(.concatenate(views), temperature: 0.2, .training(randomness))
    }
  case .masked:
    let model = MaskedAutoencoder(encoder as! ViTEncoder, decoderWidth: 32, heads: 2, using: &generator)
    try train(model, steps: 1200) { pictures, randomness in
      let (visible, hidden) = model.split(pictures.shape[0], using: &randomness.generator)
      return model.loss(pictures, visible: visible, hidden: hidden, .training(randomness))
    }
    if seed == chapter.seed { showRestored(model, data, chapter) }
  }
  return encoder
}

/// Pictures, what is visible of them, and what the model puts into the gaps.
private func showRestored(_ model: MaskedAutoencoder, _ data: PictureData, _ chapter: Chapter) {
  var generator = Generator(seed: 0x7E57)
  let patches = data.patches
  let pictures = data.test.pictures.slice(axis: 0, 0..<6)
  let (visible, hidden) = model.split(6, using: &generator)
  let cut = patches(pictures)
  let restored = withoutGradients { model(pictures, visible: visible, .evaluation).value }
  let isHidden = Tensor(shape: [6, patches.count, 1]) { hidden[$0[0]].contains($0[1]) ? 1 : 0 }
  let seen = patches.pictures(cut * (1 - isHidden) + isHidden * 0.5)
  let filled = patches.pictures(cut * (1 - isHidden) + restored * isHidden)
  let items = (0..<6).flatMap { index in
    [("visible", seen), ("restored", filled), ("picture", pictures)].map { ImageGrid.Item($0, $1.row(index)) }
  }
  chapter.show("restored", "a masked autoencoder restores three quarters of a picture", items, printing: 3)
}

/// The accuracy of a linear map of the frozen representation.
private func probe(
  _ encoder: any PictureEncoder, _ labeled: LabeledPictures, _ test: LabeledPictures, seed: Int
) -> Double {
  func representations(_ pictures: Tensor) -> Tensor { inPieces(pictures) { encoder(constant($0), .evaluation).value } }
  let features = representations(labeled.pictures)
  // Each number of the representation alike: mean 0 and variance 1 over the labeled pictures.
  let mean = features.mean(axis: 0)
  let deviation = sqrt(((features - mean) * (features - mean)).mean(axis: 0) + 1e-6)
  var generator = Generator(seed: seed)
  let head = Linear(encoder.width, labeled.classNames.count, using: &generator)
  let input = constant((features - mean) / deviation)
  let optimizer = AdamW(head.parameters)
  for step in 0..<200 {
    crossEntropy(head(input), labeled.labels).backward()
    optimizer.step(rate: 0.02 * (1 - Scalar(step) / 200))
    optimizer.clearGradients()
  }
  let logits = withoutGradients { head(constant((representations(test.pictures) - mean) / deviation)).value }
  return Double(accuracy(logits, test.labels))
}

/// A copy of a pre-trained encoder that learns along with its head.
private func fineTuned(
  _ net: Net, _ encoder: any PictureEncoder, _ way: Pretraining, _ labeled: LabeledPictures, _ data: PictureData,
  _ chapter: Chapter, _ trainer: Trainer, seed: Int
) throws -> PictureClassifier {
  let copy = net.encoder(data, seed: seed)
  copy.setParameters(from: encoder)
  let classifier = PictureClassifier(copy, for: data.training, seed: seed)
  let steps = chapter.steps(net.stepsPerStep * convolutionSteps(labeled.count, chapter), quick: 2)
  try trainer.train(
    "\(net.rawValue) after \(way.rawValue), \(labeled.count) labels, seed \(seed)", classifier, labeled, steps: steps,
    rate: way == .none ? net.learningRate : net.learningRate / 2, seed: seed)
  return classifier
}
