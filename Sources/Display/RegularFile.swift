import Foundation

/// Why nothing can be read from a path.
public struct FileProblem: Error, CustomStringConvertible {
  public let description: String
}

/// The bytes of a regular file, links followed. A device or a pipe may never end, so none is read.
///
/// - Parameter bytes: Longer files are refused unread when `options` map them.
public func contents(
  ofRegularFile path: String, options: Data.ReadingOptions = [], atMost bytes: Int = .max
) throws(FileProblem) -> Data {
  let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
  let kind = try? FileManager.default.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType
  switch kind {
  case .typeRegular:
    guard let data = try? Data(contentsOf: url, options: options) else {
      throw FileProblem(description: "the file cannot be read")
    }
    if data.count <= bytes { return data }
    throw FileProblem(description: "the file has \(data.count) bytes, more than the \(bytes) that are read")
  case nil: throw FileProblem(description: "the file cannot be read")
  case .typeDirectory: throw FileProblem(description: "it is a folder")
  default: throw FileProblem(description: "it is a device or a pipe, not a file")
  }
}

/// The text of a regular file in UTF-8.
///
/// - Parameter bytes: Longer files are refused unread: a text in memory takes many times its bytes.
public func text(ofRegularFile path: String, atMost bytes: Int = 1 << 30) throws(FileProblem) -> String {
  let data = try contents(ofRegularFile: path, options: .alwaysMapped, atMost: bytes)
  guard let text = String(validating: data, as: UTF8.self) else {
    throw FileProblem(description: "the file is not UTF-8 text")
  }
  return text
}
