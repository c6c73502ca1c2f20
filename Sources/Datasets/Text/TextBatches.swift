import Tensors

/// A long text in batches of B rows and T tokens, for truncated backpropagation through time.
///
/// The text is split into B streams of equal length. Row b of each batch holds the next T tokens of stream b. So row b
/// continues row b of the batch before, and the hidden state can be carried over. The targets are the inputs, shifted
/// by one token.
///
///     B = 2, T = 7        batch 0    batch 1
///     stream 0            the dog    s run.⏎
///     stream 1            he sing    s now.⏎
public struct TextBatches: RandomAccessCollection, Sendable {
  private let tokens: [Int]

  /// The batch size B.
  public let batchSize: Int

  /// The context length T: the number of tokens in a row of a batch.
  public let contextLength: Int

  /// Splits a text. Tokens that do not fill a last batch are dropped.
  public init(_ tokens: [Int], batchSize: Int, contextLength: Int) throws(TextTooShort) {
    require(
      batchSize > 0 && contextLength > 0,
      "TextBatches: batch size \(batchSize) and context length \(contextLength) must be positive")
    guard tokens.count > batchSize * contextLength else {
      throw TextTooShort(tokens: tokens.count, needed: batchSize * contextLength + 1)
    }
    self.tokens = tokens
    self.batchSize = batchSize
    self.contextLength = contextLength
  }

  private var streamLength: Int { (tokens.count - 1) / batchSize }

  public var startIndex: Int { 0 }

  public var endIndex: Int { streamLength / contextLength }

  public subscript(index: Int) -> TokenBatch {
    require(indices.contains(index), "TextBatches: the index \(index) is not in 0 ..< \(count)")
    return TokenBatch(
      cutting: tokens, at: (0..<batchSize).map { $0 * streamLength + index * contextLength }, length: contextLength)
  }
}

extension TextBatches {
  /// A batch of `size` contexts from random offsets, for models without a state.
  public static func random(
    _ tokens: [Int], size: Int, contextLength: Int, using generator: inout Generator
  ) throws(TextTooShort) -> TokenBatch {
    guard tokens.count > contextLength else { throw TextTooShort(tokens: tokens.count, needed: contextLength + 1) }
    let starts = (0..<size).map { _ in generator.below(tokens.count - contextLength) }
    return TokenBatch(cutting: tokens, at: starts, length: contextLength)
  }

  /// A training set, and the last `share` of the text as a validation set.
  public static func split(_ tokens: [Int], validation share: Double) -> (training: [Int], validation: [Int]) {
    require(share >= 0 && share <= 1, "split: the share \(share) is not in 0...1")
    let kept = tokens.count - Int((Double(tokens.count) * share).rounded())
    return (Array(tokens[..<kept]), Array(tokens[kept...]))
  }
}

/// A text that is too short for one batch.
public struct TextTooShort: Error, Equatable, CustomStringConvertible {
  public let tokens: Int
  public let needed: Int

  public init(tokens: Int, needed: Int) {
    self.tokens = tokens
    self.needed = needed
  }

  public var description: String { "the text has \(tokens) tokens, but one batch needs \(needed)" }
}
