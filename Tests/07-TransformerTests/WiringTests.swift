import Gradients
import Tensors
import TestSupport
import Testing
import Training
import Transformer

/// The four wirings against their formulas.
struct WiringTests {
  private let x: Variable

  init() {
    var generator = Generator(seed: 51)
    x = Variable(.normal([2, 5, 8], using: &generator))
  }

  private func block(_ placement: NormPlacement, dropout: Scalar = 0) -> TransformerBlock {
    var generator = Generator(seed: 52)
    var shape = BlockConfiguration(width: 8, heads: 2)
    (shape.placement, shape.dropout) = (placement, dropout)
    return TransformerBlock(shape, using: &generator)
  }

  @Test(arguments: Wiring.allCases, [0, 0.5] as [Scalar])
  func `pre-norm blocks are their formulas`(wiring: Wiring, dropout: Scalar) {
    let block = block(.pre, dropout: dropout)
    let mode = Mode.training(Randomness(seed: 1))
    let drop = { Dropout(dropout)($0, mode) }
    let attention = { block.attention(block.attentionNorm($0), .causal, .evaluation) }
    let feedForward = { block.feedForward(block.feedForwardNorm($0), .evaluation) }
    // What is dropped first depends on what is computed first: y, unless the wiring has none.
    lazy var y = x + drop(attention(x))
    let expected: Variable =
      switch wiring {
      case .standard: y + drop(feedForward(y))
      case .singleResidual: x + drop(feedForward(attention(x)))
      case .inputResidual: with(y) { x + drop(feedForward($0)) }
      case .parallel: with(y) { $0 + drop(feedForward(x)) }
      }
    let result = block(x, .causal, wiring: wiring, .training(Randomness(seed: 1)))
    #expect(result.value == expected.value)
  }

  @Test(arguments: Wiring.allCases, [0, 0.5] as [Scalar])
  func `post-norm blocks are their formulas`(wiring: Wiring, dropout: Scalar) {
    let block = block(.post, dropout: dropout)
    let mode = Mode.training(Randomness(seed: 1))
    let drop = { Dropout(dropout)($0, mode) }
    let attention = { block.attention($0, .causal, .evaluation) }
    lazy var y = block.attentionNorm(x + drop(attention(x)))
    let expected: Variable =
      switch wiring {
      case .standard: block.feedForwardNorm(y + drop(block.feedForward(y, .evaluation)))
      case .singleResidual:
        block.attentionNorm(x + drop(block.feedForward(block.feedForwardNorm(attention(x)), .evaluation)))
      case .inputResidual: with(y) { block.feedForwardNorm(x + drop(block.feedForward($0, .evaluation))) }
      case .parallel: with(y) { block.feedForwardNorm($0 + drop(block.feedForward(x, .evaluation))) }
      }
    let result = block(x, .causal, wiring: wiring, .training(Randomness(seed: 1)))
    #expect(result.value == expected.value)
  }

  private func with(_ y: Variable, _ body: (Variable) -> Variable) -> Variable { body(y) }

  @Test func `the standard wiring is the block, and the stack's`() {
    var generator = Generator(seed: 53)
    let stack = TransformerStack(BlockConfiguration(width: 8, heads: 2), depth: 3, using: &generator)
    let results = Wiring.allCases.map { stack(x, .causal, wiring: $0, .evaluation).value }
    #expect(results[0] == stack(x, .causal, .evaluation).value)
    #expect(results[1] != results[0] && results[2] != results[0] && results[3] != results[0])
  }
}
