// B batch · T places · V symbols · D width

/// One layer of attention in which every symbol looks at every other, with or without a sense of place.
///
/// Without one it sees a set: when its inputs change places, its outputs change places with them, and nothing else.
public struct PlacedAttention: Module {
  /// How symbols are told where they stand.
  public enum Places: String, CaseIterable, Sendable {
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

  /// - Parameter limit: For how many places a learned table has rows.
  public init(symbols V: Int, width D: Int, _ places: Places, limit: Int, using generator: inout Generator) {
    embedding = Embedding(V, width: D, using: &generator)
    query = Linear(D, D, hasBias: false, using: &generator)
    key = Linear(D, D, hasBias: false, using: &generator)
    value = Linear(D, D, hasBias: false, using: &generator)
    score = ScaledDotScore(queries: D, keys: D, using: &generator)
    output = Linear(D, V, using: &generator)
    sinusoidal = places == .sinusoidal ? SinusoidalPositions(width: D) : nil
    learned = places == .learned ? LearnedPositions(limit, width: D, using: &generator) : nil
    rotary = places == .rotary ? RotaryPositions(width: D) : nil
  }

  /// The scores of the symbols to be said at every place, `[B, T, V]`.
  public func callAsFunction(_ symbols: [Int], batch B: Int) -> Variable {
    var x = embedding(symbols, shape: [B, symbols.count / B])  // [B, T, D]
    if let sinusoidal { x = sinusoidal(x) }
    if let learned { x = learned(x) }
    var (queries, keys) = (query(x), key(x))
    if let rotary { (queries, keys) = (rotary(queries), rotary(keys)) }
    return output(attend(score(queries, keys), to: value(x)).mixtures)
  }
}
