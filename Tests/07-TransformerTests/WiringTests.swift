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

  private func block(_ placement: NormPlacement) -> TransformerBlock {
    var generator = Generator(seed: 52)
    var shape = BlockConfiguration(width: 8, heads: 2)
    shape.placement = placement
    return TransformerBlock(shape, using: &generator)
  }

  @Test(arguments: Wiring.allCases) func `pre-norm blocks are their formulas`(wiring: Wiring) {
    let block = block(.pre)
    let attention = { block.attention(block.attentionNorm($0), .causal, .evaluation) }
    let feedForward = { block.feedForward(block.feedForwardNorm($0)) }
    let y = x + attention(x)
    let expected: Variable =
      switch wiring {
      case .standard: y + feedForward(y)
      case .singleResidual: x + feedForward(attention(x))
      case .inputResidual: x + feedForward(y)
      case .parallel: y + feedForward(x)
      }
    #expect(block(x, .causal, wiring: wiring, .evaluation).value == expected.value)
  }

  @Test(arguments: Wiring.allCases) func `post-norm blocks are their formulas`(wiring: Wiring) {
    let block = block(.post)
    let attention = { block.attention($0, .causal, .evaluation) }
    let y = block.attentionNorm(x + attention(x))
    let expected: Variable =
      switch wiring {
      case .standard: block.feedForwardNorm(y + block.feedForward(y))
      case .singleResidual: block.attentionNorm(x + block.feedForward(block.feedForwardNorm(attention(x))))
      case .inputResidual: block.feedForwardNorm(x + block.feedForward(y))
      case .parallel: block.feedForwardNorm(y + block.feedForward(x))
      }
    #expect(block(x, .causal, wiring: wiring, .evaluation).value == expected.value)
  }

  @Test func `the standard wiring is the block, and the stack's`() {
    var generator = Generator(seed: 53)
    let stack = TransformerStack(BlockConfiguration(width: 8, heads: 2), depth: 3, using: &generator)
    let results = Wiring.allCases.map { stack(x, .causal, wiring: $0, .evaluation).value }
    #expect(results[0] == stack(x, .causal, .evaluation).value)
    #expect(results[1] != results[0] && results[2] != results[0] && results[3] != results[0])
  }

  @Test(arguments: NormPlacement.allCases) func `dropout is at work in training, on every part`(
    placement: NormPlacement
  ) {
    let (residual, layer) = (Residual(placement, dropout: 0.5), block(placement).attentionNorm)
    let kept = residual(x, layer, .evaluation) { $0 * 2 }.value
    let dropped = residual(x, layer, .training(Randomness(seed: 1))) { $0 * 2 }.value
    #expect(kept != dropped)
    if placement == .pre {
      let (full, part) = (kept - x.value, dropped - x.value)
      let isDropped = zip(full.scalars, part.scalars).map { abs($1) < 1e-6 || abs($1 - 2 * $0) < 1e-4 }
      #expect(!isDropped.contains(false))
    }
  }
}
