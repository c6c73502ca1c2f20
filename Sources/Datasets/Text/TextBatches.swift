import Tensors

/// A long text cut so that a recurrent state can be carried from batch to batch.
///
/// The text is laid out in B lanes of equal length, one under the other, and a window of T tokens moves along all of them.
/// Row b of a batch goes on exactly where row b of the batch before it stopped; the targets are one token ahead.
///
///     lanes      the dog│s run.│the          batch 0: "the dog" "he sing"
///                he sing│s now.│and          batch 1: "s run. " "s now. "
public struct TextBatches: RandomAccessCollection, Sendable {
  private let tokens: [Int]

  /// The number of lanes B.
  public let lanes: Int

  /// The number of tokens T in a window.
  public let window: Int

  /// The tokens that do not fill a last window are left out.
  public init(_ tokens: [Int], lanes: Int, window: Int) throws(TextTooShort) {
    require(lanes > 0 && window > 0, "TextBatches: \(lanes) lanes of windows of \(window) tokens")
    guard tokens.count > lanes * window else { throw TextTooShort(tokens: tokens.count, needed: lanes * window + 1) }
    self.tokens = tokens
    self.lanes = lanes
    self.window = window
  }

  private var laneLength: Int { (tokens.count - 1) / lanes }

  public var startIndex: Int { 0 }

  public var endIndex: Int { laneLength / window }

  public subscript(position: Int) -> TokenBatch {
    require(indices.contains(position), "TextBatches: there is no batch \(position) among \(count)")
    return TokenBatch(
      cutting: tokens, at: (0..<lanes).map { $0 * laneLength + position * window }, length: window)
  }
}

extension TextBatches {
  /// As many windows from random places, for models that carry no state.
  public static func random(
    _ tokens: [Int], size: Int, window: Int, using generator: inout Generator
  ) throws(TextTooShort) -> TokenBatch {
    guard tokens.count > window else { throw TextTooShort(tokens: tokens.count, needed: window + 1) }
    let starts = (0..<size).map { _ in generator.below(tokens.count - window) }
    return TokenBatch(cutting: tokens, at: starts, length: window)
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
