import Foundation
import TestSupport
import Testing
import Training

/// Training that is killed, interrupted or run on other threads ends with the bytes of training that was not.
@Suite(.serialized)
struct ResumeTests {
  static let chapter = "02-training"
  private static let options = ["--steps", "300", "--seed", "5"]

  /// The bytes of the last checkpoint of a run that nobody disturbs.
  private static let undisturbed = Result {
    let folder = try TemporaryFolder()
    let run = try ChapterProcess(chapter, options + ["--save", folder.path("whole"), "--threads", "1"])
    #expect(run.wait() == 0, "\(run.errors)")
    return try folder.data("whole")
  }

  @Test func `two threads end with the bytes of one`() throws {
    let folder = try TemporaryFolder()
    let run = try ChapterProcess(Self.chapter, Self.options + ["--save", folder.path("two"), "--threads", "2"])
    #expect(run.wait() == 0, "\(run.errors)")
    #expect(try folder.data("two") == Self.undisturbed.get())
  }

  @Test func `killed at any moments and resumed, it ends with the same bytes`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("killed")
    var generator = Generator(seed: UInt64(Date().timeIntervalSince1970 * 1000))
    var (kills, resumptions) = (0, 0)
    while true {
      let exists = FileManager.default.fileExists(atPath: path)
      if exists {
        // Whatever a kill leaves under the name is whole.
        _ = try Checkpoint(contentsOf: path)
        resumptions += 1
      }
      let run = try ChapterProcess(Self.chapter, Self.options + [exists ? "--resume" : "--save", path])
      if kills < 6 {
        let before = try? folder.data("killed")
        // Some kills come soon, others right after a checkpoint was written; none of them near the end.
        if kills % 2 == 1 { _ = run.wait { (try? folder.data("killed")) != before } }
        usleep(UInt32.random(in: 0...60_000, using: &generator))
        if run.kill() != 0 { kills += 1 }
      }
      if run.wait() == 0 { break }
    }
    #expect(kills > 1 && resumptions > 0)
    #expect(try folder.data("killed") == Self.undisturbed.get())
  }

  @Test func `Ctrl-C saves, says how to go on, and what it says leads to the same bytes`() throws {
    let folder = try TemporaryFolder()
    var words = Self.options + ["--save", folder.path("cut's end")]
    var interruptions = 0
    while true {
      let run = try ChapterProcess(Self.chapter, words)
      let hasBegun = run.wait { run.output.contains("MLP: ") }
      if hasBegun && interruptions < 3 { run.interrupt() }
      let status = run.wait()
      if status == 0 { break }
      try #require(status == 130, "\(status): \(run.errors)")
      interruptions += 1
      let command = try #require(run.errors.split(separator: "\n").last?.split(separator: "to go on: ").last)
      words = try shellWords(String(command))
      #expect(words.prefix(3) == ["swift", "run", Self.chapter])
      words.removeFirst(3)
    }
    #expect(interruptions > 0)
    #expect(try folder.data("cut's end") == Self.undisturbed.get())
  }

  @Test func `without a name to save to, Ctrl-C saves beside`() throws {
    let run = try ChapterProcess(Self.chapter, ["--seed", "5"])
    #expect(run.wait { run.output.contains("MLP: ") })
    run.interrupt()
    #expect(run.wait() == 130)
    #expect(run.files == ["02-training.safetensors"])
    #expect(run.errors.contains("--seed 5 --resume") && run.errors.contains("02-training.safetensors"))
  }

  @Test func `without a name to save to, no file is replaced`() throws {
    let names = ["02-training-2.safetensors", "02-training.safetensors"]
    let run = try ChapterProcess(Self.chapter, ["--seed", "5"], files: names)
    #expect(run.wait { run.output.contains("MLP: ") })
    run.interrupt()
    #expect(run.wait() == 130)
    #expect(run.files == ["02-training-2.safetensors", "02-training-3.safetensors", "02-training.safetensors"])
    #expect(run.errors.contains("--seed 5 --resume 02-training-3.safetensors"))
  }

  @Test(arguments: [SIGHUP, SIGTERM])
  func `a closed terminal and a request to end save as Ctrl-C does`(signal: Int32) throws {
    let run = try ChapterProcess(Self.chapter, Self.options + ["--save", "x"])
    #expect(run.wait { run.output.contains("MLP: ") })
    run.send(signal)
    #expect(run.wait() == 130 && run.files == ["x"])
    #expect(run.errors.contains("--resume x"))
  }

  @Test func `a run is prolonged into another file, and its own file stays as it was`() throws {
    let folder = try TemporaryFolder()
    func train(_ words: [String]) throws -> String {
      let run = try ChapterProcess(Self.chapter, ["--quick"] + words)
      #expect(run.wait() == 0, "\(run.errors)")
      return run.output
    }
    // The number of steps is that of `--steps`, the sizes are those of `--quick`.
    #expect(try train(["--steps", "7", "--save", folder.path("seven")]).contains("7/7 steps"))
    let seven = try folder.data("seven")
    #expect(
      try train(["--steps", "9", "--resume", folder.path("seven"), "--save", folder.path("nine")]).contains("9/9"))
    #expect(try folder.data("seven") == seven)
    #expect(try Checkpoint(contentsOf: folder.path("nine")).runs == Checkpoint(contentsOf: folder.path("seven")).runs)
    #expect(try folder.data("nine") != seven)
  }

  @Test func `a checkpoint that cannot be used is refused with what and where`() throws {
    let folder = try TemporaryFolder()
    let whole = try Self.undisturbed.get()
    try whole.prefix(whole.count / 2).write(to: folder.url.appendingPathComponent("truncated"))
    try Data("garbage, garbage".utf8).write(to: folder.url.appendingPathComponent("garbage"))
    try Data().write(to: folder.url.appendingPathComponent("empty"))
    try Safetensors(tensors: ["weight": [1]]).write(to: folder.path("weights"))
    try whole.write(to: folder.url.appendingPathComponent("changed"))
    var changed = try Safetensors(contentsOf: folder.path("changed"))
    changed.tensors["linear.model.layers.1.weight"] = .zeros(96, 95)
    try changed.write(to: folder.path("changed"))
    for (name, words) in [
      ("missing", "cannot be read"), ("truncated", "outside the file"), ("garbage", "no safetensors file"),
      ("empty", "cut short"), ("weights", "holds no training run"),
      ("changed", "tensor linear.model.layers.1.weight: its shape is [96, 95], expected [96, 96]"),
    ] {
      let run = try ChapterProcess(Self.chapter, Self.options + ["--resume", folder.path(name)])
      #expect(run.wait() == 65, "\(name): \(run.errors)")
      #expect(run.errors.contains(folder.path(name)) && run.errors.contains(words), "\(name): \(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }
  }

  /// What a shell makes of a command line.
  private func shellWords(_ command: String) throws -> [String] {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "printf '%s\\n' \(command)"]
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
