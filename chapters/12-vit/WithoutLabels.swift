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
    var scores: [String: [[Double]]] = [:]
    var names: [String] = []
    for seed in chapter.seeds {
      for way in Pretraining.allCases where way != .masked || net == .averagingViT {
        let encoder = try pretrained(net, way, data, chapter, trainer, seed: seed)
        if way == .masked && seed == chapter.seed { showRestored(encoder, data, chapter) }
        for (column, count) in counts.enumerated() {
          let labeled = data.training.prefix(count)
          func add(_ method: String, _ score: Double) {
            let name = "\(net == .convolutional ? "convolutions" : "ViT"), \(way.rawValue), \(method)"
            if scores[name] == nil {
              scores[name] = counts.map { _ in [] }
              names.append(name)
            }
            scores[name]![column].append(score)
          }
          add("linear probe", probe(encoder.encoder, labeled, data.test, seed: seed))
          let tuned = try fineTuned(net, encoder.encoder, way, labeled, data, chapter, trainer, seed: seed)
          add("fine-tuned", tuned.accuracy(data.test))
        }
      }
    }
    for name in names {
      table.add([name] + scores[name]!.map(percent))
      chapter.results[name] = .list(scores[name]!.map { .list($0.map { JSON($0) }) })
    }
  }
  say("\(table)\n")
}

/// An encoder, with the model that it was trained in if that can restore pictures.
private struct PretrainedEncoder {
  let encoder: any PictureEncoder
  var autoencoder: MaskedAutoencoder?
}

private func pretrained(
  _ net: Net, _ way: Pretraining, _ data: PictureData, _ chapter: Chapter, _ trainer: Trainer, seed: Int
) throws -> PretrainedEncoder {
  let encoder = net.encoder(data, seed: seed)
  var generator = Generator(seed: seed)
  let name = "\(net.rawValue), \(way.rawValue), seed \(seed)"
  let length = chapter.isFull ? 3 : 1
  func plan(_ steps: Int, batchSize: Int) -> TrainingPlan {
    var plan = TrainingPlan(steps: chapter.steps(length * steps, quick: 2), learningRate: 2e-3, seed: seed)
    plan.batchSize = batchSize
    (plan.itemsPerStep, plan.item) = (batchSize, "pictures")
    return plan
  }
  let pictures = data.training.pictures
  switch way {
  case .none: return PretrainedEncoder(encoder: encoder)
  case .contrastive:
    let plan = plan(net == .convolutional ? 100 : 400, batchSize: 64)
    let batches = Batches(of: data.training.count, size: plan.batchSize, seed: seed)
    func train(_ model: ContrastiveModel<some PictureEncoder>) throws {
      try trainer.train(name, model, plan) { step, randomness in
        let batch = pictures.rows(at: batches(step))
        let views = (0..<2).map { _ in digitAugmentations(batch, using: &randomness.generator) }
        return model.loss(.concatenate(views), temperature: 0.2, .training(randomness))
      }
    }
    func open(_ encoder: some PictureEncoder) throws { try train(ContrastiveModel(encoder, using: &generator)) }
    try open(encoder)
    return PretrainedEncoder(encoder: encoder)
  case .masked:
    let plan = plan(1200, batchSize: 64)
    let batches = Batches(of: data.training.count, size: plan.batchSize, seed: seed)
    let model = MaskedAutoencoder(encoder as! ViTEncoder, decoderWidth: 32, heads: 2, using: &generator)
    try trainer.train(name, model, plan) { step, randomness in
      let batch = pictures.rows(at: batches(step))
      let (visible, hidden) = model.split(batch.shape[0], using: &randomness.generator)
      return model.loss(batch, visible: visible, hidden: hidden, .training(randomness))
    }
    return PretrainedEncoder(encoder: encoder, autoencoder: model)
  }
}

/// Pictures, what is visible of them, and what the model puts into the gaps.
private func showRestored(_ pretrained: PretrainedEncoder, _ data: PictureData, _ chapter: Chapter) {
  guard let model = pretrained.autoencoder else { return }
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
    [item(seen.row(index), "visible"), item(filled.row(index), "restored"), item(pictures.row(index), "picture")]
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
  for ((_, own), (_, given)) in zip(copy.parameters, encoder.parameters) { own.update { $0 = given.value } }
  for ((_, own), (_, given)) in zip(copy.buffers, encoder.buffers) { own.value = given.value }
  let classifier = PictureClassifier(copy, for: data.training, seed: seed)
  let steps = chapter.steps(net.stepsPerStep * convolutionSteps(labeled.count, chapter), quick: 2)
  try trainer.train(
    "\(net.rawValue) after \(way.rawValue), \(labeled.count) labels, seed \(seed)", classifier, labeled, steps: steps,
    rate: way == .none ? net.learningRate : net.learningRate / 2, seed: seed)
  return classifier
}
