import Foundation
import Training

extension Chapter {
  /// Checks before the work that files and folders can be read and written.
  func checkFiles() throws {
    var (files, folders): ([NamedFile], [NamedFile]) = ([], [])
    for option in options {
      guard let path = file(option.name) else { continue }
      func named(_ mustExist: Bool) -> NamedFile { NamedFile(option: option.name, path: path, mustExist: mustExist) }
      switch option.value {
      case .file(let mustExist): files.append(named(mustExist))
      case .folder: folders.append(named(false))
      case .sourceFolder: folders.append(named(true))
      case .none, .integer, .number, .text: break
      }
    }
    let pictures = folders.first { $0.option == "pictures" }
    try refuseShared(files)
    try refuseShared(folders)
    try refuseInside(folders, files)
    if let pictures { try refusePictures(in: pictures, over: files) }
    for file in files { try check(file, isKind: .typeRegular) }
    for folder in folders where folder.isWritten { try check(folder, isKind: .typeDirectory) }
  }

  /// A file or folder that is written may be named by one option only; a checkpoint alone is read and written again.
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

  /// A file may not be written into the folder of a model, whose weights it could replace.
  private func refuseInside(_ folders: [NamedFile], _ files: [NamedFile]) throws(UsageError) {
    for folder in folders where folder.option != "pictures" {
      if let file = files.first(where: { $0.isWritten && $0.folder == folder.target }) {
        throw UsageError("--\(file.option) is in the folder of --\(folder.option): \(file.path)")
      }
    }
  }

  /// A picture may not take the place of a file that another option names, there already or yet to be written.
  private func refusePictures(in folder: NamedFile, over files: [NamedFile]) throws(UsageError) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let pictures = names.filter { $0.lowercased().hasSuffix(".svg") }.map { folder.path + "/" + $0 }
    for file in files {
      let isInFolder = file.target.lowercased().hasSuffix(".svg") && file.folder == folder.target
      let isPicture = pictures.contains { file.isSame(as: NamedFile(option: "pictures", path: $0, mustExist: false)) }
      if isInFolder || isPicture || file.isSame(as: folder) {
        throw UsageError("--\(file.option) and --pictures name the same file: \(file.path)")
      }
    }
  }

  private func check(_ file: NamedFile, isKind wanted: FileAttributeType) throws(UnusableFile) {
    func refuse(_ problem: String) throws(UnusableFile) { throw UnusableFile(file.path, problem) }
    let kind = try? FileManager.default.attributesOfItem(atPath: file.target)[.type] as? FileAttributeType
    if file.mustExist {
      if !FileManager.default.isReadableFile(atPath: file.path) { try refuse("the file cannot be read") }
      return
    }
    if let kind, kind != wanted {
      let isFolder = (kind == .typeDirectory, wanted == .typeDirectory)
      try refuse(isFolder.1 ? "it is no folder" : isFolder.0 ? "it is a folder" : "it is not a plain file")
    }
    let folder = kind == .typeDirectory ? file.target : file.folder
    let parent = try? FileManager.default.attributesOfItem(atPath: folder)[.type] as? FileAttributeType
    if parent != .typeDirectory || !FileManager.default.isWritableFile(atPath: folder) {
      try refuse("the folder cannot be written to")
    }
  }
}

/// A file that an option names, or the folder of the pictures.
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

  /// The folder that the file is in, or will be.
  var folder: String { URL(fileURLWithPath: target).deletingLastPathComponent().path }

  /// The file's device and number, which hard links share; nil when there is no file yet.
  private var number: [Int]? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    let numbers = [FileAttributeKey.systemNumber, .systemFileNumber].compactMap { attributes?[$0] as? NSNumber }
    return numbers.count == 2 ? numbers.map(\.intValue) : nil
  }
}
