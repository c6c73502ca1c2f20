import Attention
import Foundation
import Gradients
import Tensors
import TestSupport
import Testing
import Transformer

/// The numbers that chapters/07-transformer/README.md computes by hand.
struct WorkedExampleTests {
  private let x: Tensor = [[1, 0], [0, 1], [1, 1]]
  private let query: Tensor = [[0, 2], [2, 0]]
  private let value: Tensor = [[10, 0], [0, 20]]

  @Test func `attention over three tokens`() {
    let q = matmul(x, query)
    #expect(q == [[0, 2], [2, 0], [2, 2]])
    let v = matmul(x, value)
    #expect(v == [[10, 0], [0, 20], [10, 20]])
    let products = matmul(q, x, transposing: .right)
    #expect(products == [[0, 2, 2], [2, 0, 2], [2, 2, 4]])
    func heads(_ rows: Tensor) -> Variable { constant(rows.reshaped(1, 1, 3, 2)) }
    let (context, weights) = plainAttention(heads(q), heads(x), heads(v), mask: .causal)
    func expect(_ tensor: Tensor, _ numbers: [Double]) {
      #expect(
        zip(tensor.scalars, numbers).allSatisfy { abs(Double($0) - $1) < 0.0005 } && tensor.count == numbers.count)
    }
    expect(products / Scalar(2).squareRoot(), [0, 1.414, 1.414, 1.414, 0, 1.414, 1.414, 1.414, 2.828])
    expect(weights.value, [1, 0, 0, 0.804, 0.196, 0, 0.164, 0.164, 0.673])
    expect(context.value, [10, 0, 8.044, 3.911, 8.364, 16.728])
  }

  @Test func `the online softmax`() {
    let scores: [Double] = [0, log(2)]
    let factor = exp(scores[0] - scores[1])
    let (sum, context) = (factor * 1 + 1, factor * 4 + 8)
    #expect(abs(factor - 0.5) < 1e-12 && abs(sum - 1.5) < 1e-12 && abs(context - 10) < 1e-12)
    let weights = softmax(Tensor(scores.map { Scalar($0) }))
    #expect(abs(Double(weights[0] * 4 + weights[1] * 8) - context / sum) < 1e-5)
  }
}
