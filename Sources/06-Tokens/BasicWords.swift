import Foundation

/// The words and punctuation marks of a text: the pre-tokenization of BERT.
///
/// Control characters are removed, whitespace separates words, and each Chinese character or punctuation mark is a
/// word. With `lowercasing`, text is lowercased and accents are removed.
func basicWords(of text: String, lowercasing: Bool) -> [String] {
  var words: [String] = []
  forEachBasicWord(of: text, lowercasing: lowercasing) { words.append(String(decoding: $0, as: UTF8.self)) }
  return words
}

/// Calls `body` with the bytes of each such word.
func forEachBasicWord(of text: String, lowercasing: Bool, _ body: (ArraySlice<UInt8>) -> Void) {
  var chunk = Chunk(lowercasing: lowercasing)
  for scalar in text.unicodeScalars {
    switch BasicClass(scalar) {
    case .ignored: break
    case .whitespace: chunk.finish(body)
    case .ideograph:
      chunk.finish(body)
      chunk.add(scalar)
      chunk.finish(body)
    case .other: chunk.add(scalar)
    }
  }
  chunk.finish(body)
}

/// The text between two whitespace characters.
private struct Chunk {
  let lowercasing: Bool
  private var bytes: [UInt8] = []
  private var isASCII = true

  init(lowercasing: Bool) { self.lowercasing = lowercasing }

  mutating func add(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      bytes.append(UInt8(scalar.value))
    } else {
      isASCII = false
      bytes.append(contentsOf: UTF8.encode(scalar)!)
    }
  }

  /// Lowercases the chunk, splits it at punctuation, and starts the next chunk.
  mutating func finish(_ body: (ArraySlice<UInt8>) -> Void) {
    guard !bytes.isEmpty else { return }
    if lowercasing && !isASCII { bytes = withoutAccents(bytes) }
    if lowercasing && isASCII {
      for index in bytes.indices where (0x41...0x5A).contains(bytes[index]) { bytes[index] += 0x20 }
    }
    var (start, position) = (0, 0)
    while position < bytes.count {
      let length = bytes[position] < 0x80 ? 1 : bytes[position] < 0xE0 ? 2 : bytes[position] < 0xF0 ? 3 : 4
      defer { position += length }
      guard isPunctuation(at: position, length) else { continue }
      if start < position { body(bytes[start..<position]) }
      body(bytes[position..<position + length])
      start = position + length
    }
    if start < bytes.count { body(bytes[start...]) }
    bytes.removeAll(keepingCapacity: true)
    isASCII = true
  }

  private func isPunctuation(at position: Int, _ length: Int) -> Bool {
    if length == 1 { return asciiPunctuation[Int(bytes[position])] }
    return Tokens.isPunctuation(
      String(decoding: bytes[position..<position + length], as: UTF8.self).unicodeScalars.first!)
  }
}

/// Whether BERT takes a character for a punctuation mark.
package func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.isASCII { return asciiPunctuation[Int(scalar.value)] }
  switch scalar.properties.generalCategory {
  case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
    .finalPunctuation, .otherPunctuation:
    return true
  default: return false
  }
}

/// Lowercases text and removes accents: É is decomposed into E and ´, and the accent is dropped.
private func withoutAccents(_ bytes: [UInt8]) -> [UInt8] {
  let decomposed = String(decoding: bytes, as: UTF8.self).decomposedStringWithCanonicalMapping
  let kept = decomposed.unicodeScalars.filter { $0.properties.generalCategory != .nonspacingMark }
  return kept.flatMap { $0.properties.lowercaseMapping.utf8 }
}

/// Every printable ASCII character but letters, digits and the space. `$` and `+` are included, though for Unicode they
/// are symbols.
private let asciiPunctuation: [Bool] = (0..<128).map { (byte: UInt8) in
  let scalar = Unicode.Scalar(byte)
  return (0x21...0x7E).contains(byte) && !scalar.properties.isAlphabetic && !("0"..."9").contains(scalar)
}

/// The class of a character.
package enum BasicClass {
  case ignored, whitespace, ideograph, other

  package init(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      switch scalar {
      case " ", "\t", "\n", "\r": self = .whitespace
      default: self = (0x21...0x7E).contains(scalar.value) ? .other : .ignored
      }
      return
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .privateUse, .surrogate: self = .ignored
    case .spaceSeparator, .lineSeparator, .paragraphSeparator: self = .whitespace
    default:
      let isIdeograph = BasicClass.ideographs.contains { $0.contains(scalar.value) }
      self = scalar == "\u{FFFD}" ? .ignored : isIdeograph ? .ideograph : .other
    }
  }

  private static let ideographs: [ClosedRange<UInt32>] = [
    0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F, 0x2B820...0x2CEAF,
    0xF900...0xFAFF, 0x2F800...0x2FA1F,
  ]
}
