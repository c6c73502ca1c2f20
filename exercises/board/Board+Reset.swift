import Display
import ExerciseChecks
import Foundation

extension Board {
  /// Empties a file of answers, after keeping a copy.
  func reset(_ chapter: Chapter, isConfirmed: Bool) throws {
    if try chapter.isBlank() { return say("\(chapter.mine) is blank already.") }
    guard isConfirmed else {
      throw BadArguments(
        "\(chapter.mine) has answers in it; `reset \(chapter.number) discard` puts them aside and empties it")
    }
    let backup = try keepBackup(of: chapter)
    try writeAtomically(Data(chapter.blank().utf8), to: chapter.mine.location.path)
    say("\(chapter.mine) is blank again. Your answers are kept in \(backup)")
  }

  /// Copies the answers to the first free name: `exercises/.backups/MyTensors-1.swift`.
  private func keepBackup(of chapter: Chapter) throws -> SourceFile {
    let (text, folder) = (try chapter.mine.text(), "exercises/.backups")
    try FileManager.default.createDirectory(
      at: chapter.root.appending(path: folder), withIntermediateDirectories: true)
    var number = 1
    while true {
      let backup = SourceFile("\(folder)/\(chapter.mine.name)-\(number).swift", in: chapter.root)
      do {
        try Data(text.utf8).write(to: backup.location, options: .withoutOverwriting)
        return backup
      } catch CocoaError.fileWriteFileExists {
        number += 1
      }
    }
  }
}
