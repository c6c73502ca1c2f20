import Attention
import Tensors

/// Encodes text as token ids, and decodes ids to text.
public protocol Tokenizer: Sendable {
  /// The vocabulary as it is written to files: the token with each id.
  var pieces: [String] { get }

  /// Tokens that no text contains, such as the end of a document.
  var special: SpecialTokens { get }

  /// Trains a tokenizer on a text. The vocabulary has at most `size` tokens, and these special ones come first.
  init(trainedOn text: String, size: Int, special: [String])

  /// The ids of a text. The name of a special token in it is text like any other.
  func encode(_ text: String) -> [Int]

  /// The text of some ids.
  func decode(_ tokens: [Int]) -> String
}

extension Tokenizer {
  /// The vocabulary size V.
  public var count: Int { pieces.count }

  /// The ids of a text in which the names of special tokens stand for them, as in `a page.<|endoftext|>another`.
  ///
  /// Use it only for text that the program itself has composed. A user's text must not be able to end a document or to
  /// imitate another role. So `encode` does not recognize special tokens.
  public func encodeAllowingSpecial(_ text: String) -> [Int] {
    special.split(text).flatMap { part in
      switch part {
      case .text(let text): encode(text)
      case .token(let token): [token]
      }
    }
  }

  func requireTokens(_ tokens: [Int]) {
    if let wrong = tokens.first(where: { !pieces.indices.contains($0) }) {
      fail("decode: \(wrong) is not an id of a vocabulary of \(count) tokens")
    }
  }
}
