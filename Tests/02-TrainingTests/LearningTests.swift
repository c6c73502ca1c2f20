import Testing

@testable import Training

/// Models learn: to the known floor where there is one, and overfit one batch.
struct LearningTests {
  /// XOR of the four corners, which no linear model can fit.
  static let corners: Tensor = [[-1, -1], [-1, 1], [1, -1], [1, 1]]
  static let labels = [0, 1, 1, 0]

  /// The expected loss over all noisy labels, computed and not sampled: −Σ p ln q.
  private func expectedLoss(_ model: MLP, flipped: Scalar) -> Scalar {
    let logits = model(constant(Self.corners))
    let (right, wrong) = (crossEntropy(logits, Self.labels), crossEntropy(logits, Self.labels.map { 1 - $0 }))
    return withoutGradients { (1 - flipped) * right.value.scalar + flipped * wrong.value.scalar }
  }

  /// One label in five is wrong; the least loss is the entropy of that, H(0.2) = 0.5004 nats.
  @Test func `an MLP comes within a hundredth of the floor that noisy labels leave`() throws {
    var generator = Generator(seed: 1)
    let (flipped, floor): (Scalar, Scalar) = (0.2, 0.500402)
    let model = MLP(widths: [2, 16, 2], using: &generator)
    let run = TrainingRun("noisy", model, AdamW(model.parameters), seed: 1)
    let plan = TrainingPlan(steps: 400, learningRate: 0.02)
    #expect(expectedLoss(model, flipped: flipped) > floor + 0.1, "nothing would be left to learn")
    for _ in 0..<plan.steps {
      try run.step(plan) { _, randomness in
        let positions = (0..<128).map { _ in Int.random(in: 0..<4, using: &randomness.generator) }
        let targets = positions.map { position in
          randomness.generator.uniform() < flipped ? 1 - Self.labels[position] : Self.labels[position]
        }
        return crossEntropy(model(constant(Self.corners.rows(at: positions)), .training(randomness)), targets)
      }
    }
    let loss = expectedLoss(model, flipped: flipped)
    #expect(loss >= floor - 1e-5, "better than possible")
    #expect(loss < floor + 0.01)
  }

  @Test(arguments: OptimizerTests.makers.keys.sorted())
  func `one batch is overfit to a loss near zero`(name: String) throws {
    var generator = Generator(seed: 2)
    let x = Tensor.normal([16, 8], using: &generator)
    let targets = (0..<16).map { _ in Int.random(in: 0..<4, using: &generator) }
    let model = MLP(widths: [8, 64, 4], using: &generator)
    let run = TrainingRun("batch", model, OptimizerTests.makers[name]!(model.parameters), seed: 0)
    let rate: Scalar = ["SGD": 1, "momentum": 0.1][name] ?? 0.01
    var plan = TrainingPlan(steps: 400)
    plan.schedule = .constant(rate)
    for _ in 0..<plan.steps { try run.step(plan) { _, _ in crossEntropy(model(constant(x)), targets) } }
    #expect(run.losses[0] > 1)
    #expect(run.losses.last! < 0.02)
    #expect(accuracy(model(constant(x)).value, targets) == 1)
  }

  @Test func `batch norm in evaluation agrees with batch norm in training once its averages have converged`() {
    var generator = Generator(seed: 3)
    let layer = BatchNorm(3)
    let randomness = Randomness(seed: 0)
    let x = Tensor.normal([64, 3], mean: 5, deviation: 2, using: &generator)
    for _ in 0..<200 { _ = layer(constant(x), .training(randomness)) }
    let (trained, used) = (layer(constant(x), .training(randomness)), layer(constant(x), .evaluation))
    // 63 / 64 of the variance: the square root of that is what remains.
    #expect((trained.value - used.value).map(abs).max < 0.03)
    #expect(abs(layer.mean.value[0] - x.mean(axis: 0)[0]) < 1e-3)
  }
}

/// Dropout and batches: what is random, and that the seed decides it.
struct RandomnessTests {
  @Test func `dropout keeps the expected sum and does nothing in evaluation`() {
    let x = constant(.ones(200, 100))
    let randomness = Randomness(seed: 4)
    let y = Dropout(0.25)(x, .training(randomness)).value
    #expect(Set(y.scalars) == [0, 1 / 0.75])
    let dropped = y.scalars.filter { $0 == 0 }.count
    #expect(abs(dropped - 5000) < 250)  // four standard deviations
    #expect(Dropout(0.25)(x, .evaluation).value == x.value)
    #expect(Dropout(0)(x, .training(randomness)).value == x.value)
  }

  @Test func `dropout draws a new mask each time, and the same from the same random state`() {
    let x = constant(.ones(50))
    let randomness = Randomness(seed: 4)
    let state = randomness.generator
    let first = Dropout(0.5)(x, .training(randomness)).value
    #expect(Dropout(0.5)(x, .training(randomness)).value != first)
    randomness.generator = state
    #expect(Dropout(0.5)(x, .training(randomness)).value == first)
  }

  @Test func `an epoch has every example once, and the next one in another order`() {
    let batches = Batches(of: 12, size: 4, seed: 3)
    let epochs = (0..<2).map { epoch in (0..<3).flatMap { batches(epoch * 3 + $0) } }
    #expect(epochs[0].sorted() == Array(0..<12) && epochs[1].sorted() == Array(0..<12))
    #expect(epochs[0] != epochs[1])
  }

  @Test func `a batch depends on the seed and the step alone`() {
    let (one, other) = (Batches(of: 10, size: 3, seed: 3), Batches(of: 10, size: 3, seed: 3))
    let inOrder = (0..<9).map { one($0) }
    #expect((0..<9).reversed().map { other($0) }.reversed() == inOrder)
    #expect((0..<9).map { Batches(of: 10, size: 3, seed: 4)($0) } != inOrder)
    #expect(Batches(of: 2, size: 100, seed: 0)(5).sorted() == [0, 1])
  }

  @Test func `accuracy is over the targets that are not ignored`() {
    let logits: Tensor = [[1, 2], [3, 1], [0, 5], [1, 0]]
    #expect(accuracy(logits, [1, 0, 0, 1]) == 0.5)
    #expect(accuracy(logits, [1, 0, 9, 9], ignoring: 9) == 1)
    #expect(accuracy(logits, [9, 9, 9, 9], ignoring: 9) == 0)
  }
}
