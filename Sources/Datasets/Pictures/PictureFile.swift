import Display
import Tensors

/// Why a file of pictures or labels cannot be used.
public struct PictureFileError: BadFile, Equatable {
  public let file: String

  /// The byte, from 0; nil when the problem concerns the whole file.
  public let byte: Int?
  /// Whether the byte is one of what a compressed file expands to.
  public let isExpanded: Bool
  public let problem: String

  public init(file: String, byte: Int? = nil, isExpanded: Bool = false, problem: String) {
    (self.file, self.byte, self.isExpanded, self.problem) = (file, byte, isExpanded, problem)
  }

  public var description: String {
    let position = byte.map { ", byte \($0)\(isExpanded ? " of the contents" : "")" } ?? ""
    return "\(file)\(position): \(problem)"
  }
}

/// The bytes of a file, expanded if it is one of gzip.
struct PictureFile {
  let path: String
  let bytes: [UInt8]
  private let isExpanded: Bool

  /// Pictures take four times as many bytes in memory: this is room for 340,000 of MNIST.
  static let mostBytes = 1 << 28

  init(contentsOf path: String) throws(PictureFileError) {
    self.path = path
    let stored: [UInt8]
    do {
      stored = Array(try contents(ofRegularFile: path, options: .alwaysMapped, atMost: PictureFile.mostBytes))
    } catch { throw PictureFileError(file: path, problem: error.description) }
    isExpanded = Gzip.isCompressed(stored)
    do {
      bytes = isExpanded ? try Gzip.expanded(stored, atMost: PictureFile.mostBytes) : stored
    } catch { throw PictureFileError(file: path, byte: error.offset, problem: error.problem) }
  }

  func problem(at byte: Int? = nil, _ problem: String) -> PictureFileError {
    PictureFileError(file: path, byte: byte, isExpanded: isExpanded && byte != nil, problem: problem)
  }

  /// Throws when a byte is no class.
  func requireLabel(at offset: Int, below classCount: Int) throws(PictureFileError) {
    if bytes[offset] < classCount { return }
    throw problem(at: offset, "the label is \(bytes[offset]), but there are \(classCount) classes")
  }
}

/// What a byte is as a number 0…1.
func share(of byte: UInt8) -> Scalar { Scalar(byte) / 255 }
