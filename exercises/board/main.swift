import Display
import ExerciseChecks
import Foundation

do {
  try Command(Array(CommandLine.arguments.dropFirst())).run()
} catch {
  FileHandle.standardError.write(Data("exercises: \(error)\n".utf8))
  exit(error is BadArguments ? 64 : 65)
}
