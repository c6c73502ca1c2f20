import Foundation

/// A picture as a PNG file, 8 bits for each number.
///
/// Its pixels are stored as they are: that takes a page of code and no compressor, and pictures of a few thousand pixels
/// are small anyhow. Format: "Portable Network Graphics (PNG) Specification", W3C.
public struct PNG: Sendable {
  private let height: Int
  private let width: Int
  private let channels: Int
  private let numbers: [UInt8]

  /// A picture from bytes, row by row from the top: one number for each pixel when it is gray, or red, green and blue.
  ///
  /// - Parameter channels: 1 or 3.
  public init(_ numbers: [UInt8], height: Int, width: Int, channels: Int) {
    guard height > 0, width > 0, channels == 1 || channels == 3, numbers.count == height * width * channels else {
      fatalError("PNG: \(numbers.count) numbers do not fill \(height) × \(width) pixels with \(channels) channels")
    }
    (self.height, self.width, self.channels, self.numbers) = (height, width, channels, numbers)
  }

  /// A picture from numbers 0…1. Values beyond are cut; NaN is black.
  public init(_ values: [Double], height: Int, width: Int, channels: Int) {
    let numbers = values.map { UInt8((255 * min(1, max(0, $0.isNaN ? 0 : $0))).rounded()) }
    self.init(numbers, height: height, width: width, channels: channels)
  }

  /// The file.
  public var data: Data {
    let colorType: UInt8 = channels == 1 ? 0 : 2
    let header = bytes(UInt32(width)) + bytes(UInt32(height)) + [8, colorType, 0, 0, 0]
    return Data(signature + chunk("IHDR", header) + chunk("IDAT", zlib(rows)) + chunk("IEND", []))
  }

  /// The rows, each behind the number of its filter: none.
  private var rows: [UInt8] {
    let length = width * channels
    return (0..<height).flatMap { row -> [UInt8] in [0] + numbers[row * length..<(row + 1) * length] }
  }
}

private let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

/// The length, the name, the contents, and the checksum of the latter two.
private func chunk(_ name: String, _ contents: [UInt8]) -> [UInt8] {
  let body = Array(name.utf8) + contents
  return bytes(UInt32(contents.count)) + body + bytes(Checksum.crc32(body))
}

/// A zlib stream of stored blocks: of each its length and the complement of that, low byte first.
private func zlib(_ contents: [UInt8]) -> [UInt8] {
  let longest = 65535
  var stream: [UInt8] = [0x78, 0x01]
  for start in stride(from: 0, to: contents.count, by: longest) {
    let block = contents[start..<min(start + longest, contents.count)]
    let length = UInt16(block.count)
    stream.append(block.endIndex == contents.count ? 1 : 0)  // whether it is the last one
    for number in [length, ~length] { stream += bytes(number.byteSwapped) }
    stream += block
  }
  return stream + bytes(Checksum.adler32(contents))
}

/// The bytes of a number, the highest first.
private func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  stride(from: Number.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> Number($0)) }
}
