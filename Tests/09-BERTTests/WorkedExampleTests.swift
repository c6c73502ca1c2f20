import BERT
import Gradients
import Tensors
import Testing
import Training

/// The numbers that the chapter's README works out by hand.
struct WorkedExampleTests {
  @Test func `the two losses`() {
    let table: Tensor = [[0, 1], [2, 0], [1, 1], [-1, 0]]  // the, dogs, cats, .
    let logits = matmul(constant([[1, 0.5]]), constant(table), transposing: .right)
    #expect(logits.value == [[0.5, 2, 1.5, -1]])
    let p = softmax(logits.value).scalars
    for (own, stated) in zip(p, [0.119, 0.532, 0.323, 0.026]) { #expect(abs(Double(own) - stated) < 5e-4) }
    let hidden = crossEntropy(logits, [1]).value.scalar
    let next = crossEntropy(constant([[1.2, -0.3]]), [0]).value.scalar
    #expect(abs(hidden - 0.631) < 5e-4 && abs(next - 0.201) < 5e-4 && abs(hidden + next - 0.832) < 1e-3)
  }

  @Test func `the best span`() {
    let best = bestSpan(start: [0, 3, 2], end: [4, 1, 2], in: 0..<3, maximumLength: 3)
    #expect(best! == (1...2, 5))
  }
}
