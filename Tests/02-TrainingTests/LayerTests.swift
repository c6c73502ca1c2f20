import TestSupport
import Testing
import Training

/// How layers begin, and what they do in training alone.
struct LayerTests {
  @Test(arguments: [4, 100])
  func `a linear map begins with weights and biases that fill ±1/√in`(inputs: Int) {
    var generator = Generator(seed: 1)
    let layer = Linear(inputs, 900, using: &generator)
    let bound = 1 / Scalar(inputs).squareRoot()
    for numbers in [layer.weight.value, layer.bias!.value] {
      #expect(numbers.max <= bound && numbers.max > 0.98 * bound)
      #expect(numbers.min >= -bound && numbers.min < -0.98 * bound)
    }
  }

  @Test func `an embedding begins with the standard normal distribution`() {
    var generator = Generator(seed: 2)
    let weight = Embedding(200, width: 100, using: &generator).weight.value
    #expect(abs(weight.mean) < 0.03 && abs((weight * weight).mean - 1) < 0.05)
  }

  @Test func `norms begin as PyTorch's layer norm and batch norm and as Llama's RMS norm`() {
    #expect(LayerNorm(2).epsilon == 1e-5 && BatchNorm(2).epsilon == 1e-5 && RMSNorm(2).epsilon == 1e-6)
    for gain in [LayerNorm(2).gain, BatchNorm(2).gain, RMSNorm(2).gain] { #expect(gain.value == [1, 1]) }
    #expect(LayerNorm(2).bias.value == [0, 0] && BatchNorm(2).bias.value == [0, 0])
    #expect(BatchNorm(2).mean.value == [0, 0] && BatchNorm(2).variance.value == [1, 1])
  }

  /// Below √ε a norm no longer stretches its vector to size 1: the smaller the vector, the smaller the result.
  @Test func `the ε of a norm stands beside the mean square, under the root`() {
    let x = constant([[0.003, -0.003]])  // mean 0, mean square 9·10⁻⁶
    let y = layerNorm(x, gain: constant([1, 1]), bias: constant([0, 0]), epsilon: 1.6e-5)
    expectClose(y.value, to: [[0.6, -0.6]])
    expectClose(rmsNorm(x, gain: constant([1, 1]), epsilon: 1.6e-5).value, to: [[0.6, -0.6]])
  }

  @Test func `an MLP drops numbers after each activation, in training alone`() {
    var generator = Generator(seed: 3)
    let model = MLP(widths: [4, 30, 30, 2], dropout: 0.5, activation: .gelu, using: &generator)
    let x = constant(.normal([5, 4], using: &generator))
    let (randomness, same) = (Randomness(seed: 4), Randomness(seed: 4))
    let dropout = Dropout(0.5)
    var hidden = x
    for layer in model.layers.dropLast() { hidden = dropout(gelu(layer(hidden)), .training(same)) }
    let expected = model.layers[2](hidden).value
    #expect(model(x, .training(randomness)).value == expected)
    #expect(randomness.generator == same.generator)
    let evaluated = model.layers.dropLast().reduce(x) { gelu($1($0)) }
    #expect(model(x).value == model.layers[2](evaluated).value)
    #expect(model(x).value != expected)
  }

  @Test func `the largest model within a budget may use all of it`() {
    func build(_ size: Int) -> Embedding {
      var generator = Generator(seed: 5)
      return Embedding(3, width: size, using: &generator)
    }
    for size in [1, 2, 3, 4, 7, 8, 100] {
      #expect(largest(within: 3 * size, build).parameterCount == 3 * size)
      #expect(largest(within: 3 * size + 2, build).parameterCount == 3 * size)
    }
  }
}
