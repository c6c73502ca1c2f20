import Foundation
import TestSupport
import Testing
import Training

/// Every layer and every loss against the definition of the derivative, for every parameter and input.
struct GradientTests {
  @Test(arguments: LayerCase.all)
  func `matches central differences`(layer: LayerCase) throws {
    let (variables, function) = layer.prepared()
    try reportGradients(layer.name, of: variables, hasKinks: layer.hasKinks, function)
  }

  @Test func `a layer norm whose mean is treated as a constant is caught`() {
    let x = Variable([[1, 2, 4], [0, -1, 5]])
    #expect(throws: GradientMismatch.self) {
      try checkGradients("forgetful", of: [("x", x)]) {
        let y = layerNorm(x.detached, gain: Variable([1, 1, 1]), bias: Variable([0, 0, 0])).value
        let scale = y / (x.value - x.value.mean(axis: -1, keepingAxis: true))
        return Variable(y, from: [x]) { dy in [dy * scale] }
      }
    }
  }

  @Test func `a cross-entropy not divided by the number of rows is caught`() {
    let x = Variable([[1, 2, 4], [0, -1, 5]])
    #expect(throws: GradientMismatch.self) {
      try checkGradients("undivided", of: [("x", x)]) {
        let loss = crossEntropy(x, [0, 2])
        return Variable(loss.value, from: [x]) { dy in
          [(softmax(x.value) - ([[1, 0, 0], [0, 0, 1]] as Tensor)) * dy.scalar]
        }
      }
    }
  }
}
