import Attention
import Gradients
import Tensors
import Training

// B batch · T positions · V tokens · D width

/// One layer of self-attention in which every token attends to every other, with or without positions.
///
/// Without positions it is permutation-equivariant: when its inputs are reordered, its outputs are reordered alike, and
/// nothing else changes.
public struct SelfAttentionModel: Module {
  /// How positions are encoded.
  public enum Positions: String, CaseIterable, Sendable {
    case none, sinusoidal, learned, rotary
  }

  public let embedding: Embedding  // [V, D]
  public let query: Linear  // [D, D]
  public let key: Linear  // [D, D]
  public let value: Linear  // [D, D]
  public let score: ScaledDotScore
  public let output: Linear  // [D, V]
  public let sinusoidal: SinusoidalPositions?
  public let learned: LearnedPositions?
  public let rotary: RotaryPositions?

  /// - Parameter limit: For how many positions a learned table has rows.
  public init(vocabularySize V: Int, width D: Int, _ positions: Positions, limit: Int, using generator: inout Generator)
  {
    embedding = Embedding(V, width: D, using: &generator)
    query = Linear(D, D, hasBias: false, using: &generator)
    key = Linear(D, D, hasBias: false, using: &generator)
    value = Linear(D, D, hasBias: false, using: &generator)
    score = ScaledDotScore(queries: D, keys: D, using: &generator)
    output = Linear(D, V, using: &generator)
    sinusoidal = positions == .sinusoidal ? SinusoidalPositions(width: D) : nil
    learned = positions == .learned ? LearnedPositions(limit, width: D, using: &generator) : nil
    rotary = positions == .rotary ? RotaryPositions(width: D) : nil
  }

  /// The logits of the output token at every position, `[B, T, V]`.
  ///
  /// - Parameter table: Rows to add to the embeddings, `[T, D]`, for encodings of positions that are none of the model's.
  public func callAsFunction(_ tokens: [Int], batch B: Int, adding table: Tensor? = nil) -> Variable {
    output(attention(tokens, batch: B, adding: table).context)
  }

  /// The context vectors `[B, T, D]`, and the attention weights `[B, T, T]`.
  public func attention(
    _ tokens: [Int], batch B: Int, adding table: Tensor? = nil
  ) -> (context: Variable, weights: Variable) {
    var x = embedding(tokens, shape: [B, tokens.count / B])  // [B, T, D]
    if let table { x = x + constant(table) }
    if let sinusoidal { x = sinusoidal(x) }
    if let learned { x = learned(x) }
    var (queries, keys) = (query(x), key(x))
    if let rotary { (queries, keys) = (rotary(queries), rotary(keys)) }
    return attend(score(queries, keys), to: value(x))
  }
}
