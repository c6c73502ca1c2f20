import TestSupport
import Testing
import Training

/// The numbers that the README of chapter 02 works out by hand.
struct HandExampleTests {
  @Test func `the cross-entropy of three logits and its gradient`() {
    let logits = Variable([[2, 1, 0]])
    let loss = crossEntropy(logits, [1])
    loss.backward()
    expectClose(loss.value, to: Tensor(1.4076), tolerance: 1e-4)
    expectClose(logits.gradient!, to: [[0.6652, -0.7553, 0.0900]], tolerance: 1e-4)
  }

  @Test func `two steps of Adam`() {
    let x = Variable([1])
    let optimizer = Adam([("x", x)])
    for (gradient, expected): (Tensor, Tensor) in [([0.5], [0.9]), ([-0.1], [0.8489])] {
      x.gradient = gradient
      optimizer.step(rate: 0.1)
      expectClose(x.value, to: expected, tolerance: 1e-4)
    }
  }

  @Test func `the layer norm of four numbers`() {
    var norm: LayerNorm { LayerNorm(4) }
    expectClose(norm(Variable([[1, 2, 3, 4]])).value, to: [[-1.342, -0.447, 0.447, 1.342]], tolerance: 1e-3)
  }

  @Test func `two gradients clipped together`() {
    let (a, b) = (Variable([1]), Variable([1]))
    (a.gradient, b.gradient) = ([3], [4])
    let norm = SGD([("a", a), ("b", b)]).clipGradients(toNorm: 1)
    #expect(norm == 5)
    expectClose(a.gradient!, to: [0.6], tolerance: 1e-6)
    expectClose(b.gradient!, to: [0.8], tolerance: 1e-6)
  }
}
