/// Sums of bytes by which a file format notices damage.
public enum Checksum {
  /// CRC-32 of PNG and gzip: the remainder of the bytes, taken as one long polynomial over bits.
  public static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var remainder: UInt32 = ~0
    for byte in bytes { remainder = (remainder >> 8) ^ remainders[Int(UInt8(truncatingIfNeeded: remainder) ^ byte)] }
    return ~remainder
  }

  /// The remainder of each single byte; the lowest bit of a number is the highest power.
  private static let remainders: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(byte) { remainder, _ in (remainder >> 1) ^ (remainder & 1 == 1 ? 0xEDB8_8320 : 0) }
  }

  /// Adler-32 of zlib: the sum of the bytes and the sum of all those sums, both modulo 65,521.
  public static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (sum, sums): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      sum = (sum + UInt32(byte)) % 65521
      sums = (sums + sum) % 65521
    }
    return sums << 16 | sum
  }
}
