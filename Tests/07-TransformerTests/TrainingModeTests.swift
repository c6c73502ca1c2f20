import Attention
import Datasets
import Gradients
import Tensors
import TestSupport
import Testing
import Training
import Transformer

/// Dropout lies where it is said to, and is at work in training only.
struct TrainingModeTests {
  private let x: Variable
  private let memory: Memory

  init() {
    var generator = Generator(seed: 81)
    x = Variable(.normal([2, 5, 8], using: &generator))
    memory = Memory(Variable(.normal([2, 4, 8], using: &generator)), lengths: [4, 3])
  }

  /// The parts of a block whose results are dropped.
  enum Part: CaseIterable { case attention, cross, feedForward }

  /// A block of which one part adds something to the residual stream, and the others add zeros.
  private func block(
    of part: Part, dropout: Scalar = 0, attentionDropout: Scalar = 0, placement: NormPlacement = .pre
  ) -> TransformerBlock {
    var generator = Generator(seed: 82)
    var shape = BlockConfiguration(width: 8, heads: 2)
    (shape.memoryWidth, shape.dropout, shape.attentionDropout) = (8, dropout, attentionDropout)
    shape.placement = placement
    let block = TransformerBlock(shape, using: &generator)
    let last = [
      (Part.attention, block.attention.output), (.cross, block.cross!.output), (.feedForward, block.feedForward.down),
    ]
    for (other, layer) in last where other != part {
      for (_, variable) in layer.parameters { variable.update { $0 *= 0 } }
    }
    return block
  }

  private func results(_ block: TransformerBlock) -> (kept: Tensor, dropped: Tensor) {
    (
      block(x, .causal, memory: memory, .evaluation).value,
      block(x, .causal, memory: memory, .training(Randomness(seed: 1))).value
    )
  }

  @Test(arguments: Part.allCases)
  func `what a part adds to the residual stream is dropped or scaled up, and the stream is not`(part: Part) {
    let (kept, dropped) = results(block(of: part, dropout: 0.5))
    let added = zip((kept - x.value).scalars, (dropped - x.value).scalars)
    let zeros = added.count { abs($1) < 1e-6 }
    #expect(added.allSatisfy { abs($1) < 1e-6 || abs($1 - 2 * $0) < 1e-5 })
    #expect((20...60).contains(zeros), "about half of 80")
  }

  @Test(arguments: Part.allCases) func `with post-norm every part's result is dropped, too`(part: Part) {
    let (kept, dropped) = results(block(of: part, dropout: 0.5, placement: .post))
    #expect(kept != dropped)
  }

  @Test(arguments: NormPlacement.allCases, [false, true])
  func `a block drops attention weights in both attentions, and nothing else`(placement: NormPlacement, drops: Bool) {
    for part in Part.allCases {
      let (kept, dropped) = results(block(of: part, attentionDropout: drops ? 0.5 : 0, placement: placement))
      #expect((kept != dropped) == (drops && part != .feedForward))
    }
  }

  @Test(arguments: NormPlacement.allCases) func `a residual connection is its formula`(placement: NormPlacement) {
    var generator = Generator(seed: 83)
    let norm = LayerNorm(8)
    for (_, variable) in norm.parameters { variable.update { $0 = .normal($0.shape, using: &generator) } }
    let residual = Residual(placement, dropout: 0.5)
    let result = residual(x, norm, .training(Randomness(seed: 1))) { tanh($0) }
    let drop = { (y: Variable) in Dropout(0.5)(y, .training(Randomness(seed: 1))) }
    let expected = placement == .pre ? x + drop(tanh(norm(x))) : norm(x + drop(tanh(x)))
    #expect(result.value == expected.value)
  }

  @Test(arguments: [(false, false), (true, false), (false, true)])
  func `heads drop the weights that the plain version drops`(isRotary: Bool, hasMemory: Bool) {
    var generator = Generator(seed: 84)
    let layer = MultiHeadAttention(width: 8, heads: 2, isRotary: isRotary, dropout: 0.5, using: &generator)
    let states = hasMemory ? memory.states : nil
    let plain = layer.plain(x, over: states, .none, .training(Randomness(seed: 2))).output.value
    expectClose(layer(x, over: states, .none, .training(Randomness(seed: 2))).value, to: plain)
    #expect(!layer(x, over: states, .none, .evaluation).value.isClose(to: plain, tolerance: 0.01))
  }

  // MARK: Whole models

  private var shape: BlockConfiguration {
    var shape = BlockConfiguration(width: 8, heads: 2)
    shape.dropout = 0.5
    return shape
  }

  @Test func `a language model drops in training only, in its loss as well`() {
    var generator = Generator(seed: 85)
    let model = CausalLanguageModel(vocabularySize: 7, shape, depth: 1, using: &generator)
    let batch = TokenBatch(inputs: [1, 4, 2, 6, 0, 3], targets: [4, 2, 6, 0, 3, 5], size: 2, length: 3)
    let kept = model(batch.inputs, batch: 2)
    let dropped = model(batch.inputs, batch: 2, .training(Randomness(seed: 3)))
    #expect(kept.value != dropped.value)
    #expect(model.loss(batch).value == crossEntropy(kept, batch.targets).value)
    let loss = model.loss(batch, .training(Randomness(seed: 3)))
    #expect(loss.value == crossEntropy(dropped, batch.targets).value)
  }

  @Test func `an encoder drops in training only`() {
    var generator = Generator(seed: 86)
    let model = EncoderModel(
      sourceVocabularySize: 7, targetVocabularySize: 5, shape, depth: 1, using: &generator)
    let source = PaddedRows([[3, 4, 5, 0], [2, 2]])
    #expect(model(source).value == model(source).value)
    #expect(model(source).value != model(source, .training(Randomness(seed: 3))).value)
  }
}
