import Attention
import Datasets
import Gradients
import Tensors
import Tokens
import Training

// B batch · T positions · V tokens · D width

/// Predicts each token of a text from those before it: all positions of a context at once, kept apart by the mask.
public struct CausalLanguageModel: Module {
  public let embedding: Embedding  // [V, D]
  public let positions: SinusoidalPositions?
  public let stack: TransformerStack
  public let output: Linear  // [D, V]

  public init(vocabularySize V: Int, _ shape: BlockConfiguration, depth: Int, using generator: inout Generator) {
    embedding = Embedding(V, width: shape.width, using: &generator)
    positions = shape.isRotary ? nil : SinusoidalPositions(width: shape.width)
    stack = TransformerStack(shape, depth: depth, using: &generator)
    output = Linear(shape.width, V, using: &generator)
  }

  /// The tokens as the lowest block gets them, `[B, T, D]`.
  ///
  /// - Parameter starts: The position of the first token, one for all rows of the batch or one for each.
  public func input(_ tokens: [Int], batch B: Int, from starts: [Int] = [0]) -> Variable {
    let x = embedding(tokens, shape: [B, tokens.count / B])
    return positions.map { $0(x, from: starts) } ?? x
  }

  /// The logits of every next token, `[B, T, V]`.
  public func callAsFunction(_ tokens: [Int], batch B: Int, _ mode: Mode = .evaluation) -> Variable {
    output(stack(input(tokens, batch: B), .causal, mode))
  }

  public func loss(_ batch: TokenBatch, _ mode: Mode = .evaluation) -> Variable {
    crossEntropy(self(batch.inputs, batch: batch.size, mode), batch.targets)
  }

  /// −ln of the probability of every token of a text but the first and the last few, each after at least half a context of
  /// others.
  public func tokenLosses(of text: [Int], contextLength: Int) -> [Double] {
    slidingTokenLosses(of: text, contextLength: contextLength) { self($0, batch: 1) }
  }
}

/// −ln of the probability of every token of a text but the first and the last few, each after at least half a context of
/// others: the context moves on by half its length T.
///
/// - Parameter logits: The logits `[1, T, V]` of the next token after each of T.
public func slidingTokenLosses(
  of text: [Int], contextLength T: Int, logits: (_ tokens: [Int]) -> Variable
) -> [Double] {
  let step = max(1, T / 2)
  return withoutGradients {
    stride(from: 0, to: text.count - T, by: step).flatMap { start in
      let logarithms = logSoftmax(logits(Array(text[start..<start + T])).value)
      let V = logarithms.shape[2]
      return (T - step..<T).map { -Double(logarithms.scalars[$0 * V + text[start + $0 + 1]]) }
    }
  }
}
