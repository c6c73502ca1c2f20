import Tensors

// H·W pixels · C channels

/// A picture as files hold it: each number is a byte, 0 for none and 255 for all of a color.
public struct BytePicture: Sendable, Equatable {
  public let height: Int
  public let width: Int
  /// Of a pixel: 1 for gray, 3 for red, green and blue.
  public let channels: Int
  /// `[H, W, C]`, rows from the top.
  public let bytes: [UInt8]

  public init(_ bytes: [UInt8], height: Int, width: Int, channels: Int) {
    require(
      height > 0 && width > 0 && (channels == 1 || channels == 3) && bytes.count == height * width * channels,
      "BytePicture: \(bytes.count) bytes do not fill \(height) × \(width) pixels with \(channels) channels")
    (self.height, self.width, self.channels, self.bytes) = (height, width, channels, bytes)
  }

  /// Reads a PNG file, or a PPM or PGM file. Transparency is dropped: a transparent pixel has the color that the file holds.
  public init(contentsOf path: String) throws(PictureFileError) {
    let file = try PictureFile(contentsOf: path)
    if PNGFile.begins(file) {
      self = try PNGFile(file).picture()
    } else if NetpbmFile.begins(file) {
      self = try NetpbmFile.picture(file)
    } else {
      let isJPEG = file.bytes.starts(with: [0xFF, 0xD8, 0xFF])
      throw file.problem(at: 0, "\(isJPEG ? "it is a JPEG; " : "")only PNG, PPM and PGM files are read")
    }
  }

  /// So many are read at most: room for a picture of 90 million pixels, as Pillow has.
  public static let mostPixels = PictureFile.mostBytes / 3

  public subscript(_ row: Int, _ column: Int, _ channel: Int) -> UInt8 {
    bytes[(row * width + column) * channels + channel]
  }
}

extension PictureFile {
  /// Throws unless a picture has pixels, and no more of them in color than memory is given to: a header is easily written.
  func requireSize(height: Int, width: Int, at byte: Int) throws(PictureFileError) {
    if height < 1 || width < 1 { throw problem(at: byte, "there are no pixels") }
    let most = BytePicture.mostPixels
    if height > most / width {
      throw problem(at: byte, "\(width) × \(height) pixels are more than the \(most) that are read")
    }
  }
}
