/// Why compressed bytes cannot be read, and where.
struct InflateError: Error, Equatable {
  /// From 0, in the compressed bytes.
  let offset: Int
  let problem: String
}

/// Reads bytes bit by bit, the lowest of each byte first.
struct BitReader {
  let bytes: [UInt8]
  /// The next byte to be taken in.
  private var next: Int
  /// Bits taken in, the next one lowest, and how many they are.
  private var bits: UInt64 = 0
  private var count = 0

  init(_ bytes: [UInt8], from offset: Int = 0) { (self.bytes, next) = (bytes, offset) }

  /// The byte in which the next bit is.
  var offset: Int { (8 * next - count) / 8 }

  /// The next bits as a number, without a step ahead; zeros beyond the end.
  mutating func peek(_ width: Int) -> Int {
    while count <= 56 && next < bytes.count {
      bits |= UInt64(bytes[next]) << UInt64(count)
      next += 1
      count += 8
    }
    return Int(bits & ((1 << UInt64(width)) - 1))
  }

  /// Passes over bits that were looked at.
  mutating func skip(_ width: Int) throws(InflateError) {
    if width > count { throw InflateError(offset: bytes.count, problem: "the compressed data end too early") }
    bits >>= UInt64(width)
    count -= width
  }

  /// The next bits as a number, the first of them lowest.
  mutating func read(_ width: Int) throws(InflateError) -> Int {
    let number = peek(width)
    try skip(width)
    return number
  }

  /// Passes over what is left of a byte that was begun.
  mutating func alignToByte() {
    bits >>= UInt64(count % 8)
    count -= count % 8
  }

  func problem(_ problem: String) -> InflateError { InflateError(offset: offset, problem: problem) }
}
