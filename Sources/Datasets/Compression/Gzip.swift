import Display

/// Files compressed by gzip. Format: Deutsch, "GZIP file format specification version 4.3", RFC 1952.
enum Gzip {
  /// Whether the first bytes are those of a gzip file.
  static func isCompressed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The contents of a file: of one member, or of several one after the other.
  static func expanded(_ bytes: [UInt8], atMost limit: Int) throws(InflateError) -> [UInt8] {
    var contents: [UInt8] = []
    var offset = 0
    repeat {
      var inflater = Inflater(bytes, from: try endOfHeader(bytes, offset), atMost: limit - contents.count)
      try inflater.expand()
      var reader = inflater.reader
      let start = reader.offset
      let sum = try reader.read(32)
      if sum != Int(Checksum.crc32(inflater.output)) {
        throw InflateError(offset: start, problem: "the checksum is not that of the contents")
      }
      if try reader.read(32) != inflater.output.count & 0xFFFF_FFFF {
        throw InflateError(offset: start + 4, problem: "the length is not that of the contents")
      }
      offset = reader.offset
      contents += inflater.output
    } while offset < bytes.count && bytes[offset...].contains { $0 != 0 }  // zeros may fill up a block of a tape
    return contents
  }

  /// Where the compressed data of a member begin.
  private static func endOfHeader(_ bytes: [UInt8], _ start: Int) throws(InflateError) -> Int {
    var reader = BitReader(bytes, from: start)
    if try reader.read(16) != 0x8B1F { throw InflateError(offset: start, problem: "here a gzip member should begin") }
    if try reader.read(8) != 8 { throw reader.problem("the compression is not DEFLATE") }
    let flags = try reader.read(8)
    if flags & 0xE0 != 0 { throw reader.problem("the gzip header has unknown parts") }
    for _ in 0..<6 { _ = try reader.read(8) }  // date, effort and system
    if flags & 4 != 0 { for _ in 0..<(try reader.read(16)) { _ = try reader.read(8) } }  // extra fields
    for flag in [8, 16] where flags & flag != 0 { while try reader.read(8) != 0 {} }  // file name, comment
    if flags & 2 != 0 { _ = try reader.read(16) }  // a checksum of the header
    return reader.offset
  }
}
