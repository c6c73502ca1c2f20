import Testing

@testable import Datasets

/// Files of Netpbm that `Tests/Fixtures/make_images.py` wrote, and damaged ones.
struct NetpbmFileTests {
  @Test(
    arguments: [("rgb", "ppm"), ("gray", "pgm")], [255, 100, 6])
  func `numbers as bytes and as text, scaled to 255`(kind: (name: String, end: String), largest: Int) throws {
    let expected = PNGFileTests.expected { r, c in
      (0..<(kind.name == "rgb" ? 3 : 1)).map { channel in
        let number = PNGFileTests.number(r, c, channel) * largest / 255
        return Int((Double(number) / Double(largest) * 255).rounded(.toNearestOrEven))
      }
    }
    #expect(try PNGFileTests.picture("\(kind.name)-\(largest).\(kind.end)") == expected)
    #expect(try PNGFileTests.picture("\(kind.name)-\(largest)-text.\(kind.end)") == expected)
  }

  @Test func `the file of the manual page`() throws {
    let text =
      "P3\n# feep.ppm\n4 4\n15\n 0  0  0    0  0  0    0  0  0   15  0 15\n" + " 0 15 7 # more\n" + zeros(45 - 12)
    try PictureFixture.withFile(Array(text.utf8)) { path in
      let picture = try BytePicture(contentsOf: path)
      #expect(picture.bytes[9..<15] == [255, 0, 255, 0, 255, 119] && picture.bytes[15...].allSatisfy { $0 == 0 })
      #expect(picture[1, 0, 1] == 255 && picture[0, 3, 0] == 255)
    }
  }

  private func zeros(_ count: Int) -> String { [String](repeating: "0", count: count).joined(separator: " ") }

  @Test(arguments: [
    ("P6\n", 3, "the width should stand here"), ("P6 4\n", 5, "the height should stand here"),
    ("P6 x 4 255\n", 3, "the width should stand here"), ("P6 0 4 255\n", 5, "there are no pixels"),
    ("P6 4 4 # 255\n", 13, "the largest number should stand here"),
    ("P5 20000 20000 255\n", 9, "20000 × 20000 pixels are more than the 89478485 that are read"),
    ("P5 99999999999999999999 2 255\n", 3, "the width is too large"),
    ("P5 2 2 65535\nabcdefgh", 7, "the largest number is 65535; it can be from 1 to 255"),
    ("P5 2 2 0\nabcd", 7, "the largest number is 0; it can be from 1 to 255"),
    ("P5 2 2 255", 10, "one space or line break should stand here"),
    ("P5 2 2 255#\nabcd", 10, "one space or line break should stand here"),
    ("P5 2 2 255\nabc", 11, "4 bytes should follow, but 3 do"),
    ("P5 2 2 99\nabcd", 13, "a number is 100, but the largest should be 99"),
    ("P2 2 2 9 1 2", 8, "4 numbers should follow"), ("P2 2 2 9 1 2 3 x", 15, "a number should stand here"),
    ("P2 2 2 9 1 2 3 10", 15, "a number is 10, but the largest should be 9"),
    ("P4 2 2 abcd", 0, "only PNG, PPM and PGM files are read"),
    ("P63 2 255", 0, "only PNG, PPM and PGM files are read"),
  ])
  func `damage is named with its byte`(text: String, byte: Int, problem: String) throws {
    try PictureFixture.withFile(Array(text.utf8)) { path in
      #expect(throws: PictureFileError(file: path, byte: byte, problem: problem)) { try BytePicture(contentsOf: path) }
    }
  }
}
