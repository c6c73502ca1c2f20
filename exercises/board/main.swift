import Display
import ExerciseChecks
import Foundation

do {
  let words = Array(CommandLine.arguments.dropFirst())
  let programs = Bundle.main.executableURL!.resolvingSymlinksInPath().deletingLastPathComponent()
  let judge = Judge(
    programs: programs, builder: words.contains("--skip-build") ? nil : Builder(programs: programs))
  var board = Board(report: judge.report)
  if Screen.isInteractive { board.ask = { ask($0) } }
  exit(try board.run(Command(words.filter { $0 != "--skip-build" })))
} catch {
  FileHandle.standardError.write(Data("exercises: \(error)\n".utf8))
  exit(error is BadArguments ? 64 : 65)
}
