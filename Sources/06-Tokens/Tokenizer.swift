@_exported import Attention

/// Cuts text into pieces that have numbers, and puts pieces together again.
public protocol Tokenizer: Sendable {
  /// Every piece as it is written into files, each at the position that is its number.
  var pieces: [String] { get }

  /// Marks that no text contains, such as the end of a document.
  var special: SpecialTokens { get }

  /// Learns its pieces from a text: at most `size` of them, the special ones included, which come first.
  init(learning text: String, size: Int, special: [String])

  /// The numbers of a text. What looks like a special token in it is text like any other.
  func encode(_ text: String) -> [Int]

  /// The text of the numbers.
  func decode(_ tokens: [Int]) -> String
}

extension Tokenizer {
  /// How many pieces there are.
  public var count: Int { pieces.count }

  /// The numbers of a text in which special tokens are written out, as `a page.<|endoftext|>another`.
  ///
  /// For texts that a program has put together. A stranger's text must not be able to end a document or to speak in
  /// another's name, so `encode` without this does not see special tokens.
  public func encodeMarked(_ text: String) -> [Int] {
    special.split(text).flatMap { part in
      switch part {
      case .text(let text): encode(text)
      case .token(let token): [token]
      }
    }
  }

  func requireTokens(_ tokens: [Int]) {
    if let wrong = tokens.first(where: { !pieces.indices.contains($0) }) {
      fail("decode: \(wrong) is no number of a vocabulary of \(count) pieces")
    }
  }
}
