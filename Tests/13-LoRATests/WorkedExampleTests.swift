import Gradients
import TestSupport
import Testing

@testable import LoRA

/// The numbers that the chapter's README works out by hand.
struct WorkedExampleTests {
  @Test func `one row through an update of rank 1, forward, backward and merged`() {
    let layer = LoRALayer(
      a: Variable(Tensor(shape: [2, 1], scalars: [1, 1])), b: Variable(Tensor(shape: [1, 2], scalars: [0.5, -1])),
      scale: LoRAConfiguration(rank: 1, alpha: 2).scale)
    let identity = constant(Tensor(shape: [2, 2], scalars: [1, 0, 0, 1]))
    let x = Variable(Tensor(shape: [1, 2], scalars: [1, 2]))
    let y = matmul(x, identity) + layer(x)
    #expect(y.value == Tensor(shape: [1, 2], scalars: [4, -4]))
    y.backward(seed: Tensor(shape: [1, 2], scalars: [1, 0]))
    #expect(layer.b.gradient == Tensor(shape: [1, 2], scalars: [6, 0]))
    #expect(layer.a.gradient == Tensor(shape: [2, 1], scalars: [1, 2]))
    #expect(x.gradient == Tensor(shape: [1, 2], scalars: [2, 1]))
    #expect(identity.value + layer.update.value == Tensor(shape: [2, 2], scalars: [2, -2, 1, -1]))
  }

  @Test func `rank 1 covers nine tenths of diag(3, 1)`() {
    let singular = SingularValues(of: Tensor(shape: [2, 2], scalars: [3, 0, 0, 1]))
    #expect(singular.values == [3, 1])
    #expect(abs(singular.share(ofRank: 1) - 0.9) < 1e-12)
  }
}
