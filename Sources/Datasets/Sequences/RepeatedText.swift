import Tensors

/// Texts that repeat a random piece over and over: only memory predicts them.
public enum RepeatedText {
  /// `size` rows of T + 1 tokens, the first T of which are the inputs.
  ///
  /// - Parameter period: How many tokens come before each repetition, drawn anew for each row.
  public static func batch(
    _ size: Int, contextLength T: Int, period: ClosedRange<Int>, vocabularySize V: Int,
    using generator: inout Generator
  ) -> TokenBatch {
    let rows = (0..<size).map { _ in
      let piece = (0..<Int.random(in: period, using: &generator)).map { _ in generator.below(V) }
      return (0...T).map { piece[$0 % piece.count] }
    }
    return TokenBatch(rows: rows)
  }
}
