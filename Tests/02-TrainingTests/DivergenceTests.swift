import Testing

@testable import Training

/// A loss that is no longer a number stops the run, which says where and what to look for.
struct DivergenceTests {
  struct Pair: Module {
    let good = Variable([1, 2])
    let bad = Variable([0, 0])
  }

  private let model = Pair()

  /// Makes steps until the run stops.
  private func stop(
    clipping: Scalar? = 1, rate: Scalar = 0.1, steps: Int = 10, _ loss: (Int, Pair) -> Variable
  ) -> TrainingDiverged? {
    let run = TrainingRun("pair", model, SGD(model.parameters), seed: 0)
    var plan = TrainingPlan(steps: steps)
    plan.schedule = .constant(rate)
    plan.clipping = clipping
    do {
      for _ in 0..<steps { try run.step(plan) { step, _ in loss(step, model) } }
      return nil
    } catch {
      return error as? TrainingDiverged
    }
  }

  @Test(arguments: [nil, 1] as [Scalar?])
  func `a parameter that is not finite is named, with the step`(clipping: Scalar?) throws {
    let stopped = stop(clipping: clipping) { step, model in
      if step == 3 { model.bad.update { $0 = Tensor([0, .nan]) } }
      return (model.good * model.good).sum + model.bad.sum
    }
    let error = try #require(stopped)
    #expect(error.step == 3 && error.parameter == "bad" && error.loss.isNaN)
    #expect(error.hint.contains("learning rate"))
    #expect(error.description.contains("step 3") && error.description.contains("bad"))
  }

  @Test(arguments: [nil, 1] as [Scalar?])
  func `a gradient that is not finite under a finite loss is named before any update`(clipping: Scalar?) throws {
    let stopped = stop(clipping: clipping) { step, model in
      // √x² is finite at 0, its derivative 0 / 0 is not.
      let bad = step == 2 ? sqrt(model.bad * model.bad) : model.bad * 0
      return (model.good * model.good).sum + bad.sum
    }
    let error = try #require(stopped)
    #expect(error.step == 2 && error.parameter == "bad" && error.loss.isFinite)
    #expect(error.hint.contains("√"))
    #expect([model.good, model.bad].allSatisfy { $0.value.isFinite })
  }

  @Test func `a loss that alone is not finite points to the loss and the data`() throws {
    let stopped = stop { step, model in
      let data = Tensor([step == 1 ? -Scalar.infinity : 0])
      return model.good.sum + constant(data).sum
    }
    let error = try #require(stopped)
    #expect(error.step == 1 && error.parameter == nil && error.loss == -.infinity)
    #expect(error.hint.contains("data"))
  }

  @Test func `a learning rate that is far too high ends in an error`() throws {
    let stopped = stop(clipping: nil, rate: 1e3, steps: 10_000) { _, model in
      (model.good * model.good * model.good * model.good).sum
    }
    let error = try #require(stopped)
    #expect(error.step > 0 && error.parameter == "good")
  }

  @Test func `a healthy run does not stop`() {
    #expect(stop { _, model in (model.good * model.good).sum + model.bad.sum } == nil)
  }

  @Test func `gradients are accumulated within one step and cleared after it`() throws {
    let run = TrainingRun("pair", model, SGD(model.parameters), seed: 0)
    try run.step(TrainingPlan(steps: 1, learningRate: 0.1)) { _, _ in (model.good * 3).sum }
    #expect(model.good.gradient == nil && model.bad.gradient == nil)
    #expect(run.losses == [9])
  }
}
