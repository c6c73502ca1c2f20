import Gradients
import TestSupport
import Testing
import Transformer

/// All positions at once, by the mask, against one after the other.
struct StepTests {
  private static let (B, T, D) = (2, 9, 12)

  /// What comes out for a random input, and the gradients of the input and of all parameters.
  private func run(_ shape: BlockConfiguration, _ pass: (TransformerStack, Variable) -> Variable) -> [(String, Tensor)]
  {
    var generator = Generator(seed: 41)
    let stack = TransformerStack(shape, depth: 2, using: &generator)
    let x = Variable(.normal([Self.B, Self.T, Self.D], using: &generator))
    let y = pass(stack, x)
    y.backward(seed: .normal(y.shape, using: &generator))
    // The keys' biases have no gradient but rounding errors.
    let parameters = stack.parameters.filter { !$0.path.hasSuffix("key.bias") }
    return [("output", y.value), ("x", x.gradient!)] + parameters.map { ($0.path, $0.variable.gradient!) }
  }

  @Test(arguments: NormPlacement.allCases, [false, true])
  func `all positions at once and one after the other have the same gradients`(
    placement: NormPlacement, isRotary: Bool
  ) {
    var shape = BlockConfiguration(width: Self.D, heads: 3)
    (shape.placement, shape.isRotary) = (placement, isRotary)
    let (atOnce, inTurn) = (run(shape) { $0($1, .causal, .evaluation) }, run(shape) { $0.stepByStep($1) })
    for ((path, a), (_, b)) in zip(atOnce, inTurn) { expectClose(a, to: b, path, tolerance: 10 * referenceTolerance) }
  }

  @Test func `without the mask the gradients are others`() {
    let shape = BlockConfiguration(width: Self.D, heads: 3)
    let (unmasked, inTurn) = (run(shape) { $0($1, .none, .evaluation) }, run(shape) { $0.stepByStep($1) })
    for ((_, a), (_, b)) in zip(unmasked, inTurn).prefix(2) { #expect(!a.isClose(to: b, tolerance: 0.01)) }
  }
}
