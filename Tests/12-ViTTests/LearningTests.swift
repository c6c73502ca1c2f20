import Datasets
import LSTM
import TestSupport
import Testing
import Training

@testable import ViT

/// Every net learns, with labels and without.
struct LearningTests {
  private static let digits: (training: LabeledPictures, test: LabeledPictures) = {
    var generator = Generator(seed: 1)
    return (StrokeDigit.pictures(500, using: &generator), StrokeDigit.pictures(300, using: &generator))
  }()

  private static func vit(pooling: ViTConfiguration.Pooling = .classToken) -> ViTEncoder {
    var shape = ViTConfiguration(Patches(side: 28, channels: 1, size: 7), width: 32, heads: 2, depth: 2)
    (shape.initialDeviation, shape.positionDeviation, shape.pooling) = (0.15, 0.5, pooling)
    var generator = Generator(seed: 2)
    return ViTEncoder(shape, using: &generator)
  }

  private func train(_ model: any Module, steps: Int, rate: Scalar, _ loss: (Int) -> Variable) -> [Scalar] {
    let optimizer = AdamW(model.parameters)
    let schedule = Schedule.cosine(peak: rate, warmup: steps / 20, total: steps, floor: 0)
    return (0..<steps).map { step in
      let loss = loss(step)
      loss.backward()
      _ = optimizer.clipGradients(toNorm: 1)
      optimizer.step(rate: schedule(step))
      optimizer.clearGradients()
      return loss.value.scalar
    }
  }

  private func overfit<Encoder: PictureEncoder>(_ encoder: Encoder, rate: Scalar) -> Scalar {
    var generator = Generator(seed: 3)
    let model = PictureClassifier(encoder, classes: 10, using: &generator)
    let (pictures, labels) = Self.digits.training.batch(Array(0..<20))
    let mode = Mode.training(Randomness(seed: 0))
    return train(model, steps: 150, rate: rate) { _ in crossEntropy(model(pictures, mode), labels) }.last!
  }

  @Test func `every net overfits one batch to a loss near zero`() {
    var generator = Generator(seed: 4)
    #expect(overfit(Self.vit(), rate: 3e-3) < 0.05)
    #expect(overfit(Self.vit(pooling: .mean), rate: 3e-3) < 0.05)
    #expect(overfit(ConvolutionalNet(inputs: 1, channels: 8, using: &generator), rate: 1e-2) < 0.05)
    #expect(overfit(RowReader<LSTMCell>(rowWidth: 28, hiddenSize: 32, using: &generator), rate: 1e-2) < 0.1)
  }

  @Test func `a small convolutional net recognizes nearly all digits after 500, a ViT fewer`() {
    var generator = Generator(seed: 5)
    func accuracy<Encoder: PictureEncoder>(_ encoder: Encoder, steps: Int, rate: Scalar) -> Scalar {
      let model = PictureClassifier(encoder, classes: 10, using: &generator)
      let batches = Batches(of: 500, size: 50, seed: 0)
      let mode = Mode.training(Randomness(seed: 0))
      _ = train(model, steps: steps, rate: rate) { step in
        let (pictures, labels) = Self.digits.training.batch(batches(step))
        return crossEntropy(model(pictures, mode), labels)
      }
      let logits = withoutGradients { model(Self.digits.test.pictures).value }
      return Training.accuracy(logits, Self.digits.test.labels)
    }
    var start = Generator(seed: 6)
    let convolutional = accuracy(ConvolutionalNet(inputs: 1, channels: 8, using: &start), steps: 100, rate: 5e-3)
    let vit = accuracy(Self.vit(), steps: 300, rate: 3e-3)
    #expect(convolutional > 0.9 && vit > 0.5 && vit < convolutional, "\(convolutional), \(vit)")
  }

  @Test func `a masked autoencoder restores better than the mean of all pictures`() {
    var generator = Generator(seed: 7)
    let model = MaskedAutoencoder(Self.vit(), decoderWidth: 32, heads: 2, hiddenShare: 0.5, using: &generator)
    let pictures = Self.digits.training.pictures.slice(axis: 0, 0..<16)
    let (visible, hidden) = model.split(16, using: &generator)
    let losses = train(model, steps: 500, rate: 5e-3) { _ in
      model.loss(pictures, visible: visible, hidden: hidden, .evaluation)
    }
    let distance = pictures - pictures.mean(axis: 0)
    #expect(losses.last! < 0.3 * (distance * distance).mean)
  }

  @Test func `the contrastive loss falls far below chance`() {
    var generator = Generator(seed: 8)
    let model = ContrastiveModel(Self.vit(), width: 16, using: &generator)
    let augmentations: [Augmentation] = [.rotation(upTo: 10), .shift(upTo: 2)]
    let losses = train(model, steps: 200, rate: 3e-3) { step in
      let batch = Self.digits.training.pictures.slice(axis: 0, 20 * (step % 10)..<20 * (step % 10) + 20)
      let views = (0..<2).map { _ in augmentations(batch, using: &generator) }
      return model.loss(.concatenate(views), temperature: 0.2, .evaluation)
    }
    // Chance is ln 39 = 3.66.
    #expect(losses[0] > 3 && losses.suffix(10).reduce(0, +) / 10 < 2.2, "\(losses.suffix(10))")
  }
}
