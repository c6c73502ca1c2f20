import Datasets
import LSTM
import TestSupport
import Testing
import Training

@testable import ViT

/// The parts of each model, put together again by hand.
struct PartTests {
  private let training = Mode.training(Randomness(seed: 0))

  @Test func `the mean pools the patches without the class token`() {
    let states = Tensor(shape: [1, 3, 8]) { [100, 1, 5][$0[1]] }
    expectClose(tinyViT(pooling: .mean).pooled(constant(states)).value, to: Tensor(repeating: 3, shape: [1, 8]))
  }

  @Test func `all matrices of a ViT begin small, and its biases with 0`() {
    let model = tinyViT(depth: 2)
    for (path, variable) in model.parameters {
      let mean = (variable.value.squaredNorm / Scalar(variable.value.count)).squareRoot()
      if variable.value.rank > 1 || path == "classToken" { #expect(mean > 0.01 && mean < 0.03, "\(path)") }
      if path.hasSuffix("bias") { #expect(mean == 0, "\(path)") }
    }
  }

  @Test func `positions begin with a deviation of their own`() {
    var generator = Generator(seed: 10)
    var shape = ViTConfiguration(Patches(side: 16, channels: 1), width: 64, heads: 2, depth: 1)
    shape.positionDeviation = 0.5
    let positions = ViTEncoder(shape, using: &generator).positions.value
    #expect(abs((positions.squaredNorm / Scalar(positions.count)).squareRoot() - 0.5) < 0.05)
  }

  @Test func `dropout reaches the blocks of a ViT, through the classifier, and in training alone`() {
    var generator = Generator(seed: 1)
    let patches = Patches(height: 4, width: 6, channels: 2, size: 2)
    let encoder = ViTEncoder(
      ViTConfiguration(patches, width: 8, heads: 2, depth: 1, dropout: 0.5), using: &generator)
    let model = PictureClassifier(encoder, classes: 3, using: &generator)
    let pictures = tinyPictures(2)
    expectEqual(model(pictures).value, to: model(pictures).value)
    #expect(model(pictures, training).value != model(pictures, training).value)
  }

  // MARK: Convolutional nets

  @Test(arguments: [(1, 8, 64), (3, 4, 64), (5, 2, 32)])
  func `the weights of a convolution begin with the variance 2 over their inputs`(
    kernel: Int, inputs: Int, outputs: Int
  ) {
    var generator = Generator(seed: 2)
    let weight = Convolution(inputs, outputs, kernel: kernel, using: &generator).weight.value
    let variance = weight.squaredNorm / Scalar(weight.count)
    #expect(abs(variance * Scalar(kernel * kernel * inputs) / 2 - 1) < 0.2)
  }

  @Test func `a block whose last convolution is 0 is its residual connection`() {
    var generator = Generator(seed: 3)
    let (same, wider) = (ConvolutionBlock(2, 2, using: &generator), ConvolutionBlock(2, 3, using: &generator))
    for block in [same, wider] { block.second.weight.update { $0 = 0 * $0 } }
    let x = constant(tinyPictures(2) + 1)
    #expect(same.shortcut == nil)
    expectEqual(same(x, training).value, to: x.value)
    expectEqual(wider(x, training).value, to: wider.shortcut!(x).value)
  }

  @Test func `a convolutional net is its stages, at half the resolution of the one before`() {
    var generator = Generator(seed: 4)
    let net = ConvolutionalNet(inputs: 2, channels: 3, stages: 2, blocks: 2, using: &generator)
    #expect(net.stages.map(\.count) == [2, 2] && net.width == 6)
    let pictures = constant(tinyPictures(3))
    var x = net.stem(pictures)
    for block in net.stages[0] { x = block(x, training) }
    #expect(x.shape == [3, 4, 6, 3])
    x = plainMaxPool(x)
    for block in net.stages[1] { x = block(x, training) }
    #expect(x.shape == [3, 2, 3, 6])
    let pooled = net.norm(x, rectifies: true, training).reshaped(3, 6, 6).mean(axis: 1)
    expectClose(net(pictures, training).value, to: pooled.value)
  }

  @Test func `a row reader has as many layers as were asked for`() {
    var generator = Generator(seed: 5)
    let reader = RowReader<LSTMCell>(rowWidth: 12, hiddenSize: 4, layers: 3, using: &generator)
    #expect(reader.parameterCount == 4 * 4 * (12 + 4 + 1) + 2 * 4 * 4 * (4 + 4 + 1))
  }

  // MARK: Without labels

  @Test func `a row of zeros has no direction, and stays 0`() {
    expectClose(constant([[0, 0], [3, 4]]).unitRows.value, to: [[0, 0], [0.6, 0.8]])
  }

  @Test func `a contrastive model compares views behind two layers, with batch norm in training`() {
    var generator = Generator(seed: 6)
    let encoder = ConvolutionalNet(inputs: 2, channels: 3, stages: 2, using: &generator)
    let model = ContrastiveModel(encoder, width: 5, using: &generator)
    let views = tinyPictures(6)
    let z = model.output(relu(model.hidden(encoder(constant(views), training))))
    #expect(z.shape == [6, 5])
    expectClose(
      model.loss(views, temperature: 0.2, training).value, to: contrastiveLoss(z, temperature: 0.2).value)
  }

  /// Without blocks the decoder is its norm, so each position depends on what was put there alone.
  @Test func `the decoder gets states at visible positions, the mask token at hidden ones, and a position at all`() {
    var generator = Generator(seed: 7)
    let model = MaskedAutoencoder(tinyViT(), decoderWidth: 6, heads: 2, depth: 0, using: &generator)
    randomize(model.parameters, seed: 8)
    let (pictures, visible) = (tinyPictures(2), [[5, 2], [0, 3]])
    let tokens = model.encoder.tokens(pictures)
    let chosen = visible.enumerated().map { row, patches in
      tokens.value.row(row).rows(at: patches)
    }
    let states = model.encoder.states(constant(.stack(chosen)), .evaluation).value  // [2, 1 + 2, D]
    let known = model.bridge(constant(states)).value
    let inputs = Tensor(shape: [2, 6, 6]) { i in
      let index = visible[i[0]].firstIndex(of: i[1])
      let content = index.map { known[i[0], 1 + $0, i[2]] } ?? model.maskToken.value[i[2]]
      return content + model.positions.value[i[1], i[2]]
    }
    let expected = model.output(model.decoder(constant(inputs), .none, .evaluation))
    expectClose(model(pictures, visible: visible, .evaluation).value, to: expected.value)
  }

  @Test func `the decoder's feed-forwards are four times as wide as its states`() {
    var generator = Generator(seed: 9)
    let model = MaskedAutoencoder(tinyViT(), decoderWidth: 6, heads: 2, using: &generator)
    // A block of width 6: two norms, four projections, two layers of the feed-forward; then the last norm.
    let block = 2 * 12 + 4 * 6 * 7 + 24 * 7 + 6 * 25
    #expect(model.decoder.parameterCount == block + 12)
  }

  // MARK: Looking inside

  @Test func `rollout takes the mean over the heads`() {
    let heads = Tensor(shape: [1, 2, 2, 2], scalars: [1, 0, 0.5, 0.5, 0, 1, 0.5, 0.5])
    expectClose(attentionRollout([heads]), to: Tensor(shape: [1, 2, 2], scalars: [0.75, 0.25, 0.25, 0.75]))
  }

  @Test func `attention distances are means over the pictures, one for each head`() {
    let patches = Patches(height: 2, width: 4, channels: 1, size: 2)
    // Two patches side by side. In the first picture head 0 looks at the patch itself, head 1 at the other; in the second
    // both look at the other.
    let other = [[false, true], [true, true]]
    let weights = Tensor(shape: [2, 2, 3, 3]) { i in
      let (query, key) = (i[2], i[3])
      return query > 0 && key > 0 && (query != key) == other[i[0]][i[1]] ? 1 : 0
    }
    expectClose(meanAttentionDistance(weights, patches), to: Tensor([0.5, 1]))
  }
}
