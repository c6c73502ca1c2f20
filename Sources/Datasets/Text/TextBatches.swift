import Tensors

/// A long text cut so that a recurrent state can be carried from batch to batch.
///
/// The text is laid out in B batchSize of equal length, one under the other, and a contextLength of T tokens moves along all of them.
/// Row b of a batch goes on exactly where row b of the batch before it stopped; the targets are one token ahead.
///
///     batchSize      the dog│s run.│the          batch 0: "the dog" "he sing"
///                he sing│s now.│and          batch 1: "s run. " "s now. "
public struct TextBatches: RandomAccessCollection, Sendable {
  private let tokens: [Int]

  /// The number of batchSize B.
  public let batchSize: Int

  /// The number of tokens T in a contextLength.
  public let contextLength: Int

  /// The tokens that do not fill a last contextLength are left out.
  public init(_ tokens: [Int], batchSize: Int, contextLength: Int) throws(TextTooShort) {
    require(
      batchSize > 0 && contextLength > 0, "TextBatches: \(batchSize) batchSize of windows of \(contextLength) tokens")
    guard tokens.count > batchSize * contextLength else {
      throw TextTooShort(tokens: tokens.count, needed: batchSize * contextLength + 1)
    }
    self.tokens = tokens
    self.batchSize = batchSize
    self.contextLength = contextLength
  }

  private var rowLength: Int { (tokens.count - 1) / batchSize }

  public var startIndex: Int { 0 }

  public var endIndex: Int { rowLength / contextLength }

  public subscript(position: Int) -> TokenBatch {
    require(indices.contains(position), "TextBatches: there is no batch \(position) among \(count)")
    return TokenBatch(
      cutting: tokens, at: (0..<batchSize).map { $0 * rowLength + position * contextLength }, length: contextLength)
  }
}

extension TextBatches {
  /// As many windows from random positions, for models that carry no state.
  public static func random(
    _ tokens: [Int], size: Int, contextLength: Int, using generator: inout Generator
  ) throws(TextTooShort) -> TokenBatch {
    guard tokens.count > contextLength else { throw TextTooShort(tokens: tokens.count, needed: contextLength + 1) }
    let starts = (0..<size).map { _ in generator.below(tokens.count - contextLength) }
    return TokenBatch(cutting: tokens, at: starts, length: contextLength)
  }

  /// The text in two: the first part to learn from, and the last `share` of it to be tested on.
  public static func split(_ tokens: [Int], validation share: Double) -> (training: [Int], validation: [Int]) {
    require(share >= 0 && share <= 1, "split: a share of \(share) is not between 0 and 1")
    let kept = tokens.count - Int((Double(tokens.count) * share).rounded())
    return (Array(tokens[..<kept]), Array(tokens[kept...]))
  }
}

/// A text that does not fill a single batch.
public struct TextTooShort: Error, Equatable, CustomStringConvertible {
  public let tokens: Int
  public let needed: Int

  public init(tokens: Int, needed: Int) {
    self.tokens = tokens
    self.needed = needed
  }

  public var description: String { "the text has \(tokens) tokens, but one batch needs \(needed)" }
}
