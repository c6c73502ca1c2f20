import Tokens

/// The text of tokens that come one by one, as a model generates them.
///
/// The bytes of a character that is not finished yet are held back. What has been returned is never changed, so spaces
/// before punctuation stay where only a whole text shows that they are too many.
public struct TokenizerStream: Sendable {
  private let tokenizer: PublishedTokenizer
  private let skipsSpecial: Bool
  /// The tokens since the last that was returned in full, that one included: with it, the next is spaced as in a text.
  private var recent: [Int] = []
  /// How many of these have been returned in full.
  private var returnedTokens = 0
  /// How many bytes of their text have been returned.
  private var returnedBytes = 0

  public init(_ tokenizer: PublishedTokenizer, skippingSpecial: Bool = true) {
    (self.tokenizer, skipsSpecial) = (tokenizer, skippingSpecial)
  }

  /// The text that another token adds. It is empty while a character is unfinished.
  public mutating func append(_ id: Int) -> String {
    recent.append(id)
    let bytes = tokenizer.decodeBytes(recent, skippingSpecial: skipsSpecial)
    let end = endsInByteToken(bytes) ? returnedBytes : bytes.count - TokenizerStream.unfinished(bytes)
    guard end > returnedBytes else { return "" }
    let text = String(decoding: bytes[returnedBytes..<end], as: UTF8.self)
    returnedBytes = end
    if end == bytes.count {
      recent.removeFirst(returnedTokens)
      returnedTokens = recent.count
      returnedBytes = tokenizer.decodeBytes(recent, skippingSpecial: skipsSpecial).count
    }
    return text
  }

  /// What was held back at the end: U+FFFD for a character that was not finished.
  public mutating func finish() -> String {
    let bytes = tokenizer.decodeBytes(recent, skippingSpecial: skipsSpecial)
    defer { (recent, returnedTokens, returnedBytes) = ([], 0, 0) }
    return String(decoding: bytes[min(returnedBytes, bytes.count)...], as: UTF8.self)
  }

  /// Whether the last token is one of some bytes `<0x..>` that are no text yet.
  private func endsInByteToken(_ bytes: [UInt8]) -> Bool {
    guard let last = recent.last, tokenizer.vocabulary.tokens.indices.contains(last) else { return false }
    let isByte = TokenizerByteTokens.byte(of: tokenizer.vocabulary.tokens[last]) != nil
    return isByte && bytes.suffix(3) == Array("\u{FFFD}".utf8)[...]
  }

  /// How many bytes at the end are the start of a character that needs more.
  static func unfinished(_ bytes: [UInt8]) -> Int {
    for length in 1...3 where length <= bytes.count {
      let first = bytes[bytes.count - length]
      if first & 0xC0 == 0x80 { continue }
      return first >= 0xC2 && Lattice.lengthOfCharacter(first) > length ? length : 0
    }
    return 0
  }
}
