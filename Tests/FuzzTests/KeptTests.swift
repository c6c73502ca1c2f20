import Foundation
import TestSupport
import Testing

/// Input that once trapped a program, ate its memory, or ended it with the wrong exit code.
struct KeptTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let chapter: String
    let words: [String]
    var file: @Sendable () -> [UInt8] = { [] }
    let status: Int32
    var testDescription: String { "\(chapter) \(words.joined(separator: " "))" }
  }

  /// `FILE` stands for a file with the bytes.
  static let cases = [
    Case(chapter: "00-tensors", words: ["--threads", "9223372036854775807"], status: 64),
    Case(chapter: "00-tensors", words: ["--threads", "100000"], status: 64),
    Case(
      chapter: "04-lstm", words: ["--text", "FILE", "--hidden", "9223372036854775807"], file: { text }, status: 64),
    Case(chapter: "04-lstm", words: ["--text", "FILE", "--batch", "1000000"], file: { text }, status: 64),
    Case(chapter: "04-lstm", words: ["--text", "FILE", "--learning-rate", "1e38"], file: { text }, status: 64),
    Case(chapter: "04-lstm", words: ["--text", "/dev/zero"], status: 65),
    Case(chapter: "08-encoderdecoder", words: ["--beam", "9223372036854775807"], status: 64),
    Case(
      chapter: "08-encoderdecoder", words: ["--tsv", "FILE"],
      file: { Array("a\tb\n\(String(repeating: "x ", count: 4000))\tb\n".utf8) }, status: 65),
    // A shape of 49 million zeros, and a header of as many.
    Case(
      chapter: "02-training", words: ["--resume", "FILE"],
      file: {
        header("{\"a\":{\"dtype\":\"F32\",\"shape\":[" + String(repeating: "0,", count: 24_500_000) + "0]}}")
      }, status: 65),
    Case(
      chapter: "02-training", words: ["--resume", "FILE"],
      file: { header(String(repeating: "\0", count: 49_000_000)) }, status: 65),
    Case(chapter: "exercises", words: ["hint", "00.1", "-9223372036854775808"], status: 64),
  ]

  private static let text = Array(String(repeating: "the dog sleeps. ", count: 100).utf8)

  private static func header(_ json: String) -> [UInt8] { Array(safetensorsBytes(header: json.utf8)) }

  @Test(arguments: cases)
  func `it is refused in one line`(case: Case) throws {
    let folder = try TemporaryFolder()
    try Data(`case`.file()).write(to: folder.url.appendingPathComponent("file"))
    let words = `case`.words.map { $0 == "FILE" ? folder.path("file") : $0 }
    let start = Date()
    let run = try ChapterProcess(`case`.chapter, words)
    #expect(run.wait() == `case`.status, "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    #expect(Date().timeIntervalSince(start) < 10)
  }
}
