import Datasets
import GPT
import Gradients
import TestSupport
import Testing
import Training

@testable import LoRA

/// An update learns what its rank allows, and no more.
struct LearningTests {
  /// Trains with AdamW without decay, on a cosine schedule.
  private static func train(_ parameters: NamedVariables, steps: Int, rate: Scalar, _ loss: () -> Variable) -> Scalar {
    let optimizer = Adam(parameters)
    let schedule = Schedule.cosine(peak: rate, warmup: steps / 20, total: steps, floor: 0)
    for step in 0..<steps {
      loss().backward()
      optimizer.step(rate: schedule(step))
      optimizer.clearGradients()
    }
    return withoutGradients(loss).value.scalar
  }

  /// The mean squared error of all entries where the inputs are the unit vectors: ‖U·V − s·A·B‖² / (I·O).
  private func error(ofRank rank: Int) -> (reached: Scalar, floor: Scalar) {
    var generator = Generator(seed: 1)
    let linear = Linear(6, 5, hasBias: false, using: &generator)
    linear.setTrainable(false)
    let update = matmul(
      Tensor.normal([6, 2], using: &generator), Tensor.normal([2, 5], using: &generator))
    let target = constant(linear.weight.value + update)
    let layer = LoRALayer(inputs: 6, outputs: 5, rank: rank, scale: 2, using: &generator)
    linear.adapter = layer
    let reached = Self.train(layer.parameters, steps: 600, rate: 0.05) {
      let error = linear(constant(.identity(6))) - target
      return (error * error).mean
    }
    let values = SingularValues(of: update).values.dropFirst(rank)
    return (reached, Scalar(values.reduce(0) { $0 + $1 * $1 } / 30))
  }

  @Test func `an update of rank 2 is learned exactly with r = 2, and with more`() {
    #expect(error(ofRank: 2).reached < 1e-6)
    #expect(error(ofRank: 4).reached < 1e-6)
  }

  /// Eckart and Young: what remains is the square of the second singular value.
  @Test func `with r = 1 the error comes down to the second singular value, and no further`() {
    let (reached, floor) = error(ofRank: 1)
    #expect(floor > 0.01 && abs(reached / floor - 1) < 1e-3, "\(reached), \(floor)")
  }

  private static func wideGPT() -> GPTModel { tinyGPT { ($0.block.width, $0.block.feedForwardWidth) = (24, 48) } }

  /// A GPT that knows one continuation of the inputs by heart, and is to learn another.
  private let pretrained: GPTModel = {
    let model = Self.wideGPT()
    let batch = TokenBatch(inputs: tinyTokens, targets: [7, 1, 9, 0, 4, 5, 5, 8, 10, 2], size: 2, length: 5)
    _ = Self.train(model.parameters, steps: 400, rate: 0.01) { model.loss(batch) }
    return model
  }()

  private func losses(_ way: FineTuning, rate: Scalar) -> (before: Scalar, after: Scalar) {
    let model = Self.wideGPT()
    model.setParameters(from: pretrained)
    var generator = Generator(seed: 2)
    way.prepare(model, using: &generator)
    let batch = TokenBatch(inputs: tinyTokens, targets: [0, 9, 9, 3, 2, 2, 6, 1, 0, 7], size: 2, length: 5)
    let before = model.loss(batch).value.scalar
    return (before, Self.train(model.parameters, steps: 400, rate: rate) { model.loss(batch) })
  }

  /// The output matrix, the table of the tokens, is frozen but in the first way, and bounds the logits.
  @Test func `every way learns a batch nearly by heart`() {
    let ways: [(way: FineTuning, rate: Scalar, limit: Scalar)] = [
      (.full, 0.03, 0.005), (.lora(LoRAConfiguration(rank: 4, targets: ["*"])), 0.03, 0.2),
      (.lora(LoRAConfiguration(rank: 4)), 0.03, 0.3), (.biases, 0.1, 0.8), (.prefix(4), 0.1, 0.4),
    ]
    for (way, rate, limit) in ways {
      let (before, after) = losses(way, rate: rate)
      #expect(before > 7 && after < limit, "\(way): \(before), then \(after)")
    }
    let (before, after) = losses(.head, rate: 0.03)
    #expect(before == after, "of the body, nothing is trained")
  }
}
