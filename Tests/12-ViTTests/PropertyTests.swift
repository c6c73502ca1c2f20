import Datasets
import Foundation
import LSTM
import TestSupport
import Testing
import Training
import Transformer

@testable import ViT

/// What holds for every picture, whatever the weights are.
struct PropertyTests {
  @Test func `the projected patches are a convolution whose stride is the side of its kernel`() {
    let model = tinyViT()
    let (pictures, patches) = (tinyPictures(3), model.configuration.patches)
    let kernel = constant(model.projection.weight.value.reshaped(2, 2, 2, 8))
    let y = convolution(constant(pictures), kernel, stride: 2) + model.projection.bias!
    let projected = model.projection(constant(patches(pictures)))
    expectClose(y.value.reshaped(3, 6, 8), to: projected.value)
  }

  @Test func `pictures of a batch do not see each other`() {
    let model = tinyViT(depth: 2)
    let pictures = tinyPictures(3)
    let all = model(constant(pictures), .evaluation).value
    let second = model(constant(pictures.slice(axis: 0, 1..<2)), .evaluation).value
    expectClose(all.slice(axis: 0, 1..<2), to: second)
  }

  /// A set of patches is all that is left of a picture.
  @Test func `without positions a picture may be cut up and put together in any order`() {
    let model = tinyViT(depth: 2)
    randomize(model.parameters, seed: 1)
    model.positions.update { $0 = .zeros(7, 8) }
    let patches = model.configuration.patches
    let cut = patches(tinyPictures(1))
    let shuffled = patches.pictures(cut.reshaped(6, 8).rows(at: [4, 0, 5, 2, 1, 3]).reshaped(1, 6, 8))
    let (a, b) = (model(constant(patches.pictures(cut)), .evaluation), model(constant(shuffled), .evaluation))
    expectClose(a.value, to: b.value)
    model.positions.update { $0 = Tensor(shape: [7, 8]) { index in Scalar(index[0] * index[1]) / 10 } }
    let c = model(constant(patches.pictures(cut)), .evaluation)
    let d = model(constant(shuffled), .evaluation)
    #expect((c.value - d.value).map(abs).max > 0.01)
  }

  @Test func `the class token has a position of its own, and the first patch the next one`() {
    let model = tinyViT()
    let pictures = tinyPictures(1)
    let before = model.tokens(pictures).value
    model.positions.update { $0 = $0 + Tensor(shape: [7, 1]) { $0[0] == 1 ? 1 : 0 } }
    let after = model.tokens(pictures).value
    expectClose(after - before, to: Tensor(shape: [1, 6, 8]) { $0[1] == 0 ? 1 : 0 })
  }

  @Test func `a ViT that is resized to its own size stays the same`() {
    let model = tinyViT(depth: 2)
    randomize(model.parameters, seed: 2)
    let pictures = constant(tinyPictures(2))
    expectClose(
      model.resized(height: 4, width: 6)(pictures, .evaluation).value, to: model(pictures, .evaluation).value)
  }

  @Test(arguments: [(3, 3), (3, 6), (7, 14), (4, 2), (1, 5)])
  func `the weights of interpolation sum to one, and a constant stays one`(old: Int, new: Int) {
    let weights = cubicInterpolation(from: old, to: new)
    expectClose(weights.sum(axis: 1), to: Tensor(repeating: 1, shape: [new]))
    // What is symmetric stays symmetric.
    for i in 0..<new {
      for j in 0..<old { #expect(abs(weights[i, j] - weights[new - 1 - i, old - 1 - j]) < 1e-6) }
    }
  }

  // MARK: Baselines

  @Test func `in training batch norm makes the convolutional net depend on the batch, in evaluation it does not`() {
    var generator = Generator(seed: 3)
    let net = ConvolutionalNet(inputs: 2, channels: 4, stages: 2, using: &generator)
    let pictures = tinyPictures(4)
    let part = constant(pictures.slice(axis: 0, 0..<2))
    func first(_ x: Variable, _ mode: Mode) -> Tensor { net(x, mode).value.slice(axis: 0, 0..<2) }
    let training = Mode.training(Randomness(seed: 0))
    #expect((first(constant(pictures), training) - first(part, training)).map(abs).max > 0.01)
    expectClose(first(constant(pictures), .evaluation), to: first(part, .evaluation))
  }

  @Test func `the row reader reads from the top to the bottom`() {
    var generator = Generator(seed: 4)
    let reader = RowReader<LSTMCell>(rowWidth: 12, hiddenSize: 5, using: &generator)
    let pictures = tinyPictures(1)
    let rows = reader.net(constant(pictures.reshaped(1, 4, 12)), .evaluation).outputs.value
    expectClose(reader(constant(pictures), .evaluation).value, to: rows.slice(axis: 1, 3..<4).reshaped(1, 5))
  }

  // MARK: Without labels

  @Test func `the contrastive loss of a net that knows nothing is the logarithm of the candidates`() {
    // Every view has the same direction.
    let same = constant(Tensor(shape: [16, 3]) { Scalar($0[1] + 1) })
    expectClose(contrastiveLoss(same).value, to: Tensor(Scalar(log(15.0))))
  }

  @Test func `the contrastive loss by hand`() {
    // Two pictures; the views of each lie in one direction, the pictures at a right angle: every row has one candidate with
    // the cosine 1 and two with 0.
    let z = constant([[2, 0], [0, 3], [5, 0], [0, 1]])
    let expected = log((exp(2.0) + 2) / exp(2.0))
    expectClose(contrastiveLoss(z, temperature: 0.5).value, to: Tensor(Scalar(expected)))
  }

  @Test func `hidden patches do not reach the encoder, and visible ones do not count in the loss`() {
    var generator = Generator(seed: 5)
    let model = MaskedAutoencoder(tinyViT(), decoderWidth: 6, heads: 2, hiddenShare: 0.5, using: &generator)
    let (visible, hidden) = ([[0, 4, 5]], [[1, 2, 3]])
    let patches = model.encoder.configuration.patches
    var cut = patches(tinyPictures(1))
    let before = model(patches.pictures(cut), visible: visible, .evaluation).value
    cut = cut + Tensor(shape: [1, 6, 1]) { [1, 2, 3].contains($0[1]) ? 1 : 0 }
    let after = model(patches.pictures(cut), visible: visible, .evaluation).value
    expectEqual(after, to: before)
    let loss = model.loss(patches.pictures(cut), visible: visible, hidden: hidden, .evaluation).value.scalar
    let errors = (before - cut) * (before - cut)
    let expected = errors.slice(axis: 1, 1..<4).mean
    expectClose(Tensor(loss), to: Tensor(expected))
  }

  @Test(arguments: [(0.75, 1), (0.5, 3), (0.0, 5), (1.0, 1)])
  func `a split hides the share that it should, and every patch is in one part`(share: Double, visible count: Int) {
    var generator = Generator(seed: 6)
    let model = MaskedAutoencoder(tinyViT(), decoderWidth: 6, heads: 2, hiddenShare: share, using: &generator)
    let (visible, hidden) = model.split(20, using: &generator)
    for (visible, hidden) in zip(visible, hidden) {
      #expect(visible.count == count && (visible + hidden).sorted() == Array(0..<6))
    }
    #expect(Set(visible.map { $0.sorted() }).count > 2)
  }

  // MARK: Looking inside

  @Test func `rollout follows the weights through the blocks`() {
    // Two tokens, two blocks with one head each.
    let first = Tensor(shape: [1, 1, 2, 2], scalars: [1, 0, 1, 0])
    let second = Tensor(shape: [1, 1, 2, 2], scalars: [0, 1, 0, 1])
    // (A₁ + 1)/2 = [1 0; ½ ½] and (A₂ + 1)/2 = [½ ½; 0 1]; the later one stands on the left.
    expectClose(attentionRollout([first, second]), to: Tensor(shape: [1, 2, 2], scalars: [0.75, 0.25, 0.5, 0.5]))
  }

  @Test func `a head that looks one patch to the right looks a distance of one`() {
    let patches = Patches(height: 4, width: 6, channels: 1, size: 2)
    // Tokens: the class token, then two rows of three patches. Half of what is seen is the class token.
    let next = [1, 2, 2, 4, 5, 5]
    let local = Tensor(shape: [1, 1, 7, 7]) { index in
      let (query, key) = (index[2], index[3])
      return key == 0 || (query > 0 && key == 1 + next[query - 1]) ? 0.5 : 0
    }
    // The last patch of each row looks at itself.
    expectClose(meanAttentionDistance(local, patches), to: Tensor([4 / 6]))
    let even = Tensor(repeating: 1.0 / 7, shape: [1, 1, 7, 7])
    // Over all pairs of a grid of 2 × 3: 8 pairs at 0, … by hand (14·1 + 4·2 + 8·√2 + 4·√5)/36.
    let sum = 14 + 4 * 2 + 8 * Scalar(2).squareRoot() + 4 * Scalar(5).squareRoot()
    expectClose(meanAttentionDistance(even, patches), to: Tensor([sum / 36]))
  }

  @Test func `position similarities are those of the patches alone`() {
    let model = tinyViT()
    model.positions.update { $0 = Tensor(shape: [7, 8]) { $0[1] == ($0[0] - 1) / 3 ? 2 : 0 } }
    expectClose(model.positionSimilarities(), to: Tensor(shape: [6, 6]) { $0[0] / 3 == $0[1] / 3 ? 1 : 0 })
    let initial = tinyViT()
    model.positions.update { $0 = initial.positions.value + Tensor(shape: [7, 8]) { $0[0] == 2 ? 3 : -1 } }
    let added = model.positionSimilarities(since: initial)
    expectClose(added, to: Tensor(shape: [6, 6]) { ($0[0] == 1) == ($0[1] == 1) ? 1 : -1 }, tolerance: 1e-5)
  }

  @Test func `filters are the columns of the projection as pictures`() {
    let model = tinyViT()
    #expect(model.filters.shape == [8, 2, 2, 2])
    #expect(model.filters[3, 1, 0, 1] == model.projection.weight.value[5, 3])
  }
}
