import Datasets
import LSTM
import TestSupport
import Testing
import Training
import ViT

/// Parameters, of the published sizes and of what is built.
struct CountTests {
  @Test func `the published sizes have the published numbers of parameters`() {
    #expect(ViTConfiguration.base16.parameterCount == 85_798_656)
    #expect(ViTConfiguration.base16.parameterCount(classes: 1000) == 86_567_656)
    #expect(ViTConfiguration.large16.parameterCount == 303_301_632)
    #expect(ViTConfiguration.large16.parameterCount(classes: 1000) == 304_326_632)
  }

  @Test func `what is built has as many parameters as the formula says`() {
    var generator = Generator(seed: 1)
    let encoder = tinyViT(depth: 3)
    #expect(encoder.parameterCount == encoder.configuration.parameterCount)
    let classifier = PictureClassifier(encoder, classes: 10, using: &generator)
    #expect(classifier.parameterCount == encoder.configuration.parameterCount(classes: 10))
  }

  @Test func `the baselines have the parameters of their formulas`() {
    var generator = Generator(seed: 2)
    let net = ConvolutionalNet(inputs: 1, channels: 8, using: &generator)
    // Stem, then blocks of 8 → 8, 8 → 16 and 16 → 32 channels with their norms and shortcuts, then the last norm.
    let stem = 9 * 8
    let first = 2 * 9 * 8 * 8 + 4 * 8
    let second = 9 * 8 * 16 + 9 * 16 * 16 + 8 * 16 + 2 * 8 + 2 * 16
    let third = 9 * 16 * 32 + 9 * 32 * 32 + 16 * 32 + 2 * 16 + 2 * 32
    #expect(net.parameterCount == stem + first + second + third + 2 * 32)
    #expect(net.width == 32)
    let reader = RowReader<LSTMCell>(rowWidth: 28, hiddenSize: 10, using: &generator)
    #expect(reader.parameterCount == 4 * 10 * (28 + 10) + 4 * 10)
  }

  @Test func `the cost of a convolutional net is that of its convolutions, at the resolution of each stage`() {
    var generator = Generator(seed: 4)
    let net = ConvolutionalNet(inputs: 1, channels: 2, stages: 2, using: &generator)
    let (multiplications, activations) = net.cost(height: 8, width: 6)
    // 48 pixels: the stem, 1 → 2 channels, and two convolutions 2 → 2. 12 pixels: 2 → 4, 4 → 4, and the shortcut 2 → 4.
    #expect(multiplications == 48 * 9 * (2 + 4 + 4) + 12 * (9 * (8 + 16) + 8))
    #expect(activations == 48 * (3 + 4 + 4) + 12 * (6 + 8 + 6))
  }

  @Test func `the multiplications of a base model are those that the paper's size needs`() {
    // At each of 197 positions a block has 4·768² of its projections, 8·768² of the feed-forward and, for the scores and the
    // contexts, 2·197·768. The patches' own projection comes first. Papers quote 17.6 billion.
    let block = 197 * (12 * 768 * 768 + 2 * 197 * 768)
    #expect(ViTConfiguration.base16.multiplications == 196 * 768 * 768 + 12 * block)
    #expect(ViTConfiguration.base16.multiplications == 17_563_060_224)
  }

  @Test func `a ViT begins with the loss of chance`() {
    var generator = Generator(seed: 3)
    let model = PictureClassifier(tinyViT(), classes: 10, using: &generator)
    let loss = crossEntropy(model(tinyPictures(6)), [0, 1, 2, 3, 4, 5]).value.scalar
    #expect(abs(loss - 2.3) < 0.4)
  }
}
