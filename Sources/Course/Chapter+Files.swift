import Foundation
import Training

extension Chapter {
  /// Checks before the work that the files can be read and written.
  func checkFiles() throws {
    let files = options.compactMap { option -> NamedFile? in
      guard case .file(let mustExist) = option.value, let path = file(option.name) else { return nil }
      return NamedFile(option: option.name, path: path, mustExist: mustExist)
    }
    try refuseShared(files)
    for file in files {
      let (path, mustExist) = (file.path, file.mustExist)
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      if mustExist && !FileManager.default.isReadableFile(atPath: path) {
        throw UnusableFile(path: path, problem: "the file cannot be read")
      }
      if !mustExist && !FileManager.default.isWritableFile(atPath: folder) {
        throw UnusableFile(path: path, problem: "the folder cannot be written to")
      }
      let kind = try? FileManager.default.attributesOfItem(atPath: file.target)[.type] as? FileAttributeType
      if !mustExist, let kind, kind != .typeRegular {
        throw UnusableFile(path: path, problem: "it is \(kind == .typeDirectory ? "a folder" : "not a plain file")")
      }
    }
  }

  /// A file that is written may be named by one option only; a checkpoint alone is read and written again.
  private func refuseShared(_ files: [NamedFile]) throws(UsageError) {
    for (index, file) in files.enumerated() {
      for other in files[..<index] where file.isWritten || other.isWritten {
        if Set([file.option, other.option]) == ["save", "resume"] { continue }
        if file.isSame(as: other) {
          throw UsageError("--\(other.option) and --\(file.option) name the same file: \(file.path)")
        }
      }
    }
  }
}

/// A file that an option names.
private struct NamedFile {
  let option: String
  let path: String
  let mustExist: Bool

  var isWritten: Bool { !mustExist || option == "resume" }

  /// Whether both lead to one file, by whatever links.
  func isSame(as other: NamedFile) -> Bool {
    if let number, let otherNumber = other.number { return number == otherNumber }
    return target == other.target
  }

  /// The path without links and detours.
  var target: String {
    let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let folder = url.deletingLastPathComponent().resolvingSymlinksInPath()
    return folder.appendingPathComponent(url.lastPathComponent).path
  }

  /// The file's device and number, which hard links share; nil when there is no file yet.
  private var number: [Int]? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    let numbers = [FileAttributeKey.systemNumber, .systemFileNumber].compactMap { attributes?[$0] as? NSNumber }
    return numbers.count == 2 ? numbers.map(\.intValue) : nil
  }
}

/// A file that is named on the command line and cannot be opened.
struct UnusableFile: BadFile {
  let path: String
  let problem: String
  var description: String { "\(path): \(problem)" }
}
