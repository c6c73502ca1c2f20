import TestSupport
import Testing

/// A checkpoint is not resumed with options that would make another training of it.
@Suite(.serialized)
struct ContradictionTests {
  private static let text = String(repeating: "the dog sleeps, the cat runs. ", count: 100)
  private static let size = ["--text", "text", "--hidden", "8", "--context", "8", "--batch", "4"]

  private let folder: TemporaryFolder
  private let checkpoint: String

  /// A run of three steps with seed 5.
  init() throws {
    folder = try TemporaryFolder()
    checkpoint = folder.path("checkpoint")
    try folder.write(Self.text, to: "text")
    try folder.write(Self.text.replacing("dog", with: "god"), to: "other text")
    let run = try train(Self.size + ["--seed", "5", "--steps", "3", "--save", "checkpoint"])
    #expect(run.status == 0, "\(run.errors)")
  }

  /// Runs chapter 04; a word that names a file of the folder becomes its path.
  private func train(_ words: [String]) throws -> (status: Int32, errors: String) {
    let words = words.map { ["text", "other text", "checkpoint"].contains($0) ? folder.path($0) : $0 }
    let run = try ChapterProcess("04-lstm", words)
    return (run.wait(), run.errors)
  }

  private static let cases: [(more: [String], problem: String)] = [
    (["--seed", "6"], "--seed 5, but the command line says --seed 6"),
    (["--seed", "0"], "--seed 5, but the command line says --seed 0"),
    (["--quick"], "no --quick, but the command line says --quick"),
    (["--layers", "2"], "no --layers, but the command line says --layers 2"),
    (["--hidden", "9"], "--hidden 8, but the command line says --hidden 9"),
    (["--text", "other text"], "--text of fingerprint "),
  ]

  @Test(arguments: cases)
  func `options that contradict the checkpoint are refused with both values`(more: [String], problem: String) throws {
    let before = try folder.data("checkpoint")
    let run = try train(Self.size + ["--seed", "5", "--steps", "4", "--resume", "checkpoint"] + more)
    #expect(
      run.status == 65 && run.errors.hasPrefix("04-lstm: \(checkpoint): it was trained with \(problem)"),
      "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(try folder.data("checkpoint") == before)
  }

  @Test func `the same options go on, whatever the steps, the threads and the pictures`() throws {
    let free = ["--steps", "4", "--threads", "1", "--json", "--pictures", folder.path("pictures")]
    let run = try train(Self.size + ["--seed", "5", "--resume", "checkpoint"] + free)
    #expect(run.status == 0, "\(run.errors)")
  }
}
