import Attention
import Datasets
import TestSupport
import Testing
import Tokens
import Training
import Transformer

@testable import EncoderDecoder

/// Dropout in training: on both embeddings, in the encoder and in the decoder, each with the others switched off.
struct TrainingModeTests {
  private let source = PaddedRows([[3, 4, 5, 6], [4, 3], [6, 6, 3]])
  private let inputs = PaddedRows([[1, 3, 4], [1, 5, 5], [1, 4, 3]])
  private var generator = Generator(seed: 7)

  private mutating func stack(dropout: Scalar, memoryWidth: Int? = nil) -> TransformerStack {
    var shape = TransformerConfiguration(width: 8, heads: 2, depth: 2, dropout: dropout)
    shape.block.memoryWidth = memoryWidth
    return TransformerStack(shape.block, depth: 2, using: &generator)
  }

  /// A model with these rates of dropout in its embeddings, its encoder and its decoder.
  private mutating func model(embeddings: Scalar = 0, encoder: Scalar = 0, decoder: Scalar = 0) -> TransformerTranslator
  {
    let shape = TransformerConfiguration(width: 8, heads: 2, depth: 2, dropout: embeddings)
    var model = TransformerTranslator(shape, sourceVocabularySize: nil, targetVocabularySize: 7, using: &generator)
    model.encoder = stack(dropout: encoder)
    model.decoder = stack(dropout: decoder, memoryWidth: 8)
    return model
  }

  private var training: Mode { .training(Randomness(seed: 1)) }

  /// Whether the memory and the logits of training differ from those of evaluation.
  private func differs(_ model: TransformerTranslator) -> (memory: Bool, logits: Bool) {
    (
      model.encode(source, training).states.value != model.encode(source, .evaluation).states.value,
      model(source, inputs, training).value != model(source, inputs, .evaluation).value
    )
  }

  @Test mutating func `without dropout training is evaluation`() {
    #expect(differs(model()) == (false, false))
  }

  @Test mutating func `the encoder drops, and the decoder is given what it made`() {
    #expect(differs(model(encoder: 0.5)) == (true, true))
  }

  @Test mutating func `the decoder drops`() {
    #expect(differs(model(decoder: 0.5)) == (false, true))
  }

  @Test mutating func `the embeddings of the source are dropped`() {
    #expect(differs(model(embeddings: 0.5)) == (true, true))
  }

  @Test mutating func `the embeddings of the target are dropped`() {
    let model = model(embeddings: 0.5)
    // Nothing of the source reaches the logits.
    for block in model.decoder.blocks {
      for (_, variable) in block.cross!.output.parameters { variable.update { $0 *= 0 } }
    }
    #expect(differs(model) == (true, true))
  }

  @Test mutating func `what is dropped is the sum of embedding and position`() {
    let model = model(embeddings: 0.5)
    func embedded(_ mode: Mode) -> Tensor {
      model.embed(Array(0..<7), model.targetEmbedding, batch: 1, mode).value.row(0)
    }
    let (kept, dropped) = (embedded(.evaluation), embedded(training))
    expectClose(
      kept, to: model.targetEmbedding.weight.value * Scalar(8).squareRoot() + SinusoidalPositions(width: 8).table(0..<7)
    )
    #expect(zip(kept.scalars, dropped.scalars).allSatisfy { $1 == 0 || $1 == 2 * $0 })
    #expect((14...42).contains(dropped.scalars.count { $0 == 0 }), "about half of 56")
  }

  @Test func `the configurations are the paper's: post-norm, ReLU, heads of 64, dropout 0.1 and 0.3`() {
    for (shape, dropout) in [(TransformerConfiguration.base, 0.1 as Scalar), (.big, 0.3)] {
      #expect(shape.block.placement == .post && shape.block.activation == .relu)
      #expect(shape.block.width / shape.block.heads == 64 && shape.block.headWidth == nil)
      #expect(shape.block.dropout == dropout && shape.depth == 6)
      #expect(shape.block.feedForwardWidth == 4 * shape.block.width)
    }
  }
}
