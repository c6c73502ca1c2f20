import Datasets
import Display
import Foundation
import Tensors
import Testing

/// Damaged PNG, PPM and PGM files.
struct BytePictureFuzzTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/images")

  private static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  private static let pictures = [
    "gray-1.png", "gray-1-interlaced.png", "gray-alpha.png", "palette-2.png", "palette-4-interlaced.png",
    "rgb-pieces.png",
    "rgb-alpha-interlaced.png", "rgb-pillow.png",
  ]

  private func check(_ suite: String, _ damaged: (_ seed: Int, inout Generator) throws -> [UInt8]) throws {
    var tally = Tally(suite)
    for seed in fuzzSeeds {
      var generator = Generator(seed: seed)
      let bytes = try damaged(seed, &generator)
      try withFuzzFile(suite, seed: seed, bytes) { path in
        expectRefusalOrSuccess(path, seed: seed, &tally) { _ = try BytePicture(contentsOf: path) }
      }
    }
    tally.report()
  }

  @Test func `PPM and PGM files are read or refused`() throws {
    let names = ["gray-6.pgm", "gray-100-text.pgm", "rgb-255.ppm", "rgb-6-text.ppm"]
    try check("netpbm") { seed, generator in generator.damaged(try Self.bytes(names[seed % names.count])) }
  }

  @Test func `PNG files are read or refused`() throws {
    try check("png") { seed, generator in generator.damaged(try Self.bytes(Self.pictures[seed % Self.pictures.count])) }
  }

  /// Past the checksums, which would refuse every damaged chunk before it is looked at.
  @Test func `chunks with damage before they were sealed are read or refused`() throws {
    try check("chunks") { seed, generator in
      let bytes = try Self.bytes(Self.pictures[seed % Self.pictures.count])
      var (chunks, start): ([[UInt8]], Int) = ([], 8)
      while start < bytes.count {
        let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        chunks.append(Array(bytes[start + 4..<start + 8 + length]))
        start += 12 + length
      }
      let index = Int.random(in: 0..<chunks.count, using: &generator)
      chunks[index] = Array(chunks[index][..<4]) + generator.damaged(Array(chunks[index][4...]))
      return Array(bytes[..<8]) + chunks.flatMap(Self.sealed)
    }
  }

  /// Past all checksums: pixels and headers that nobody wrote.
  @Test func `pixels and headers of chance are read or refused`() throws {
    try check("pixels") { _, generator in
      func random(_ bytes: ClosedRange<UInt8>) -> UInt8 { .random(in: bytes, using: &generator) }
      func four(_ number: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
      let (width, height, color) = (random(1...9), random(0...9), random(0...6))
      let depth: UInt8 = [1, 2, 4, 8][Int(random(0...3))]
      let numbers = [1, 1, 3, 1, 2, 1, 4][Int(color)]
      // Mostly as many as a picture needs that is not interlaced; mostly with a filter that there is.
      let needed = Int(height) * (1 + (Int(width) * numbers * Int(depth) + 7) / 8)
      let rows = (0..<min(255, needed + Int(random(0...9)) / 9)).map { _ in random(0...random(3...5)) }
      let count = UInt8(rows.count)
      let stream = [0x78, 0x01, 1, count, 0, ~count, 255] + rows + four(Checksum.adler32(rows))
      let header = [0, 0, 0, width, 0, 0, 0, height, depth, color, 0, 0, random(0...1)]
      let palette = (0..<3 * Int(random(0...8))).map { _ in random(0...255) }
      let chunks = ["IHDR": header, "PLTE": palette, "IDAT": stream, "IEND": []]
      let order = ["IHDR", "PLTE", "IDAT", "IEND"].filter { $0 != "PLTE" || !palette.isEmpty }
      return Array(try Self.bytes("rgb.png")[..<8]) + order.flatMap { Self.sealed(Array($0.utf8) + chunks[$0]!) }
    }
  }

  /// A chunk from its name and its contents.
  private static func sealed(_ body: [UInt8]) -> [UInt8] {
    func four(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
    return four(body.count - 4) + body + four(Int(Checksum.crc32(body)))
  }
}
