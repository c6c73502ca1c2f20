import Foundation

/// Reads the JSON of a header, byte after byte, and nothing but the form that the format has.
///
/// A reader of any JSON builds a tree of it first, which takes many times the memory of a hostile file.
struct HeaderScanner {
  /// The header is not of the form, or one entry of it is not.
  struct Malformed: Error { var entry: String? }

  /// More axes or offsets than any tensor has.
  private static let longestList = 32

  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: Data) { self.bytes = Array(bytes) }

  mutating func header() throws(Malformed) -> (entries: [String: TensorEntry], metadata: [String: String]) {
    var entries: [String: TensorEntry] = [:]
    var metadata: [String: String] = [:]
    try members { scanner, name throws(Malformed) in
      if name == "__metadata__" {
        try scanner.members { scanner, key throws(Malformed) in metadata[key] = try scanner.string() }
      } else {
        do { entries[name] = try scanner.entry() } catch { throw Malformed(entry: name) }
      }
    }
    skipBlanks()
    if index < bytes.count { throw Malformed() }
    return (entries, metadata)
  }

  private mutating func entry() throws(Malformed) -> TensorEntry {
    var (dtype, shape, offsets) = (nil as String?, nil as [Int]?, nil as [Int]?)
    try members { scanner, key throws(Malformed) in
      switch key {
      case "dtype": dtype = try scanner.string()
      case "shape": shape = try scanner.integers()
      case "data_offsets": offsets = try scanner.integers()
      default: throw Malformed()
      }
    }
    guard let dtype, let shape, let offsets else { throw Malformed() }
    return TensorEntry(dtype: dtype, shape: shape, data_offsets: offsets)
  }

  /// An object: `member` reads the value of each name.
  private mutating func members(
    _ member: (inout HeaderScanner, String) throws(Malformed) -> Void
  ) throws(Malformed) {
    try take("{")
    if has("}") { return }
    repeat {
      let name = try string()
      try take(":")
      try member(&self, name)
    } while has(",")
    try take("}")
  }

  private mutating func integers() throws(Malformed) -> [Int] {
    var numbers: [Int] = []
    try take("[")
    if has("]") { return [] }
    repeat {
      if numbers.count == HeaderScanner.longestList { throw Malformed() }
      numbers.append(try integer())
    } while has(",")
    try take("]")
    return numbers
  }

  private mutating func integer() throws(Malformed) -> Int {
    skipBlanks()
    let digits = bytes[index...].prefix(20).prefix { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
    index += digits.count
    guard let number = Int(String(decoding: digits, as: UTF8.self)) else { throw Malformed() }
    return number
  }

  private mutating func string() throws(Malformed) -> String {
    try take("\"")
    let start = index
    var isEscaped = false
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      let isBackslash = bytes[index] == UInt8(ascii: "\\")
      isEscaped = isEscaped || isBackslash
      index += isBackslash ? 2 : 1
    }
    guard index < bytes.count else { throw Malformed() }
    let quoted = bytes[start - 1...index]
    index += 1
    let text =
      isEscaped
      ? try? JSONDecoder().decode(String.self, from: Data(quoted))
      : String(validating: quoted.dropFirst().dropLast(), as: UTF8.self)
    guard let text else { throw Malformed() }
    return text
  }

  private mutating func take(_ sign: Unicode.Scalar) throws(Malformed) { if !has(sign) { throw Malformed() } }

  /// Whether the next byte is this one, which is then taken.
  private mutating func has(_ sign: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard index < bytes.count, bytes[index] == UInt8(ascii: sign) else { return false }
    index += 1
    return true
  }

  private mutating func skipBlanks() {
    while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
  }
}
