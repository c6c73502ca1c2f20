import Foundation

/// A file that could not be written, and why.
public struct WriteError: Error, Equatable, CustomStringConvertible {
  public let path: String
  public let reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String { "cannot write \(path): \(reason)" }
}

/// Writes a file such that a crash at any moment leaves the old one or the new one, whole.
///
/// The bytes go to a temporary file in the same folder, reach the disk, and only then take over the name.
public func writeAtomically(_ data: Data, to path: String) throws(WriteError) {
  let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
  let mode = try modeToKeep(target.path, as: path)
  let folder = target.deletingLastPathComponent().path
  let prefix = ".\(target.lastPathComponent.prefix(40))."
  removeLeftovers(prefix, in: folder)
  let temporary = "\(folder)/\(prefix)\(getpid())-\(UUID().uuidString.prefix(8)).tmp"

  signal(SIGXFSZ, SIG_IGN)  // a file that grows too large is then an error and not the end of the process
  let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
  guard file >= 0 else { throw WriteError(path: path, reason: Platform.lastError) }
  var failure: String?
  if let mode, fchmod(file, mode) != 0 { failure = Platform.lastError }
  if failure == nil, !Platform.write(data, to: file) { failure = Platform.lastError }
  if failure == nil, !syncToDisk(fileDescriptor: file) { failure = Platform.lastError }
  if close(file) != 0, failure == nil { failure = Platform.lastError }
  if failure == nil, rename(temporary, target.path) != 0 { failure = Platform.lastError }
  if let failure {
    unlink(temporary)
    throw WriteError(path: path, reason: failure)
  }
  syncFolder(folder)
}

/// Makes a folder unless there is one; the folder that it goes into must exist.
public func makeFolder(_ path: String) throws(WriteError) {
  if mkdir(path, 0o777) != 0, errno != EEXIST { throw WriteError(path: path, reason: Platform.lastError) }
}

/// Removes the temporary files of processes that were killed inside a save.
private func removeLeftovers(_ prefix: String, in folder: String) {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  for name in names where name.hasPrefix(prefix) && name.hasSuffix(".tmp") {
    let process = name.dropFirst(prefix.count).split(separator: "-").first.flatMap { pid_t($0) }
    if let process, process > 0, kill(process, 0) != 0, errno == ESRCH { unlink("\(folder)/\(name)") }
  }
}

/// The permissions of the file to be replaced, or nil when there is none.
///
/// Only plain files are replaced: renaming over `/dev/null` would succeed for root, and break the system.
private func modeToKeep(_ target: String, as path: String) throws(WriteError) -> mode_t? {
  var info = stat()
  guard stat(target, &info) == 0 else { return nil }
  switch info.st_mode & S_IFMT {
  case S_IFREG: return info.st_mode & 0o7777
  case S_IFDIR: throw WriteError(path: path, reason: "it is a folder")
  default: throw WriteError(path: path, reason: "it is not a plain file")
  }
}

/// The new name lives in the folder, so the folder must reach the disk too. Some file systems cannot; the file is whole then as well.
private func syncFolder(_ folder: String) {
  let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  syncToDisk(fileDescriptor: descriptor)
  close(descriptor)
}
