/// Expands what zlib, gzip and PNG compress by DEFLATE: bytes, and references to a distance back where the same ones stand.
///
/// Format: Deutsch, "DEFLATE compressed data format specification version 1.3", RFC 1951.
struct Inflater {
  private(set) var reader: BitReader
  private(set) var output: [UInt8] = []
  /// The most bytes that are put out: a few kilobytes can expand to gigabytes.
  private let limit: Int

  /// - Parameter offset: Where the compressed data begin.
  init(_ bytes: [UInt8], from offset: Int = 0, atMost limit: Int) {
    reader = BitReader(bytes, from: offset)
    self.limit = limit
  }

  /// Expands all blocks, and stops at the byte after the last one.
  mutating func expand() throws(InflateError) {
    var isLast = false
    while !isLast {
      isLast = try reader.read(1) == 1
      switch try reader.read(2) {
      case 0: try copyStoredBlock()
      case 1: try expandBlock(Inflater.fixedCodes)
      case 2: try expandBlock(try readCodes())
      default: throw reader.problem("there is no block of type 3")
      }
    }
    reader.alignToByte()
  }

  private mutating func put(_ byte: UInt8) throws(InflateError) {
    if output.count == limit { throw reader.problem("it expands to more than \(limit) bytes") }
    output.append(byte)
  }

  private mutating func copyStoredBlock() throws(InflateError) {
    reader.alignToByte()
    let length = try reader.read(16)
    if try reader.read(16) != ~length & 0xFFFF {
      throw reader.problem("the length of a stored block and its complement do not agree")
    }
    for _ in 0..<length { try put(UInt8(try reader.read(8))) }
  }

  private mutating func expandBlock(_ codes: Codes) throws(InflateError) {
    while true {
      let symbol = try codes.lengths.symbol(from: &reader)
      if symbol < 256 {
        try put(UInt8(symbol))
      } else if symbol == 256 {
        return
      } else {
        let length = try number(symbol - 257, in: Inflater.lengths)
        let distance = try number(try codes.distances.symbol(from: &reader), in: Inflater.distances)
        if distance > output.count { throw reader.problem("it refers to bytes before the first one") }
        // The copy may overlap itself: then what it has written repeats.
        for _ in 0..<length { try put(output[output.count - distance]) }
      }
    }
  }

  /// The number that a symbol and the bits after it stand for.
  private mutating func number(_ symbol: Int, in ranges: [NumberRange]) throws(InflateError) -> Int {
    guard ranges.indices.contains(symbol) else { throw reader.problem("there is no such length or distance") }
    return ranges[symbol].first + (try reader.read(ranges[symbol].extraBits))
  }
}

// MARK: The codes

extension Inflater {
  /// Of bytes, the end and lengths; and of distances.
  private typealias Codes = (lengths: HuffmanCode, distances: HuffmanCode)

  private static let fixedCodes: Codes = (
    HuffmanCode(lengths: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })!,
    HuffmanCode(lengths: [Int](repeating: 5, count: 30))!
  )

  /// The codes at the start of a block, themselves compressed: their lengths, with repetitions, by a third code.
  private mutating func readCodes() throws(InflateError) -> Codes {
    let (lengthCount, distanceCount, count) = (try reader.read(5) + 257, try reader.read(5) + 1, try reader.read(4) + 4)
    var lengthsOfLengths = [Int](repeating: 0, count: 19)
    for symbol in Inflater.order.prefix(count) { lengthsOfLengths[symbol] = try reader.read(3) }
    let code = try huffmanCode(lengthsOfLengths)
    var lengths: [Int] = []
    while lengths.count < lengthCount + distanceCount {
      let symbol = try code.symbol(from: &reader)
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw reader.problem("there is no code length to be repeated") }
        lengths += [Int](repeating: last, count: 3 + (try reader.read(2)))
      case 17: lengths += [Int](repeating: 0, count: 3 + (try reader.read(3)))
      case 18: lengths += [Int](repeating: 0, count: 11 + (try reader.read(7)))
      default: lengths.append(symbol)
      }
    }
    if lengths.count > lengthCount + distanceCount { throw reader.problem("there are more code lengths than codes") }
    return (try huffmanCode(Array(lengths[..<lengthCount])), try huffmanCode(Array(lengths[lengthCount...])))
  }

  private func huffmanCode(_ lengths: [Int]) throws(InflateError) -> HuffmanCode {
    guard let code = HuffmanCode(lengths: lengths) else { throw reader.problem("there are not so many short codes") }
    return code
  }

  /// The order in which the lengths of the third code are given: those that are often 0 last.
  private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  /// A symbol stands for 2^extraBits numbers, of which bits in the data choose one.
  private typealias NumberRange = (first: Int, extraBits: Int)

  /// Numbers from `first` on: symbols without extra bits, then as many with one, with two, …
  private static func ranges(from first: Int, _ extraBits: [Int]) -> [NumberRange] {
    var next = first
    return extraBits.map { bits in
      defer { next += 1 << bits }
      return (next, bits)
    }
  }

  /// From 3 on; the longest, 258, has a symbol of its own.
  private static let lengths = ranges(from: 3, [0, 0, 0, 0] + (0..<24).map { $0 / 4 }) + [(258, 0)]

  /// From 1 to 32,768.
  private static let distances = ranges(from: 1, [0, 0] + (0..<28).map { $0 / 2 })
}
