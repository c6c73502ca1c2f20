import Datasets
import Gradients
import Tensors
import TestSupport
import Testing
import Training

@testable import GPT

struct FineTuningGradientTests {
  /// A bias of the keys changes no attention weight: there is nothing but rounding to check.
  private func parameters(_ model: TaskModel) -> NamedVariables {
    model.parameters.filter { !$0.path.hasSuffix("key.bias") }
  }

  @Test(.inDouble, arguments: SmallBody.allCases, SmallTask.allCases)
  func `gradients of the logits match central differences`(body: SmallBody, task: SmallTask) throws {
    let model = task.model(body)
    try reportGradients("TaskModel", of: parameters(model), sampling: 8) { model(task.inputs) }
  }

  @Test(.inDouble, arguments: SmallBody.allCases, SmallTask.allCases)
  func `gradients of both losses match central differences`(body: SmallBody, task: SmallTask) throws {
    let model = task.model(body)
    try reportGradients("TaskModel.loss", of: parameters(model), sampling: 8) {
      model.loss(task.inputs, task.targets, lambda: 0.7)
    }
  }
}
