import Foundation
import Testing

@testable import Training

/// What the training loop asks for and when: rates, evaluations, curves.
struct LoopTests {
  struct Point: Module {
    let x = Variable([0])
  }

  private let model = Point()

  /// A run by plain gradient descent along a slope of 1, so that every step moves x by minus its rate.
  private func train(
    _ plan: TrainingPlan, slope: Scalar = 1, evaluation: (() -> Scalar)? = nil
  ) throws -> TrainingRun {
    var plan = plan
    plan.optimizer = { SGD($0) }
    let path = NSTemporaryDirectory() + "unused.safetensors"
    return try Trainer(Checkpoint(path: path), savesRegularly: false)
      .train("point", model, plan, evaluation: evaluation) { _, _ in (model.x * slope).sum }
  }

  @Test func `each step is made at the rate of its own number, the first at that of step 0`() throws {
    var plan = TrainingPlan(steps: 3)
    plan.schedule = Schedule { step in [1, 10, 100][step] }
    #expect(try train(plan).losses == [0, -1, -11])
    #expect(model.x.value == [-111])
  }

  @Test func `a long gradient is clipped to the plan's limit, and not without one`() throws {
    var plan = TrainingPlan(steps: 1)
    plan.schedule = .constant(1)
    _ = try train(plan, slope: 8)
    #expect(model.x.value == [-1])
    plan.clipping = nil
    _ = try train(plan, slope: 8)
    #expect(model.x.value == [-9])
  }

  @Test func `the rate warms up for a twentieth of the steps, then falls to its last value`() {
    let plan = TrainingPlan(steps: 40, learningRate: 0.5, finalLearningRate: 0.125)
    #expect(plan.warmup == 2 && plan.evaluationInterval == 4)
    #expect([0, 1, 2, 40].map { plan.rate(at: $0) } == [0.25, 0.5, 0.5, 0.125])
    #expect(abs(plan.rate(at: 21) - 0.3125) < 1e-6)
  }

  @Test(arguments: [(7, [3, 6, 7]), (6, [3, 6]), (2, [2])])
  func `the model is evaluated at every interval and once after the last step`(steps: Int, expected: [Int]) throws {
    var plan = TrainingPlan(steps: steps)
    plan.schedule = .constant(1)
    plan.evaluationInterval = 3
    var isRecorded = false
    let run = try train(plan) {
      isRecorded = isRecorded || (model.x * 2).isTrainable
      return model.x.value.scalar
    }
    #expect(run.evaluations.map(\.step) == expected)
    #expect(run.evaluations.map(\.value) == expected.map { Scalar(-$0) })
    #expect(!isRecorded, "an evaluation needs no gradients")
  }

  @Test func `the loss curve has the mean of each piece, a last one that is shorter, too`() {
    let run = TrainingRun("curve", model, SGD(model.parameters), seed: 0)
    run.losses = [4, 2, 8, 6, 5]
    #expect(run.lossCurve(over: 2).map(\.x) == [0, 2, 4])
    #expect(run.lossCurve(over: 2).map(\.y) == [3, 7, 5])
    #expect(run.meanLoss(last: 2) == 5.5 && run.meanLoss(last: 0) == 5 && run.meanLoss(last: 9) == 5)
  }
}
