/// A printable character for each of the 256 bytes, with which GPT-2 writes byte strings to files.
///
/// Bytes that are printable in Latin-1 are written as themselves. The other 68 are written as the characters from
/// U+0100 on: a space is Ġ, a newline is Ċ.
package enum ByteAlphabet {
  /// The character of each byte.
  package static let characters: [Unicode.Scalar] = {
    var spare: UInt32 = 0x100
    return (0...255).map { (byte: UInt32) in
      if isPrintable(byte) { return Unicode.Scalar(UInt8(byte)) }
      defer { spare += 1 }
      return Unicode.Scalar(spare)!
    }
  }()

  /// The bytes in the order of their characters, which is the order of their ids.
  static let inOrder = (0...255).map { UInt8($0) }.sorted { characters[Int($0)] < characters[Int($1)] }

  private static let bytes = Dictionary(uniqueKeysWithValues: zip(characters, UInt8.min...UInt8.max))

  private static func isPrintable(_ byte: UInt32) -> Bool {
    (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte)
  }

  /// The characters of some bytes.
  static func text(of bytes: some Sequence<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(characters[Int(byte)]) }
    return String(text)
  }

  /// The bytes of some characters; nil when one of them is not the character of a byte.
  package static func bytes(of text: some StringProtocol) -> [UInt8]? {
    var result: [UInt8] = []
    for scalar in text.unicodeScalars {
      guard let byte = bytes[scalar] else { return nil }
      result.append(byte)
    }
    return result
  }
}
