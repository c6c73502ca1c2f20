import Datasets
import Gradients
import Tensors
import TestSupport
import Testing
import Training

@testable import GPT

/// A configuration that is small enough to check every number.
func smallConfiguration(depth: Int = 2) -> GPTConfiguration {
  var shape = GPTConfiguration(width: 8, heads: 2, feedForwardWidth: 10, depth: depth, dropout: 0)
  (shape.vocabularySize, shape.contextLimit) = (11, 12)
  return shape
}

struct GradientTests {
  /// A bias of the keys moves all scores of a query alike, which changes no weight: there is nothing but rounding to check.
  @Test(.inDouble, arguments: [false, true])
  func `gradients of the logits match central differences`(isPost: Bool) throws {
    var generator = Generator(seed: 1)
    var shape = smallConfiguration()
    if isPost { shape.block.placement = .post }
    let model = GPTModel(shape, using: &generator)
    for (_, variable) in model.parameters {
      variable.update { $0 = .normal($0.shape, deviation: 0.5, using: &generator) }
    }
    let tokens = [3, 7, 1, 9, 0, 4, 5, 5, 8, 10]
    let checkable = model.parameters.filter { !$0.path.hasSuffix("key.bias") }
    try reportGradients("GPT", of: checkable, sampling: 12) { model(tokens, batch: 2) }
  }
}
