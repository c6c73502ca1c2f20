import Display

/// The parts of a PNG file with up to 8 bits for each number: its header, its palette, and its pixels, still compressed.
///
/// Format: "Portable Network Graphics (PNG) Specification", W3C.
struct PNGFile {
  let file: PictureFile
  let height: Int
  let width: Int
  /// The bits of a number.
  let depth: Int
  let color: Color
  let isInterlaced: Bool
  /// Red, green and blue of each color.
  private(set) var palette: [UInt8] = []
  /// What the IDAT chunks hold together, a stream of zlib.
  private var stream: [UInt8] = []
  /// Where each of these chunks begins, in the stream and in the file.
  private var pieces: [(stream: Int, file: Int)] = []

  /// What the numbers of a pixel mean.
  enum Color: Int {
    case gray = 0
    case rgb = 2
    case palette = 3
    case grayAlpha = 4
    case rgbAlpha = 6

    /// How many numbers a pixel has.
    var numbers: Int {
      switch self {
      case .gray, .palette: 1
      case .grayAlpha: 2
      case .rgb: 3
      case .rgbAlpha: 4
      }
    }

    /// How many bits a number can have.
    var depths: [Int] {
      switch self {
      case .gray: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .rgb, .grayAlpha, .rgbAlpha: [8, 16]
      }
    }
  }

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Whether the first bytes are those of a PNG file.
  static func begins(_ file: PictureFile) -> Bool { file.bytes.starts(with: signature) }

  init(_ file: PictureFile) throws(PictureFileError) {
    self.file = file
    let header = try Chunk(file, at: PNGFile.signature.count)
    let start = header.start
    if header.name != "IHDR" || header.contents.count != 13 {
      throw file.problem(at: start, "here the header of 13 bytes, IHDR, should stand")
    }
    (width, height) = (file.number(at: start), file.number(at: start + 4))
    try file.requireSize(height: height, width: width, at: start)
    let fields = file.bytes[start + 8..<start + 13].map { Int($0) }
    depth = fields[0]
    guard let color = Color(rawValue: fields[1]), color.depths.contains(depth) else {
      throw file.problem(at: start + 8, "there is no color type \(fields[1]) with \(fields[0]) bits for each number")
    }
    if depth == 16 { throw file.problem(at: start + 8, "its numbers have 16 bits; at most 8 are supported") }
    if fields[2] != 0 || fields[3] != 0 || fields[4] > 1 {
      throw file.problem(at: start + 10, "the compression, the filters or the interlacing are unknown")
    }
    (self.color, isInterlaced) = (color, fields[4] == 1)
    try readChunks(from: header.end)
    if color == .palette && palette.isEmpty { throw file.problem("there is no palette") }
    if pieces.isEmpty { throw file.problem("there are no pixels: it has no chunk IDAT") }
  }

  private mutating func readChunks(from start: Int) throws(PictureFileError) {
    var chunk = try Chunk(file, at: start)
    while chunk.name != "IEND" {
      switch chunk.name {
      case "IDAT":
        pieces.append((stream.count, chunk.start))
        stream += chunk.contents
      case "PLTE":
        palette = Array(chunk.contents)
        if palette.isEmpty || palette.count > 3 * 256 || palette.count % 3 != 0 {
          throw file.problem(at: chunk.start, "a palette cannot have \(palette.count) bytes")
        }
      default:
        // The first letter of what cannot be left out is a capital.
        if chunk.name.first!.isUppercase {
          throw file.problem(at: chunk.start - 4, "the chunk \(chunk.name) is unknown, and needed")
        }
      }
      chunk = try Chunk(file, at: chunk.end)
    }
  }

  /// The expanded pixels, so many bytes as the header says.
  func expanded(count: Int) throws(PictureFileError) -> [UInt8] {
    let contents: [UInt8]
    do { contents = try Zlib.expanded(stream, atMost: count) } catch {
      let piece = pieces.last { $0.stream <= error.offset }!
      throw file.problem(at: piece.file + error.offset - piece.stream, error.problem)
    }
    if contents.count == count { return contents }
    throw file.problem(at: pieces[0].file, "the pixels expand to \(contents.count) bytes, but \(count) are needed")
  }

  /// Names a byte of the expanded pixels.
  func problem(inContents byte: Int, _ problem: String) -> PictureFileError {
    PictureFileError(file: file.path, byte: byte, isExpanded: true, problem: problem)
  }
}

/// A part of a PNG file: the length of its contents, its name, the contents, a checksum of the latter two.
private struct Chunk {
  let name: String
  /// Where the contents begin.
  let start: Int
  let contents: ArraySlice<UInt8>

  /// Where the next chunk begins.
  var end: Int { start + contents.count + 4 }

  init(_ file: PictureFile, at offset: Int) throws(PictureFileError) {
    let bytes = file.bytes
    if bytes.count < offset + 12 { throw file.problem(at: bytes.count, "the file ends before its last chunk, IEND") }
    let letters = bytes[offset + 4..<offset + 8]
    name = String(decoding: letters, as: UTF8.self)
    if !letters.allSatisfy({ UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 & ~0x20 }) {
      throw file.problem(at: offset + 4, "here the name of a chunk should stand, four letters")
    }
    let length = file.number(at: offset)
    start = offset + 8
    if length > bytes.count - start - 4 {
      throw file.problem(at: offset, "the chunk \(name) has \(length) bytes, but the file ends before them")
    }
    contents = bytes[start..<start + length]
    if file.number(at: start + length) != Int(Checksum.crc32(Array(bytes[offset + 4..<start + length]))) {
      throw file.problem(at: start + length, "the checksum is not that of the chunk \(name)")
    }
  }
}

extension PictureFile {
  /// A number of four bytes, the highest first.
  fileprivate func number(at offset: Int) -> Int { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
}
