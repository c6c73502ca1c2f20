import Course
import Datasets
import Tensors
import Training
import ViT

// MARK: 5

/// The augmentations, one at a time and together.
private let candidates: [(name: String, augmentations: [Augmentation])] = [
  ("none", []),
  ("shift", [.shift(upTo: 3)]),
  ("rotation", [.rotation(upTo: 20)]),
  ("crop", [.crop(area: 0.6...1)]),
  ("cut-out", [.cutOut(side: 8)]),
  ("noise", [.noise(deviation: 0.2)]),
  ("blur", [.blur(deviation: 0.5...1)]),
  ("color jitter", [.colorJitter(brightness: 0.4, contrast: 0.4)]),
  ("Sobel edges", [.edges]),
  ("flip", [.flip]),
  ("shift, rotation, crop", [.shift(upTo: 2), .rotation(upTo: 15), .crop(area: 0.6...1)]),
]

/// Pictures as augmentations change them, and what that is worth with 1,000 pictures.
///
/// - Parameter without: The accuracies of the ViT that were measured without them; nil to measure them.
func compareAugmentations(
  _ data: PictureData, without: [Double]?, _ chapter: Chapter, _ trainer: Trainer
) throws {
  var generator = Generator(seed: 0x7E57)
  let one = data.training.pictures.slice(axis: 0, 2..<3)
  let items = candidates.map { name, augmentations in ImageGrid.Item(name, augmentations(one, using: &generator).row(0))
  }
  chapter.show("augmentations", "one picture, changed", items, printing: 4)
  let amount = min(1000, data.training.count)
  let nets: [Net] = chapter.isFull ? [.convolutional, .vit] : [.vit]
  var table = Table(["accuracy in %, \(amount) pictures"] + nets.map(\.rawValue))
  if let without, !chapter.isFull { table.add(["none", percent(without)]) }
  // As many steps as the ViT without augmentations has in the default run.
  for (name, augmentations) in chapter.isFull ? candidates : [candidates.last!] {
    let scores = try nets.map { net in
      try chapter.seeds.map { seed in
        let classifier = PictureClassifier(net.encoder(data, seed: seed), for: data.training, seed: seed)
        try trainer.train(
          "\(net.rawValue), augmentation \(name), seed \(seed)", classifier, data.training.prefix(amount),
          steps: chapter.steps(net.stepsPerStep * 150, quick: 3), rate: net.learningRate,
          seed: seed, augmentations: augmentations)
        return classifier.accuracy(data.test)
      }
    }
    table.add([name] + scores.map(percent))
    chapter.results["augmentation, \(name)"] = JSON(scores)
  }
  say("\(table)\n")
}
