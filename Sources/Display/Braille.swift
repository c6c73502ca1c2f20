/// Characters of 2×4 dots.
enum Braille {
  /// Bits by row and column, as Unicode numbers them.
  private static let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// The bit of a dot in its character.
  static func bit(x: Int, y: Int) -> UInt32 { bits[y % 4][x % 2] }

  /// The character that shows these dots.
  static func character(_ dots: UInt32) -> Character { Character(Unicode.Scalar(0x2800 + dots)!) }
}
