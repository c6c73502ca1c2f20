import Course
import Datasets
import LSTM
import Tensors
import Training
import ViT

/// The three kinds of net, at equal parameters.
enum Net: String, CaseIterable {
  case convolutional = "convolutional net"
  case recurrent = "LSTM, row by row"
  case vit = "ViT"
  case averagingViT = "ViT, mean of the patches"

  /// A new net for pictures like these, of as many parameters as a convolutional net with 16, 32 and 64 channels.
  func encoder(_ data: PictureData, seed: Int) -> any PictureEncoder {
    var generator = Generator(seed: seed)
    switch self {
    case .vit, .averagingViT:
      var shape = configuration(data.patches)
      if self == .averagingViT { shape.pooling = .mean }
      return ViTEncoder(shape, using: &generator)
    case .convolutional: return ConvolutionalNet(inputs: data.training.channels, channels: 16, using: &generator)
    case .recurrent:
      let budget = Net.convolutional.encoder(data, seed: seed).parameterCount
      let reader = largest(within: budget) { size in
        var generator = Generator(seed: seed)
        return RowReader<LSTMCell>(
          rowWidth: data.training.width * data.training.channels, hiddenSize: size, using: &generator)
      }
      return reader
    }
  }

  /// With 1e-3, 2e-3, 4e-3 and 8e-3 the accuracy after 1,000 pictures of the seeds 100 and 101, on others than the test's, is
  /// 93, 99.1, 99.5 and 99.7 % for the convolutional net, 93, 95, 96.6 and 97.2 for the LSTM, 88.5, 89.7, 90.0 and 91.5 for
  /// the ViT. So all three would gain a little from a higher one.
  var learningRate: Scalar {
    switch self {
    case .vit, .averagingViT: 2e-3
    case .convolutional, .recurrent: 4e-3
    }
  }

  /// How many of its steps take as long as one of the convolutional net: measured once on two quiet cores, and written down
  /// here, so that the run is the same everywhere.
  var stepsPerStep: Int {
    switch self {
    case .convolutional: 1
    case .vit, .averagingViT: 4
    case .recurrent: 5
    }
  }
}

/// The ViT of this chapter.
func configuration(_ patches: Patches) -> ViTConfiguration {
  var shape = ViTConfiguration(patches, width: 64, heads: 4, depth: 2, feedForwardWidth: 144)
  // 0.02 suits a width of 768: the wider a map, the more its inputs add up.
  shape.initialDeviation = 0.1
  // Larger than the published 0.02: AdamW moves a number by at most the rate in a step, so in a short training a position
  // becomes what it is by luck or not at all. `--full` compares.
  shape.positionDeviation = 0.5
  return shape
}

extension PictureClassifier {
  /// An encoder with a new head for the classes of some pictures.
  init(_ encoder: any PictureEncoder, for pictures: LabeledPictures, seed: Int) {
    var generator = Generator(seed: seed + 1)
    self.init(encoder, classes: pictures.classNames.count, using: &generator)
  }

  /// The share of the pictures whose class is recognized.
  func accuracy(_ data: LabeledPictures) -> Double {
    let logits = inPieces(data.pictures) { self($0).value }
    return Double(Training.accuracy(logits, data.labels))
  }
}

/// The result for all pictures, 250 at a time, without gradients.
func inPieces(_ pictures: Tensor, _ result: (Tensor) -> Tensor) -> Tensor {
  let N = pictures.shape[0]
  return withoutGradients {
    .concatenate(
      stride(from: 0, to: N, by: 250).map { result(pictures.slice(axis: 0, $0..<min($0 + 250, N))) })
  }
}

extension Trainer {
  /// Trains a net on labeled pictures, 64 a step, each changed by the augmentations.
  func train(
    _ name: String, _ net: PictureClassifier, _ pictures: LabeledPictures, steps: Int, rate: Scalar, seed: Int,
    augmentations: [Augmentation] = []
  ) throws {
    var plan = TrainingPlan(steps: steps, learningRate: rate, seed: seed)
    plan.batchSize = 64
    (plan.itemsPerStep, plan.item) = (plan.batchSize, "pictures")
    let batches = Batches(of: pictures.count, size: plan.batchSize, seed: seed)
    try train(name, net, plan) { step, randomness in
      let (batch, labels) = pictures.batch(batches(step))
      let changed = augmentations.isEmpty ? batch : augmentations(batch, using: &randomness.generator)
      return crossEntropy(net(changed, .training(randomness)), labels)
    }
  }
}
