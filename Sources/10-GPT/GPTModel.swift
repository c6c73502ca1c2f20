import Attention
import Datasets
import Gradients
import RNN
import Tensors
import Tokens
import Training
import Transformer

// B batch · N sequences · T positions · D width · V vocabulary size

/// A decoder that predicts each token of a text from those before it: softmax(h_n · W_eᵀ), h_0 = U·W_e + W_p.
///
/// Radford et al., "Improving language understanding by generative pre-training", 2018; "Language models are unsupervised
/// multitask learners", 2019.
public struct GPTModel: Module {
  /// W_e, the output matrix as well.
  public let tokens: Embedding  // [V, D]
  /// W_p, unless the blocks rotate queries and keys.
  public let positions: LearnedPositions?  // [T, D]
  public let stack: TransformerStack
  public let dropout: Dropout
  public let configuration: GPTConfiguration

  public init(_ shape: GPTConfiguration, using generator: inout Generator) {
    let D = shape.block.width
    configuration = shape
    tokens = Embedding(shape.vocabularySize, width: D, using: &generator)
    positions =
      shape.block.isRotary ? nil : LearnedPositions(shape.contextLimit, width: D, using: &generator)
    stack = TransformerStack(shape.block, depth: shape.depth, using: &generator)
    dropout = Dropout(shape.embeddingDropout)
    initialize(using: &generator)
  }

  /// Matrices and tables from a normal distribution, biases 0; norms stay as they are.
  private func initialize(using generator: inout Generator) {
    let projections = Set(
      stack.blocks.flatMap { [$0.attention.output, $0.feedForward.down] }.map(ObjectIdentifier.init))
    for (_, linear) in linears {
      let isScaled = configuration.scalesResidualProjections && projections.contains(ObjectIdentifier(linear))
      let scale = isScaled ? 1 / Scalar(2 * configuration.depth).squareRoot() : 1
      let deviation = configuration.initialDeviation * scale
      linear.weight.update { $0 = .normal($0.shape, deviation: deviation, using: &generator) }
      linear.bias?.update { $0 = Tensor(repeating: 0, shape: $0.shape) }
    }
    for table in [tokens.weight, positions?.weight].compactMap(\.self) {
      table.update { $0 = .normal($0.shape, deviation: configuration.initialDeviation, using: &generator) }
    }
  }

  /// The tokens as the lowest block gets them, `[B, T, D]`.
  ///
  /// - Parameter starts: The position of the first token, one for all rows of the batch or one for each.
  func input(_ ids: [Int], batch B: Int, from starts: [Int] = [0], _ mode: Mode) -> Variable {
    let x = tokens(ids, shape: [B, ids.count / B])
    return dropout(positions.map { $0(x, from: starts) } ?? x, mode)
  }

  /// The output of the last block, `[B, T, D]`.
  public func states(_ ids: [Int], batch B: Int, _ mode: Mode = .evaluation) -> Variable {
    stack(input(ids, batch: B, mode), .causal, mode)
  }

  /// The logits of the next token after each state, `[…, D] → […, V]`.
  public func logits(_ states: Variable) -> Variable { tokens.logits(states) }

  /// The logits of every next token, `[B, T, V]`.
  public func callAsFunction(_ ids: [Int], batch B: Int, _ mode: Mode = .evaluation) -> Variable {
    logits(states(ids, batch: B, mode))
  }

  /// The mean token loss of a batch.
  public func loss(_ batch: TokenBatch, _ mode: Mode = .evaluation) -> Variable {
    crossEntropy(self(batch.inputs, batch: batch.size, mode), batch.targets)
  }
}

// MARK: Generation

extension GPTModel: AutoregressiveModel {
  /// The state before the first token, with memory for a whole context.
  public func start() -> StackCache { StackCache(capacity: configuration.contextLimit) }

  /// Reads more tokens of each of N sequences, of different lengths, and returns the logits `[N, V]` of each one's next
  /// token.
  public func read(_ tokens: PaddedRows, _ cache: inout StackCache) -> Tensor {
    let N = tokens.lengths.count
    require(tokens.lengths.allSatisfy { $0 > 0 }, "read: \(tokens.lengths) new tokens; each sequence needs one or more")
    return withoutGradients {
      let x = input(tokens.tokens, batch: N, from: cache.starts(N), .evaluation)  // [N, T, D]
      let y = stack(x, counts: tokens.lengths, cache: &cache)
      return logits(constant(y.value.last(of: tokens.lengths))).value
    }
  }
}
