import Foundation
import TestSupport
import Testing
import Training

/// Ctrl-C ends a program soon, whatever it is doing, and nothing is lost.
@Suite(.serialized)
struct InterruptTests {
  /// Half a second is promised; other tests run at the same time here.
  private static let patience = 2.0

  private func seconds(toEnd run: ChapterProcess) -> Double {
    let start = Date()
    run.interrupt()
    #expect(run.wait() == 130, "\(run.errors)")
    return Date().timeIntervalSince(start)
  }

  /// Steps of several seconds: the end of one is not waited for.
  @Test func `in the midst of a long step, the steps before are saved`() throws {
    let folder = try TemporaryFolder()
    let text = try folder.write(String(repeating: "the dog sleeps, the cat runs. ", count: 20_000), to: "text")
    let size = ["--text", text, "--hidden", "1024", "--context", "1024", "--batch", "64", "--steps", "1000"]
    let first = try ChapterProcess("04-lstm", size + ["--save", folder.path("x")])
    #expect(first.wait { first.output.contains("parameters") })
    usleep(300_000)
    #expect(seconds(toEnd: first) < Self.patience)
    #expect(first.errors == "04-lstm: stopped; no step was made yet\n")
    #expect(!FileManager.default.fileExists(atPath: folder.path("x")))
  }

  @Test(arguments: ["03-rnn", "04-lstm", "05-attention", "06-tokens", "07-transformer", "08-encoderdecoder"])
  func `at any moment it takes no longer than that`(chapter: String) throws {
    let folder = try TemporaryFolder()
    let run = try ChapterProcess(chapter, ["--save", folder.path("x")])
    #expect(run.wait { run.output.contains("1. ") })
    usleep(UInt32.random(in: 0..<1_000_000))
    #expect(seconds(toEnd: run) < Self.patience)
    #expect(run.errors.hasPrefix("\(chapter): stopped"))
    if run.errors.contains("--resume") { #expect(try !Checkpoint(contentsOf: folder.path("x")).runs.isEmpty) }
  }
}
