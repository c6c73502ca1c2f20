/// A visible letter for each of the 256 bytes, in which GPT-2 writes its pieces into files.
///
/// Bytes that are printable characters of Latin-1 stand for themselves. The other 68 get the letters from U+0100 on: a
/// space is written Ġ, a newline Ċ.
enum ByteAlphabet {
  /// The letter of each byte.
  static let letters: [Unicode.Scalar] = {
    var spare: UInt32 = 0x100
    return (0...255).map { (byte: UInt32) in
      if isPrintable(byte) { return Unicode.Scalar(UInt8(byte)) }
      defer { spare += 1 }
      return Unicode.Scalar(spare)!
    }
  }()

  /// The bytes in the order of their letters: the order of the first 256 pieces.
  static let inOrder = (0...255).map { UInt8($0) }.sorted { letters[Int($0)] < letters[Int($1)] }

  private static let bytes = Dictionary(uniqueKeysWithValues: zip(letters, UInt8.min...UInt8.max))

  private static func isPrintable(_ byte: UInt32) -> Bool {
    (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte)
  }

  /// The bytes, written in letters.
  static func text(of bytes: some Sequence<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(letters[Int(byte)]) }
    return String(text)
  }

  /// The bytes that are written in letters; nil when one of the characters is no letter.
  static func bytes(of text: some StringProtocol) -> [UInt8]? {
    var result: [UInt8] = []
    for scalar in text.unicodeScalars {
      guard let byte = bytes[scalar] else { return nil }
      result.append(byte)
    }
    return result
  }
}
