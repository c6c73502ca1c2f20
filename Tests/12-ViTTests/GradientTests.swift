import Datasets
import Gradients
import LSTM
import Tensors
import TestSupport
import Testing
import Training

@testable import ViT

/// Every operation and every model against central differences.
struct GradientTests {
  @Test(.inDouble, arguments: ConvolutionCase.all)
  func `gradients of a convolution match central differences`(_ sizes: ConvolutionCase) throws {
    let (x, weight) = sizes.variables(seed: 1)
    try reportGradients("convolution", of: [("x", x), ("weight", weight)], sampling: 20) {
      convolution(x, weight, stride: sizes.stride, padding: sizes.padding)
    }
  }

  @Test(.inDouble) func `gradients of pooling match central differences`() throws {
    var generator = Generator(seed: 2)
    let x = Variable(.normal([2, 5, 6, 3], using: &generator))
    try reportGradients("maxPool", of: [("x", x)], hasKinks: true) { maxPool(x) }
    try reportGradients("globalMeanPool", of: [("x", x)]) { globalMeanPool(x) }
  }

  @Test(.inDouble) func `gradients of the convolutional net match central differences`() throws {
    var generator = Generator(seed: 3)
    let net = ConvolutionalNet(inputs: 2, channels: 3, stages: 2, using: &generator)
    let x = Variable(.normal([3, 4, 6, 2], using: &generator))
    let mode = Mode.training(Randomness(seed: 0))
    try reportGradients("ConvolutionalNet", of: net.parameters + [("x", x)], hasKinks: true, sampling: 12) {
      net(x, mode)
    }
  }

  @Test(.inDouble, arguments: ViTConfiguration.Pooling.allCases)
  func `gradients of a ViT match central differences`(pooling: ViTConfiguration.Pooling) throws {
    var generator = Generator(seed: 3)
    let model = PictureClassifier(tinyViT(pooling: pooling), classes: 3, using: &generator)
    randomize(model.parameters, seed: 4)
    let pictures = tinyPictures(2)
    try reportGradients("ViT", of: checkable(model.parameters), sampling: 12) { model(pictures) }
  }

  @Test(.inDouble) func `gradients of the row reader match central differences`() throws {
    var generator = Generator(seed: 5)
    let reader = RowReader<LSTMCell>(rowWidth: 12, hiddenSize: 4, layers: 2, using: &generator)
    let x = Variable(.normal([2, 5, 6, 2], using: &generator))
    try reportGradients("RowReader", of: reader.parameters + [("x", x)], sampling: 12) { reader(x, .evaluation) }
  }

  @Test(.inDouble, arguments: [Scalar(0.5), 0.1])
  func `gradients of NT-Xent match central differences`(temperature: Scalar) throws {
    var generator = Generator(seed: 6)
    let z = Variable(.normal([6, 4], using: &generator))
    try reportGradients("contrastiveLoss", of: [("z", z)]) { contrastiveLoss(z, temperature: temperature) }
  }

  @Test(.inDouble) func `gradients of the contrastive model match central differences`() throws {
    var generator = Generator(seed: 7)
    let model = ContrastiveModel(tinyViT(), width: 5, using: &generator)
    randomize(model.parameters, seed: 8)
    let views = tinyPictures(4)
    try reportGradients("ContrastiveModel", of: checkable(model.parameters), hasKinks: true, sampling: 8) {
      model.loss(views, .evaluation)
    }
  }

  @Test(.inDouble) func `gradients of the masked autoencoder match central differences`() throws {
    var generator = Generator(seed: 9)
    let model = MaskedAutoencoder(tinyViT(), decoderWidth: 6, heads: 2, hiddenShare: 0.5, using: &generator)
    randomize(model.parameters, seed: 10)
    // Gains near 1: through small ones hardly any gradient would reach the queries.
    for (path, gain) in model.parameters where path.hasSuffix("gain") { gain.update { $0 = $0 + 1 } }
    let (visible, hidden) = model.split(2, using: &generator)
    try reportGradients("MaskedAutoencoder", of: checkable(model.parameters), sampling: 12) {
      model.loss(tinyPictures(2), visible: visible, hidden: hidden, .evaluation)
    }
  }

  /// A bias of the keys moves all scores of a query alike, which changes no weight: there is nothing but rounding to check.
  private func checkable(_ parameters: NamedVariables) -> NamedVariables {
    parameters.filter { !$0.path.hasSuffix("key.bias") }
  }
}
