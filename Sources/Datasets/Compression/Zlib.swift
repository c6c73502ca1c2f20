import Display

/// Streams of zlib, which PNG files hold. Format: Deutsch and Gailly, "ZLIB compressed data format specification version 3.3",
/// RFC 1950.
enum Zlib {
  /// The contents of a stream. What may stand behind it is not read.
  static func expanded(_ bytes: [UInt8], atMost limit: Int) throws(InflateError) -> [UInt8] {
    var reader = BitReader(bytes)
    let (method, flags) = (try reader.read(8), try reader.read(8))
    if method & 15 != 8 || method >> 4 > 7 { throw InflateError(offset: 0, problem: "the compression is not DEFLATE") }
    if (method << 8 | flags) % 31 != 0 {
      throw InflateError(offset: 1, problem: "the two bytes of the zlib header do not fit together")
    }
    if flags & 0x20 != 0 { throw InflateError(offset: 1, problem: "it needs a dictionary that it does not hold") }
    var inflater = Inflater(bytes, from: 2, atMost: limit)
    try inflater.expand()
    reader = inflater.reader
    let start = reader.offset
    // The highest byte of the sum comes first.
    if UInt32(try reader.read(32)).byteSwapped != Checksum.adler32(inflater.output) {
      throw InflateError(offset: start, problem: "the checksum is not that of the contents")
    }
    return inflater.output
  }
}
