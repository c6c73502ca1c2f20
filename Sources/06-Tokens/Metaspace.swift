/// SentencePiece's **metaspace**: spaces are written as the character ▁, and a word begins with the one before it.
///
/// So the spacing of a text is a part of its tokens. One ▁ is put before the text, so that its first word has the same
/// tokens as in the middle of a sentence.
enum Metaspace {
  /// U+2581 in UTF-8.
  static let bytes: [UInt8] = [0xE2, 0x96, 0x81]

  /// The bytes of a text with ▁ for its spaces. A text that starts with a space gets no further ▁, as in Hugging Face's
  /// tokenizers.
  static func encode(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count * 3 / 2)
    for byte in text.utf8 {
      if byte == UInt8(ascii: " ") { result += bytes } else { result.append(byte) }
    }
    return result.isEmpty || result.starts(with: bytes) ? result : bytes + result
  }

  /// The bytes with a space for each ▁.
  static func decode(_ encoded: some Sequence<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    for byte in encoded {
      result.append(byte)
      if result.suffix(bytes.count) == bytes[...] {
        result.replaceSubrange((result.count - bytes.count)..., with: [0x20])
      }
    }
    return result
  }

  /// The words of a text that `encode` wrote: each starts with a ▁.
  struct Words: Sequence, IteratorProtocol {
    private let text: [UInt8]
    private var position = 0

    init(_ text: [UInt8]) { self.text = text }

    mutating func next() -> Range<Int>? {
      guard position < text.count else { return nil }
      let start = position
      position = start + 1
      while position < text.count, !isMetaspace(at: position) { position += 1 }
      return start..<position
    }

    @inline(__always)
    private func isMetaspace(at index: Int) -> Bool {
      text[index] == 0xE2 && index + 2 < text.count && text[index + 1] == 0x96 && text[index + 2] == 0x81
    }
  }
}
