/// The simplest pictures there are: a header in plain text, and a number for each gray (PGM) or three for each color (PPM), as
/// bytes or as text, too.
///
/// Format: the manual pages "ppm" and "pgm" of Netpbm.
struct NetpbmFile {
  private let file: PictureFile
  private var position = 2
  /// Where the number that was read last begins.
  private var start = 2

  /// Whether the first bytes are those of such a file: P2 and P3 for text, P5 and P6 for bytes.
  static func begins(_ file: PictureFile) -> Bool {
    guard file.bytes.count > 2, file.bytes[0] == UInt8(ascii: "P") else { return false }
    let behind = file.bytes[2]
    return kinds.contains(file.bytes[1]) && (isSpace(behind) || behind == UInt8(ascii: "#"))
  }

  private static let kinds = [UInt8]("2356".utf8)

  static func picture(_ file: PictureFile) throws(PictureFileError) -> BytePicture {
    var reader = NetpbmFile(file: file)
    return try reader.picture()
  }

  private mutating func picture() throws(PictureFileError) -> BytePicture {
    let kind = file.bytes[1] - UInt8(ascii: "0")
    let (isText, channels) = (kind < 4, kind % 3 == 0 ? 3 : 1)
    let (width, height) = (try number("the width"), try number("the height"))
    try file.requireSize(height: height, width: width, at: start)
    let largest = try number("the largest number")
    if !(1...255).contains(largest) {
      throw file.problem(at: start, "the largest number is \(largest); it can be from 1 to 255")
    }
    let count = height * width * channels
    var numbers: [UInt8] = []
    if isText {
      // Each number takes at least a space and a digit.
      if 2 * count > file.bytes.count - position { throw file.problem(at: position, "\(count) numbers should follow") }
      for _ in 0..<count { numbers.append(try checked(try number("a number"), largest, at: start)) }
    } else {
      guard position < file.bytes.count, NetpbmFile.isSpace(file.bytes[position]) else {
        throw file.problem(at: position, "one space or line break should stand here")
      }
      let start = position + 1
      if file.bytes.count - start < count {
        throw file.problem(at: start, "\(count) bytes should follow, but \(file.bytes.count - start) do")
      }
      numbers = Array(file.bytes[start..<start + count])
      for (index, number) in numbers.enumerated() where number > largest {
        _ = try checked(Int(number), largest, at: start + index)
      }
    }
    if largest < 255 {
      let scaled = (0...largest).map { UInt8((Double($0) / Double(largest) * 255).rounded(.toNearestOrEven)) }
      numbers = numbers.map { scaled[Int($0)] }
    }
    return BytePicture(numbers, height: height, width: width, channels: channels)
  }

  private func checked(_ number: Int, _ largest: Int, at byte: Int) throws(PictureFileError) -> UInt8 {
    if number <= largest { return UInt8(number) }
    throw file.problem(at: byte, "a number is \(number), but the largest should be \(largest)")
  }

  /// The next number in text, behind spaces and comments: these go from # to the end of the line.
  private mutating func number(_ what: String) throws(PictureFileError) -> Int {
    let bytes = file.bytes
    while position < bytes.count, NetpbmFile.isSpace(bytes[position]) || bytes[position] == UInt8(ascii: "#") {
      if bytes[position] == UInt8(ascii: "#") {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n"), bytes[position] != UInt8(ascii: "\r") {
          position += 1
        }
      } else {
        position += 1
      }
    }
    start = position
    var number = 0
    while position < bytes.count, case let digit = Int(bytes[position]) - 48, (0...9).contains(digit) {
      number = 10 * number + digit
      if number > PictureFile.mostBytes { throw file.problem(at: start, "\(what) is too large") }
      position += 1
    }
    if position == start { throw file.problem(at: start, "\(what) should stand here") }
    return number
  }

  /// Tab, line breaks, space.
  private static func isSpace(_ byte: UInt8) -> Bool { (9...13).contains(byte) || byte == 32 }
}
