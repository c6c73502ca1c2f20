import Datasets
import Gradients
import Tensors
import TestSupport
import Testing
import Training
import Transformer

@testable import T5

// B batch · P patches · w numbers of a patch · S tokens of a caption · E width of the text encoder

struct PictureDecoderTests {
  private var generator = Generator(seed: 1)
  private let patches = Patches(side: 4, size: 2)
  private let times = [0.2, 0.7]

  /// Width 8, two blocks; the states of the captions are 6 wide.
  private mutating func model(seesCaptionPositions: Bool = true) -> PictureDecoder {
    var shape = BlockConfiguration(width: 8, heads: 2, feedForwardWidth: 12)
    shape.memoryWidth = 6
    return PictureDecoder(
      patches, shape, depth: 2, seesCaptionPositions: seesCaptionPositions, using: &generator)
  }

  private mutating func randomModel(seesCaptionPositions: Bool = true) -> PictureDecoder {
    let model = model(seesCaptionPositions: seesCaptionPositions)
    for (_, variable) in model.parameters {
      variable.update { $0 = .normal($0.shape, deviation: 0.5, using: &generator) }
    }
    return model
  }

  private mutating func normal(_ shape: Int...) -> Tensor { .normal(shape, using: &generator) }

  @Test mutating func `the course's decoder has as many parameters as its README says`() {
    var shape = BlockConfiguration(width: 64, heads: 4, feedForwardWidth: 128)
    shape.memoryWidth = 64
    #expect(PictureDecoder(Patches(), shape, depth: 3, using: &generator).parameterCount == 170_608)
  }

  @Test(.inDouble) mutating func `gradients of the loss match central differences`() throws {
    let model = randomModel()
    let states = Variable(normal(2, 5, 6))
    let (x, noise) = (normal(2, 4, 12), normal(2, 4, 12))
    let checkable = model.parameters.filter { !$0.path.hasSuffix("key.bias") } + [("states", states)]
    try reportGradients("picture decoder", of: checkable, sampling: 12) {
      model.loss(x, noise, at: times, Memory(states, lengths: [5, 3]), .evaluation)
    }
  }

  @Test mutating func `the loss is the mean of weighted squared errors`() {
    let model = randomModel()
    let captions = Memory(constant(normal(2, 5, 6)))
    let (x, noise) = (normal(2, 4, 12), normal(2, 4, 12))
    let errors = model(Diffusion.noised(x, by: noise, at: times), at: times, captions).value - x
    let means = (0..<2).map { (errors.row($0) * errors.row($0)).mean }
    let weights = Diffusion.weights(at: times).map { Scalar($0) }
    let expected = (weights[0] * means[0] + weights[1] * means[1]) / 2
    let loss = model.loss(x, noise, at: times, captions, .evaluation).value
    expectClose(loss, to: Tensor(expected))
    // In training, times and noise are drawn.
    let drawn = [1, 1, 2].map { model.loss(x, captions, Randomness(seed: $0)).value.scalar }
    #expect(drawn[0] == drawn[1] && drawn[0] != drawn[2])
  }

  @Test mutating func `times in the middle are the most probable in training`() {
    let times = (0..<20_000).map { _ in PictureDecoder.time(using: &generator) }
    // Of the mean of three uniform numbers, one in six is below 1/3, and the variance is 1/36.
    #expect(times.allSatisfy { (0...1).contains($0) })
    #expect(abs(Double(times.count { $0 < 1.0 / 3 }) / 20_000 - 1.0 / 6) < 0.015)
    #expect(abs(mean(times) - 0.5) < 0.01 && abs(mean(times.map { ($0 - 0.5) * ($0 - 0.5) }) - 1.0 / 36) < 0.002)
    // The picture is 1 everywhere and the prediction 0: the loss is the mean weight at such times.
    let model = randomModel()
    model.output.weight.update { $0 *= 0 }
    model.output.bias!.update { $0 *= 0 }
    let captions = Memory(constant(Tensor.zeros(4000, 1, 6)))
    let loss = model.loss(.ones(4000, 4, 12), captions, Randomness(seed: 1)).value.scalar
    #expect(abs(loss - 2.746) < 0.12, "\(loss)")
  }

  @Test mutating func `padding of a caption changes nothing, its tokens do`() {
    let model = randomModel()
    let (noisy, states) = (normal(2, 4, 12), normal(2, 5, 6))
    let other = Tensor(shape: states.shape) { $0[0] == 1 && $0[1] > 2 ? 7 : states[$0[0], $0[1], $0[2]] }
    func predicted(_ states: Tensor, _ lengths: [Int]) -> Tensor {
      model(noisy, at: times, Memory(constant(states), lengths: lengths)).value
    }
    expectEqual(predicted(other, [5, 3]), to: predicted(states, [5, 3]))
    #expect(predicted(other, [5, 4]).row(1) != predicted(states, [5, 4]).row(1))
    let alone = model(
      noisy.rows(1..<2), at: [0.7], Memory(constant(states.rows(1..<2).slice(axis: 1, 0..<3)))
    ).value
    expectClose(predicted(states, [5, 3]).rows(1..<2), to: alone)
  }

  @Test mutating func `a caption acts in two ways: through its mean and through cross-attention`() {
    let model = randomModel()
    let (noisy, states) = (normal(2, 4, 12), normal(2, 5, 6))
    func predicted(_ states: Tensor) -> Tensor { model(noisy, at: times, Memory(constant(states))).value }
    let moved = Tensor(shape: states.shape) { states[$0[0], $0[1], $0[2]] + ($0[1] == 0 ? 1 : $0[1] == 1 ? -1 : 0) }
    #expect(!predicted(moved).isClose(to: predicted(states), tolerance: 1e-3), "the mean is the same")
    for block in model.stack.blocks { block.cross!.output.weight.update { $0 *= 0 } }
    expectClose(predicted(moved), to: predicted(states))
    #expect(!predicted(states + 1).isClose(to: predicted(states), tolerance: 1e-3), "the mean differs")
    model.caption.weight.update { $0 *= 0 }
    expectClose(predicted(states + 1), to: predicted(states))
  }

  @Test(arguments: [true, false]) mutating func `the order of a caption's states counts only with positions`(
    seesCaptionPositions: Bool
  ) {
    let model = randomModel(seesCaptionPositions: seesCaptionPositions)
    let (noisy, states) = (normal(1, 4, 12), normal(1, 5, 6))
    let turned = states.row(0).rows(at: [4, 3, 2, 1, 0]).reshaped(1, 5, 6)
    let (a, b) = (
      model(noisy, at: [0.5], Memory(constant(states))).value, model(noisy, at: [0.5], Memory(constant(turned))).value
    )
    #expect(a.isClose(to: b, tolerance: 1e-4) == !seesCaptionPositions)
  }

  @Test mutating func `patches know where they are by the table alone`() {
    let model = randomModel()
    let (noisy, captions) = (normal(1, 4, 12), Memory(constant(normal(1, 5, 6))))
    let order = [2, 0, 3, 1]
    func predicted(_ noisy: Tensor) -> Tensor { model(noisy, at: [0.4], captions).value.row(0) }
    func commutes() -> Bool {
      predicted(noisy.row(0).rows(at: order).reshaped(1, 4, 12))
        .isClose(to: predicted(noisy).rows(at: order), tolerance: 1e-4)
    }
    #expect(!commutes())
    model.positions.update { $0 *= 0 }
    #expect(commutes())
  }

  @Test func `the time is told by the sines and cosines of a position from 0 to 1000`() {
    let features = PictureDecoder.timeFeatures([0, 0.5, 0.001], width: 4)
    let expected: [Scalar] = [
      0, 1, 0, 1, -0.46777180532, -0.88384927476, -0.95892427466, 0.28366218546, 0.84147098481, 0.54030230587,
      0.00999983333, 0.99995000042,
    ]
    expectClose(features, to: Tensor(expected).reshaped(3, 4), tolerance: 1e-4)
  }

  @Test(arguments: [1, 3]) mutating func `drawing starts from noise and asks for the caption's picture at each step`(
    steps: Int
  ) {
    let model = randomModel()
    let captions = Memory(constant(normal(2, 5, 6)), lengths: [5, 2])
    var (own, copy) = (Generator(seed: 9), Generator(seed: 9))
    let drawn = model.draw(captions, steps: steps, using: &own)
    let expected = Diffusion.sample(from: .normal([2, 4, 12], using: &copy), steps: steps) { noisy, time in
      model(noisy, at: [time, time], captions).value
    }
    expectEqual(drawn, to: expected)
  }

  @Test mutating func `it learns to draw one picture for each caption`() throws {
    let model = model()
    let x = Tensor(shape: [2, 4, 12]) { ($0[0] + $0[1] + $0[2]) % 3 == 0 ? 0.8 : -0.8 }
    let states = normal(2, 3, 6)
    let captions = Memory(constant(states))
    let batch = captions.rows(at: (0..<16).map { $0 % 2 })
    let trainer = Trainer(Checkpoint(path: "/nowhere"), savesRegularly: false)
    try trainer.train("two pictures", model, TrainingPlan(steps: 300, learningRate: 1e-2, seed: 2)) { _, randomness in
      model.loss(x.rows(at: (0..<16).map { $0 % 2 }), batch, randomness)
    }
    let drawn = model.draw(captions, using: &generator)
    #expect((drawn - x).norm / x.norm < 0.1, "\((drawn - x).norm / x.norm)")
  }

  @Test func `colors from 0 to 1 are centered and come back`() {
    let colors = Tensor([0, 0.25, 1])
    expectEqual(PictureDecoder.centered(colors), to: Tensor([-1, -0.5, 1]))
    expectEqual(PictureDecoder.colors(PictureDecoder.centered(colors)), to: colors)
  }
}
