import Display
import Foundation
import Testing

struct PNGTests {
  /// The numbers that the specifications give for these texts.
  @Test func `checksums are the published ones`() {
    #expect(Checksum.crc32(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(Checksum.crc32([]) == 0 && Checksum.crc32(Array("IEND".utf8)) == 0xAE42_6082)
    #expect(Checksum.adler32(Array("Wikipedia".utf8)) == 0x11E6_0398 && Checksum.adler32([]) == 1)
    // The sums are far beyond the modulus: n(n + 1)/2 · 255 and 255n + 1.
    let count = 100_000
    let sums = (count * (count + 1) / 2 * 255 + count) % 65521
    #expect(Checksum.adler32([UInt8](repeating: 255, count: count)) == UInt32(sums << 16 | (255 * count + 1) % 65521))
  }

  private struct Chunk {
    let name: String
    let contents: [UInt8]
    let isSound: Bool
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

  private func chunks(_ file: [UInt8]) -> [Chunk] {
    var (chunks, start): ([Chunk], Int) = ([], 8)
    while start + 12 <= file.count {
      let end = start + 8 + number(file[start..<start + 4])
      let sum = Int(Checksum.crc32(Array(file[start + 4..<end])))
      chunks.append(
        Chunk(
          name: String(decoding: file[start + 4..<start + 8], as: UTF8.self), contents: Array(file[start + 8..<end]),
          isSound: sum == number(file[end..<end + 4])))
      start = end + 4
    }
    return chunks
  }

  /// The contents of stored blocks.
  private func stored(_ stream: [UInt8]) -> [UInt8] {
    var (contents, start, isLast): ([UInt8], Int, Bool) = ([], 2, false)
    while !isLast {
      isLast = stream[start] == 1
      let length = Int(stream[start + 1]) | Int(stream[start + 2]) << 8
      #expect(Int(stream[start + 3]) | Int(stream[start + 4]) << 8 == 65535 - length)
      contents += stream[start + 5..<start + 5 + length]
      start += 5 + length
    }
    #expect(start + 4 == stream.count && number(stream[start...]) == Int(Checksum.adler32(contents)))
    return contents
  }

  /// Of the sizes, one has a stream of one whole block, and one of two.
  @Test(arguments: [(1, 2, 3), (3, 2, 2), (1, 257, 254), (1, 257, 255), (3, 200, 300)])
  func `a file has a header, the pixels behind a filter for each row, and an end`(
    channels: Int, height: Int, width: Int
  ) throws {
    let numbers = (0..<height * width * channels).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 100) }
    let file = Array(PNG(numbers, height: height, width: width, channels: channels).data)
    #expect(file.prefix(8) == [137, 80, 78, 71, 13, 10, 26, 10])
    let chunks = chunks(file)
    #expect(chunks.map(\.name) == ["IHDR", "IDAT", "IEND"] && chunks.allSatisfy(\.isSound))
    let size: [UInt8] = [0, 0, UInt8(width / 256), UInt8(width % 256), 0, 0, UInt8(height / 256), UInt8(height % 256)]
    #expect(chunks[0].contents == size + [8, channels == 1 ? 0 : 2, 0, 0, 0])
    #expect(number(chunks[1].contents[..<2]) % 31 == 0 && chunks[1].contents[0] == 0x78)
    let length = width * channels
    let rows = (0..<height).flatMap { row -> [UInt8] in [0] + numbers[row * length..<(row + 1) * length] }
    #expect(stored(chunks[1].contents) == rows)
  }

  @Test func `numbers from 0 to 1 are rounded, others are cut`() {
    let values = [0, 0.5, 1, -3, 7, .nan, 0.001, 0.998]
    let bytes: [UInt8] = [0, 128, 255, 0, 255, 0, 0, 254]
    #expect(
      PNG(values, height: 2, width: 4, channels: 1).data == PNG(bytes, height: 2, width: 4, channels: 1).data)
  }
}
