import Datasets
import Tokens
import Transformer

// B batch · T tokens of the source · U of the target · V different ones of the target · D width

/// What the Transformer of the paper is built from.
public struct TransformerConfiguration: Sendable {
  /// What each block is built from.
  public var block: BlockConfiguration
  /// N, how many blocks the encoder has, and how many the decoder.
  public var depth: Int

  /// With the paper's norm behind each part, ReLU, and as much dropout as it has.
  public init(width: Int, heads: Int, feedForwardWidth: Int? = nil, depth: Int, dropout: Scalar = 0.1) {
    block = BlockConfiguration(width: width, heads: heads, feedForwardWidth: feedForwardWidth)
    (block.norm, block.activation, block.dropout) = (.post, .relu, dropout)
    self.depth = depth
  }

  /// The paper's smaller one, 65 million parameters with 37,000 tokens.
  public static let base = TransformerConfiguration(width: 512, heads: 8, depth: 6)
  /// Its larger one, 213 million.
  public static let big = TransformerConfiguration(width: 1024, heads: 16, depth: 6, dropout: 0.3)

  /// How many numbers are learned where one table serves for the source, the target and the output.
  public func parameterCount(vocabularySize V: Int) -> Int {
    var decoder = block
    decoder.memoryWidth = block.width
    let lastNorms = block.norm == .pre ? 4 * block.width : 0
    return V * block.width + depth * (block.parameterCount + decoder.parameterCount) + lastNorms
  }
}

/// The Transformer of "Attention Is All You Need": an encoder that sees the whole source, a decoder that sees what it wrote
/// and looks into the source.
public struct TransformerTranslator: PairModel {
  public let sourceEmbedding: Embedding  // [tokens of the source, D]
  /// Scores the tokens as well: a token is likely where the decoder's state points in the direction of its row.
  public let targetEmbedding: Embedding  // [V, D]
  public var encoder: TransformerStack
  public var decoder: TransformerStack
  public let dropout: Dropout
  let positions: SinusoidalPositions

  /// - Parameter sourceVocabularySize: How many tokens the source has; nil if it is written in those of the target. Then one
  ///   table serves both, as in the paper.
  public init(
    _ shape: TransformerConfiguration, sourceVocabularySize: Int?, targetVocabularySize V: Int,
    using generator: inout Generator
  ) {
    let D = shape.block.width
    func embedding(_ count: Int) -> Embedding {
      let table = Embedding(count, width: D, using: &generator)
      // √D times such a row is as loud as a position; and a state times such a row is a score of about 1.
      table.weight.update { $0 *= 1 / Scalar(D).squareRoot() }
      return table
    }
    targetEmbedding = embedding(V)
    sourceEmbedding = sourceVocabularySize.map(embedding) ?? targetEmbedding
    encoder = TransformerStack(shape.block, depth: shape.depth, using: &generator)
    var block = shape.block
    block.memoryWidth = D
    decoder = TransformerStack(block, depth: shape.depth, using: &generator)
    dropout = Dropout(shape.block.dropout)
    positions = SinusoidalPositions(width: D)
  }

  /// What tokens mean and where they stand, `[B, T, D]`; the first of a row stands at `start`.
  func embed(_ tokens: [Int], _ table: Embedding, batch B: Int, from start: Int = 0, _ mode: Mode) -> Variable {
    let x = table(tokens, shape: [B, tokens.count / B])
    return dropout(positions(x * Scalar(positions.width).squareRoot(), from: start), mode)
  }

  /// What the encoder made of the sources: what the decoder looks into.
  public func encode(_ source: PaddedRows, _ mode: Mode) -> Memory {
    let x = embed(source.tokens, sourceEmbedding, batch: source.lengths.count, mode)
    return Memory(encoder(x, Mask(lengths: source.lengths), mode), lengths: source.lengths)
  }

  private func logits(_ y: Variable) -> Variable { matmul(y, targetEmbedding.weight, transposing: .right) }

  public func callAsFunction(_ source: PaddedRows, _ given: PaddedRows, _ mode: Mode = .evaluation) -> Variable {
    let x = embed(given.tokens, targetEmbedding, batch: given.lengths.count, mode)
    return logits(decoder(x, .causal, memory: encode(source, mode), mode))
  }
}

// MARK: Writing

extension TransformerTranslator {
  /// Where a writer stands in its texts: what was read for it, and the keys and values of what it wrote.
  public struct State: DecoderState {
    let memory: Memory
    var cache = StackCache()

    public func rows(at indices: [Int]) -> State {
      State(memory: memory.rows(at: indices), cache: cache.rows(at: indices))
    }
  }

  public func encode(_ source: PaddedRows) -> State { State(memory: encode(source, .evaluation)) }

  public func read(_ tokens: PaddedRows, _ state: inout State) -> Tensor {
    let x = embed(
      tokens.tokens, targetEmbedding, batch: tokens.lengths.count, from: state.cache.length, .evaluation)
    return logits(decoder(x, memory: state.memory, cache: &state.cache)).value.last(of: tokens.lengths)
  }

  /// Where each head of each block of the decoder looks in the source, `[B, H, U, T]`, from the lowest block up.
  public func crossWeights(_ source: PaddedRows, _ given: PaddedRows) -> [Tensor] {
    withoutGradients {
      let x = embed(given.tokens, targetEmbedding, batch: given.lengths.count, .evaluation)
      return decoder.weights(x, .causal, memory: encode(source, .evaluation)).map { $0.memory! }
    }
  }
}
