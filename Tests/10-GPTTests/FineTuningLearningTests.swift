import Datasets
import Foundation
import Gradients
import Tensors
import Testing
import Training

@testable import GPT

struct FineTuningLearningTests {
  /// The task loss is near 0. The language-model loss stays above the entropy of the tokens that the start cannot tell.
  @Test(arguments: SmallBody.allCases, SmallTask.allCases)
  func `fine-tuning learns a batch by heart, with either λ`(body: SmallBody, task: SmallTask) {
    for lambda in [0, 0.5] as [Scalar] {
      let model = task.model(body, deviation: 0.2)
      let optimizer = AdamW(model.parameters)
      func taskLoss() -> Double { Double(crossEntropy(model(task.inputs), task.targets).value.scalar) }
      let first = model.body.languageModelLoss(rows(task)).value.scalar
      #expect(abs(taskLoss() - log(3.0)) < 0.5)
      for _ in 0..<300 {
        model.loss(task.inputs, task.targets, lambda: lambda).backward()
        optimizer.step(rate: 1e-2)
        optimizer.clearGradients()
      }
      #expect(taskLoss() < 0.02, "λ = \(lambda): \(taskLoss())")
      #expect((model.body.languageModelLoss(rows(task)).value.scalar < 0.5 * first) == (lambda > 0))
    }
  }

  private func rows(_ task: SmallTask) -> PaddedRows { PaddedRows(task.inputs.flatMap(\.sequences)) }
}
