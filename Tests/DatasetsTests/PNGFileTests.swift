import Display
import Foundation
import Testing

@testable import Datasets

/// PNG files of every kind that `Tests/Fixtures/make_images.py` wrote, and damaged ones.
struct PNGFileTests {
  static func picture(_ name: String) throws -> BytePicture {
    try BytePicture(contentsOf: PictureFixture.path("../images/\(name)"))
  }

  /// The formula of the script.
  static func number(_ r: Int, _ c: Int, _ channel: Int = 0) -> Int {
    (7 * r * r + (13 + 2 * channel) * c + 3 * r * c + 50 * channel) % 256
  }

  static func expected(height: Int = 9, width: Int = 13, _ pixel: (_ r: Int, _ c: Int) -> [Int]) -> BytePicture {
    let bytes = (0..<height).flatMap { r in (0..<width).flatMap { c in pixel(r, c).map { UInt8($0) } } }
    return BytePicture(bytes, height: height, width: width, channels: bytes.count / height / width)
  }

  @Test(arguments: [
    ("gray-1.png", 1), ("gray-2.png", 2), ("gray-4.png", 4), ("gray-8.png", 8), ("gray-1-interlaced.png", 1),
    ("gray-alpha.png", 8), ("gray-alpha-interlaced.png", 8),
  ])
  func `gray, with or without transparency`(name: String, depth: Int) throws {
    let expected = Self.expected { r, c in [(Self.number(r, c) >> (8 - depth)) * 255 / (1 << depth - 1)] }
    #expect(try Self.picture(name) == expected)
  }

  @Test(arguments: [
    "rgb.png", "rgb-alpha.png", "rgb-interlaced.png", "rgb-alpha-interlaced.png", "rgb-pieces.png", "rgb-pillow.png",
  ])
  func `color, with or without transparency`(name: String) throws {
    #expect(try Self.picture(name) == Self.expected { r, c in (0..<3).map { Self.number(r, c, $0) } })
  }

  @Test(arguments: [
    ("palette-1.png", 1), ("palette-2.png", 2), ("palette-4.png", 4), ("palette-8.png", 8),
    ("palette-4-interlaced.png", 4), ("palette-4-transparent.png", 4),
  ])
  func `colors of a palette`(name: String, depth: Int) throws {
    let expected = Self.expected { r, c in
      let index = (Self.number(r, c) >> (8 - depth)) % min(1 << depth, 200)
      return [37 * index % 256, 59 * index % 256, 255 - index]
    }
    #expect(try Self.picture(name) == expected)
  }

  @Test func `passes without a pixel are left out`() throws {
    #expect(
      try Self.picture("gray-8-two-pixels.png") == Self.expected(height: 1, width: 2) { r, c in [Self.number(r, c)] })
  }

  @Test(arguments: [1, 3])
  func `what the course writes is read again`(channels: Int) throws {
    let bytes = (0..<200 * 150 * channels).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 100) }
    try PictureFixture.withFile(Array(PNG(bytes, height: 200, width: 150, channels: channels).data)) { path in
      let picture = try BytePicture(contentsOf: path)
      #expect(picture == BytePicture(bytes, height: 200, width: 150, channels: channels))
    }
  }

  // MARK: Damage

  @Test func `a file that is cut off, or has a wrong bit, is refused`() throws {
    let bytes = try PictureFixture.bytes("../images/palette-4.png")
    for count in bytes.indices {
      try PictureFixture.withFile(Array(bytes[..<count])) { path in
        #expect(throws: PictureFileError.self, "\(count) bytes") { try BytePicture(contentsOf: path) }
      }
      var changed = bytes
      changed[count] ^= 1 << UInt8(count % 8)
      try PictureFixture.withFile(changed) { path in
        #expect(throws: PictureFileError.self, "byte \(count)") { try BytePicture(contentsOf: path) }
      }
    }
  }

  /// A gray picture of 2 × 1 pixels; a test changes a part of it.
  private struct Parts {
    var width = 2
    var height = 1
    var fields: [UInt8] = [8, 0, 0, 0, 0]
    var more: [(String, [UInt8])] = []
    var rows: [UInt8] = [0, 5, 6]
    var sum: UInt32?
    /// Where the stream is cut in two.
    var cut: Int?
    var end = "IEND"

    var file: [UInt8] {
      func four(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
      func chunk(_ name: String, _ contents: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + contents
        return four(contents.count) + body + four(Int(Checksum.crc32(body)))
      }
      let count = UInt8(rows.count)
      let stream = [0x78, 0x01, 1, count, 0, ~count, 255] + rows + four(Int(sum ?? Checksum.adler32(rows)))
      return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        + chunk("IHDR", four(width) + four(height) + fields) + more.flatMap { chunk($0, $1) }
        + (rows.isEmpty ? [] : chunk("IDAT", Array(stream[..<(cut ?? stream.count)])))
        + (cut.map { chunk("IDAT", Array(stream[$0...])) } ?? []) + chunk(end, [])
    }
  }

  private func expectProblem(
    at byte: Int?, _ problem: String, isExpanded: Bool = false, _ change: (inout Parts) -> Void
  ) throws {
    var parts = Parts()
    change(&parts)
    try PictureFixture.withFile(parts.file) { path in
      #expect(throws: PictureFileError(file: path, byte: byte, isExpanded: isExpanded, problem: problem)) {
        try BytePicture(contentsOf: path)
      }
    }
  }

  @Test func `a header that cannot be is named with its byte`() throws {
    let most = BytePicture.mostPixels
    try PictureFixture.withFile(Parts().file) { path in
      let picture = try BytePicture(contentsOf: path)
      #expect(picture == BytePicture([5, 6], height: 1, width: 2, channels: 1))
    }
    try expectProblem(at: 16, "there are no pixels") { $0.width = 0 }
    try expectProblem(at: 16, "there are no pixels") { $0.height = 0 }
    try expectProblem(at: 16, "4294967295 × 4294967295 pixels are more than the \(most) that are read") {
      ($0.width, $0.height) = (0xFFFF_FFFF, 0xFFFF_FFFF)
    }
    try expectProblem(at: 16, "1 × \(most + 1) pixels are more than the \(most) that are read") {
      ($0.width, $0.height) = (1, most + 1)
    }
    try expectProblem(at: 24, "its numbers have 16 bits; at most 8 are supported") { $0.fields[0] = 16 }
    try expectProblem(at: 24, "there is no color type 0 with 3 bits for each number") { $0.fields[0] = 3 }
    try expectProblem(at: 24, "there is no color type 2 with 4 bits for each number") {
      ($0.fields[0], $0.fields[1]) = (4, 2)
    }
    try expectProblem(at: 24, "there is no color type 5 with 8 bits for each number") { $0.fields[1] = 5 }
    for field in 2...4 {
      try expectProblem(at: 26, "the compression, the filters or the interlacing are unknown") { $0.fields[field] = 2 }
    }
  }

  @Test func `pixels that do not fit the header are named with their byte`() throws {
    // A picture of 40 megabytes that holds three bytes: the header alone costs no memory.
    try expectProblem(at: 41, "the pixels expand to 3 bytes, but 40008000 are needed") {
      ($0.width, $0.height) = (6667, 6000)
    }
    try expectProblem(at: 51, "it expands to more than 2 bytes") { $0.width = 1 }
    try expectProblem(at: 51, "the checksum is not that of the contents") { $0.sum = 7 }
    try expectProblem(at: 63, "the checksum is not that of the contents") { ($0.sum, $0.cut) = (7, 8) }
    // As large as a picture may be, and still only three bytes.
    let most = BytePicture.mostPixels
    try expectProblem(at: 41, "the pixels expand to 3 bytes, but \(2 * most) are needed") {
      ($0.width, $0.height) = (1, most)
    }
    try expectProblem(at: 0, "there is no filter 5", isExpanded: true) { $0.rows[0] = 5 }
    try expectProblem(at: nil, "there are no pixels: it has no chunk IDAT") { $0.rows = [] }
    try expectProblem(at: 71, "the file ends before its last chunk, IEND") { $0.end = "tEXt" }
  }

  @Test func `of two neighbors that predict equally well the left one is taken`() throws {
    var parts = Parts()
    // 8 + 11 − 10 = 9 is as near to 8, on the left, as to 10, at the corner; 11, above, is further away.
    (parts.height, parts.rows) = (2, [0, 10, 11, 4, 254, 0])
    try PictureFixture.withFile(parts.file) { path in
      let picture = try BytePicture(contentsOf: path)
      #expect(picture.bytes == [10, 11, 8, 8])
    }
  }

  @Test func `a palette or a chunk that cannot be is named with its byte`() throws {
    try expectProblem(at: nil, "there is no palette") { $0.fields[1] = 3 }
    try expectProblem(at: 41, "a palette cannot have 4 bytes") { $0.more = [("PLTE", [1, 2, 3, 4])] }
    try expectProblem(at: 0, "a pixel of this row has a color that the palette does not have", isExpanded: true) {
      $0.fields[1] = 3
      $0.more = [("PLTE", [UInt8](repeating: 9, count: 18))]
    }
    try expectProblem(at: 37, "the chunk NICE is unknown, and needed") { $0.more = [("NICE", [])] }
    try expectProblem(at: 37, "here the name of a chunk should stand, four letters") { $0.more = [("ni1e", [])] }
  }

  @Test func `other files are refused`() throws {
    for (bytes, problem) in [
      ([], "only PNG, PPM and PGM files are read"), ([0x47, 0x49, 0x46], "only PNG, PPM and PGM files are read"),
      ([0xFF, 0xD8, 0xFF, 0xE0], "it is a JPEG; only PNG, PPM and PGM files are read"),
    ] as [([UInt8], String)] {
      try PictureFixture.withFile(bytes) { path in
        #expect(throws: PictureFileError(file: path, byte: 0, problem: problem)) { try BytePicture(contentsOf: path) }
      }
    }
    let sixteen = PictureFixture.path("../images/rgb-16.png")
    #expect(
      throws: PictureFileError(
        file: sixteen, byte: 24, problem: "its numbers have 16 bits; at most 8 are supported")
    ) { try BytePicture(contentsOf: sixteen) }
  }
}
