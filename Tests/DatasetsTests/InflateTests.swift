import Display
import TestBasics
import Testing

@testable import Datasets

struct InflateTests {
  private func expanded(_ bytes: [UInt8], atMost limit: Int = 1 << 20) throws -> [UInt8] {
    try Gzip.expanded(bytes, atMost: limit)
  }

  @Test(arguments: ["stored", "fixed", "1", "9", "members"])
  func `what Python compressed is expanded to the last byte`(name: String) throws {
    let bytes = try expanded(try PictureFixture.bytes("images-\(name).gz"))
    expectNone([inequality(of: bytes, from: try PictureFixture.bytes("images.idx"))].compactMap { $0 })
  }

  /// Worked out by hand: the block is the last one (1) and has the fixed code (10, lowest bit first).
  @Test func `a copy may overlap itself`() throws {
    // "a", then nine bytes from one back: the code of "a" is 0x30 + 97 in 8 bits, that of length 9 is 0000111, that of
    // distance 1 is 00000, that of the end is 0000000.
    let text = "1" + "10" + "10010001" + "0000111" + "00000" + "0000000"
    var inflater = Inflater(bytes(text), atMost: 100)
    try inflater.expand()
    #expect(inflater.output == [UInt8](repeating: 97, count: 10))
  }

  @Test func `a length and a distance take their extra bits, the lowest first`() throws {
    // "ab" twice, then length 13 (its symbol, 266, means 13 or 14) from distance 3 (symbol 2).
    let (a, b) = ("10010001", "10010010")
    for (extra, length) in [("0", 13), ("1", 14)] {
      var inflater = Inflater(bytes("1" + "10" + a + b + a + b + "0001010" + extra + "00010" + "0000000"), atMost: 100)
      try inflater.expand()
      #expect(inflater.output.count == 4 + length)
      #expect(Array(inflater.output.prefix(10)) == Array("ababbabbab".utf8))
    }
    // Distance 6 is symbol 4 with the extra bit 1.
    var inflater = Inflater(
      bytes("1" + "10" + a + b + a + a + a + b + "0000001" + "00100" + "1" + "0000000"), atMost: 100)
    try inflater.expand()
    #expect(inflater.output == Array("abaaababa".utf8))
  }

  /// Bits in the order in which DEFLATE reads them, packed into bytes.
  private func bytes(_ bits: String) -> [UInt8] {
    let bits = Array(bits)
    return stride(from: 0, to: bits.count, by: 8).map { start in
      (start..<min(start + 8, bits.count)).reduce(0) { $0 | (bits[$1] == "1" ? 1 << ($1 - start) : 0) }
    }
  }

  @Test(arguments: [
    ("111", 0, "there is no block of type 3"),
    ("110" + "10010001" + "0000", 2, "the compressed data end too early"),
    ("110" + "0000001" + "00000" + "0000000", 1, "it refers to bytes before the first one"),
    ("110" + "10010001" + "11000110", 2, "there is no such length or distance"),
    ("110" + "10010001" + "0000001" + "11110", 2, "the bits are no code"),
  ])
  func `damage is named with its byte`(bits: String, offset: Int, problem: String) {
    var inflater = Inflater(bytes(bits) + (problem.hasSuffix("early") ? [] : [0, 0, 0]), atMost: 100)
    #expect(throws: InflateError(offset: offset, problem: problem)) { try inflater.expand() }
  }

  @Test func `a code is refused when there are more short codes than bits allow`() {
    #expect(HuffmanCode(lengths: [1, 1, 1]) == nil && HuffmanCode(lengths: [2, 1, 2, 2]) == nil)
    #expect(HuffmanCode(lengths: [2, 1, 2]) != nil && HuffmanCode(lengths: [0, 1]) != nil)
  }

  @Test func `short codes come first, and codes of one length follow their symbols`() throws {
    // The codes 10, 0, 110, 111 of the lengths 2, 1, 3, 3: the example of RFC 1951.
    let code = try #require(HuffmanCode(lengths: [2, 1, 3, 3]))
    var reader = BitReader(bytes("10" + "0" + "110" + "111"))
    #expect(try (0..<4).map { _ in try code.symbol(from: &reader) } == [0, 1, 2, 3])
  }

  @Test func `the checksum, the length and the complement of a stored length are compared`() throws {
    let file = try PictureFixture.bytes("images-stored.gz")
    func expectProblem(_ offset: Int, changed: Int, _ problem: String) {
      var bytes = file
      bytes[changed] ^= 4
      #expect(throws: InflateError(offset: offset, problem: problem)) { try expanded(bytes) }
    }
    expectProblem(file.count - 8, changed: 500, "the checksum is not that of the contents")
    expectProblem(file.count - 8, changed: file.count - 6, "the checksum is not that of the contents")
    expectProblem(file.count - 4, changed: file.count - 2, "the length is not that of the contents")
    expectProblem(15, changed: 12, "the length of a stored block and its complement do not agree")
    expectProblem(3, changed: 2, "the compression is not DEFLATE")
  }

  @Test func `no more is expanded than is asked for`() throws {
    let file = try PictureFixture.bytes("images-9.gz")
    let count = try expanded(file).count
    #expect(try expanded(file, atMost: count).count == count)
    #expect(throws: InflateError.self) { try expanded(file, atMost: count - 1) }
    #expect(throws: InflateError.self) { try expanded(file + file, atMost: 2 * count - 1) }
    #expect(try expanded(file + file, atMost: 2 * count).count == 2 * count)
  }

  @Test func `something else behind a member is refused`() throws {
    let file = try PictureFixture.bytes("labels.gz")
    #expect(throws: InflateError(offset: file.count, problem: "here a gzip member should begin")) {
      try expanded(file + [1, 2])
    }
  }

  @Test(arguments: [(1, 5, 7), (3, 4, 9), (3, 160, 150)])
  func `a PNG file holds the pixels, row by row`(channels: Int, height: Int, width: Int) throws {
    let numbers = (0..<height * width * channels).map { UInt8(truncatingIfNeeded: $0 * $0 + $0 / 256) }
    let file = Array(PNG(numbers, height: height, width: width, channels: channels).data)
    // Of the signature 8 bytes, of the header chunk 25; then length and name of the chunk with the pixels, and two bytes.
    var inflater = Inflater(file, from: 8 + 25 + 8 + 2, atMost: 1 << 20)
    try inflater.expand()
    let length = 1 + width * channels
    let rows = (0..<height).map { Array(inflater.output[$0 * length..<($0 + 1) * length]) }
    #expect(inflater.output.count == height * length && rows.allSatisfy { $0[0] == 0 })
    expectNone([inequality(of: rows.flatMap { $0.dropFirst() }, from: numbers)].compactMap { $0 })
    let sum = file[inflater.reader.offset..<inflater.reader.offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    #expect(sum == Checksum.adler32(inflater.output))
  }

  @Test(
    arguments: [
      ([0x79, 0x01], 0, "the compression is not DEFLATE"), ([0x88, 0x1C], 0, "the compression is not DEFLATE"),
      ([0x78, 0x02], 1, "the two bytes of the zlib header do not fit together"),
      ([0x78, 0x20], 1, "it needs a dictionary that it does not hold"),
      ([0x78], 1, "the compressed data end too early"),
      ([0x78, 0x01, 1, 1, 0, 254, 255, 97], 8, "the compressed data end too early"),
      ([0x78, 0x01, 1, 1, 0, 254, 255, 97, 0x00, 0x62, 0x00, 0x63], 8, "the checksum is not that of the contents"),
    ] as [([UInt8], Int, String)])
  func `damage of a stream of zlib is named with its byte`(bytes: [UInt8], offset: Int, problem: String) throws {
    #expect(throws: InflateError(offset: offset, problem: problem)) { try Zlib.expanded(bytes, atMost: 9) }
    let sound: [UInt8] = [0x78, 0x01, 1, 1, 0, 254, 255, 97, 0x00, 0x62, 0x00, 0x62]
    #expect(try Zlib.expanded(sound + [9, 9], atMost: 1) == [97])
  }
}
