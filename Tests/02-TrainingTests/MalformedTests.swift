import Foundation
import TestSupport
import Testing

@testable import Training

/// Files that lie: each is refused for the right reason, before anything is allocated on its word.
struct MalformedTests {
  struct Lie: Sendable, CustomTestStringConvertible {
    let name: String
    let header: String
    var body = 0
    var tensor: String?
    let problem: SafetensorsError.Problem
    var testDescription: String { name }
  }

  private static func entry(_ shape: String, _ offsets: String, dtype: String = "F32") -> String {
    "{\"dtype\": \"\(dtype)\", \"shape\": \(shape), \"data_offsets\": \(offsets)}"
  }

  private static func lie(
    _ name: String, _ entries: [(String, String)], body: Int, _ tensor: String, _ problem: SafetensorsError.Problem
  ) -> Lie {
    let header = "{" + entries.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
    return Lie(name: name, header: header, body: body, tensor: tensor, problem: problem)
  }

  static let positions = [
    lie("reversed", [("a", entry("[2]", "[8, 0]"))], body: 8, "a", .offsetsOutsideFile([8, 0])),
    lie("outside", [("a", entry("[25]", "[0, 100]"))], body: 8, "a", .offsetsOutsideFile([0, 100])),
    lie("negative", [("a", entry("[4]", "[-8, 8]"))], body: 8, "a", .offsetsOutsideFile([-8, 8])),
    lie("three offsets", [("a", entry("[2]", "[0, 4, 8]"))], body: 8, "a", .offsetsOutsideFile([0, 4, 8])),
    lie("no offsets", [("a", entry("[2]", "[]"))], body: 8, "a", .offsetsOutsideFile([])),
    lie(
      "largest offset", [("a", entry("[2]", "[0, 9223372036854775807]"))], body: 8, "a",
      .offsetsOutsideFile([0, .max])),
    lie(
      "overlap", [("b", entry("[2]", "[4, 12]")), ("a", entry("[2]", "[0, 8]"))], body: 12, "b",
      .overlapsOrLeavesGap(at: 8)),
    lie(
      "the same position twice", [("a", entry("[2]", "[0, 8]")), ("b", entry("[2]", "[0, 8]"))], body: 8, "b",
      .overlapsOrLeavesGap(at: 8)),
    lie(
      "gap", [("a", entry("[2]", "[0, 8]")), ("b", entry("[2]", "[12, 20]"))], body: 20, "b",
      .overlapsOrLeavesGap(at: 8)),
    lie("late start", [("a", entry("[1]", "[4, 8]"))], body: 8, "a", .overlapsOrLeavesGap(at: 0)),
  ]

  static let shapes = [
    lie("too few bytes", [("a", entry("[3]", "[0, 8]"))], body: 8, "a", .offsetsDoNotFitShape([0, 8], shape: [3])),
    lie(
      "a negative extent", [("a", entry("[-2]", "[0, 8]"))], body: 8, "a", .offsetsDoNotFitShape([0, 8], shape: [-2])),
    lie(
      "two negative extents", [("a", entry("[-2, -1]", "[0, 8]"))], body: 8, "a",
      .offsetsDoNotFitShape([0, 8], shape: [-2, -1])),
    lie(
      "a product that wraps round to zero", [("a", entry("[4611686018427387904, 4]", "[0, 0]"))], body: 0, "a",
      .offsetsDoNotFitShape([0, 0], shape: [1 << 62, 4])),
    lie(
      "a product that wraps round to eight", [("a", entry("[4611686018427387905, 2]", "[0, 8]"))], body: 8, "a",
      .offsetsDoNotFitShape([0, 8], shape: [1 << 62 + 1, 2])),
    lie(
      "a huge extent beside a zero", [("a", entry("[9223372036854775807, 0]", "[0, 0]"))], body: 0, "a",
      .offsetsDoNotFitShape([0, 0], shape: [.max, 0])),
    lie("quarter numbers", [("a", entry("[8]", "[0, 8]", dtype: "F8"))], body: 8, "a", .unknownNumberType("F8")),
    lie(
      "half numbers of four bytes", [("a", entry("[2]", "[0, 8]", dtype: "F16"))], body: 8, "a",
      .offsetsDoNotFitShape([0, 8], shape: [2])),
    lie("whole numbers", [("a", entry("[1]", "[0, 8]", dtype: "I64"))], body: 8, "a", .unknownNumberType("I64")),
  ]

  static let forms = [
    lie("no shape", [("a", "{\"dtype\": \"F32\", \"data_offsets\": [0, 8]}")], body: 8, "a", .malformedEntry),
    lie("a shape that is a word", [("a", entry("\"2\"", "[0, 8]"))], body: 8, "a", .malformedEntry),
    lie("half an extent", [("a", entry("[1.5]", "[0, 6]"))], body: 6, "a", .malformedEntry),
    lie("an extent beyond any integer", [("a", entry("[1e30]", "[0, 8]"))], body: 8, "a", .malformedEntry),
    lie("an entry that is a list", [("b", "[1, 2]")], body: 8, "b", .malformedEntry),
    lie("an entry that is null", [("b", "null")], body: 8, "b", .malformedEntry),
    lie("an entry with more than it should", [("b", "{\"dtype\": \"F32\", \"x\": 1}")], body: 8, "b", .malformedEntry),
    lie("deep objects", [("a", String(repeating: "{\"a\":", count: 100_000))], body: 8, "a", .malformedEntry),
    lie("a deep list", [("a", String(repeating: "[", count: 100_000))], body: 8, "a", .malformedEntry),
    lie(
      "a shape of millions of zeros", [("a", entry("[" + String(repeating: "0,", count: 1 << 22) + "0]", "[0, 0]"))],
      body: 0, "a", .malformedEntry),
  ]

  static let headers: [Lie] = [
    ("a list", "[]"), ("a word", "\"x\""), ("a number", "3"), ("null", "null"), ("nothing", ""), ("blanks", "    "),
    ("not JSON", "{\"a\" "), ("two objects", "{}{}"), ("metadata of numbers", "{\"__metadata__\": {\"step\": 3}}"),
    ("metadata as a word", "{\"__metadata__\": \"x\"}"), ("deep lists", String(repeating: "[", count: 100_000)),
    ("a comma too many", "{\"a\": \(entry("[2]", "[0, 8]")),}"), ("an open name", "{\"a"),
    ("a bad escape", "{\"\\x\": 3}"),
    ("zeros", String(repeating: "\0", count: 1 << 20)),
  ].map { Lie(name: $0.0, header: $0.1, problem: .headerIsNotJSON) }

  @Test(arguments: positions + shapes + forms + headers)
  func `a lie is refused, with the reason, the file and the tensor`(lie: Lie) {
    let expected = SafetensorsError(file: "lie.safetensors", tensor: lie.tensor, lie.problem)
    #expect(throws: expected) { try Self.read(header: Data(lie.header.utf8), body: lie.body) }
    #expect(expected.description.hasPrefix("lie.safetensors: "))
    #expect(lie.tensor.map { expected.description.contains("tensor \($0): ") } ?? true)
  }

  @Test(arguments: [
    (UInt64.max, SafetensorsError.Problem.headerTooLong(.max)), (1 << 63, .headerTooLong(.max)),
    (100_000_001, .headerTooLong(100_000_001)), (100_000_000, .truncated(has: 24, needs: 100_000_008)),
    (17, .truncated(has: 24, needs: 25)),
  ])
  func `a header that claims too much is not believed`(length: UInt64, problem: SafetensorsError.Problem) {
    var data = Data((0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) })
    data.append(contentsOf: [UInt8](repeating: 32, count: 16))
    #expect(throws: SafetensorsError(file: "x", problem)) { try Safetensors(data, path: "x", exactly: true) }
  }

  @Test func `a header that is not UTF-8 is refused`() {
    let header = Data("{\"".utf8) + [0xFF, 0xFE, 0xC0] + Data("\": {}}".utf8)
    #expect(throws: SafetensorsError(file: "lie.safetensors", .headerIsNotJSON)) {
      try Self.read(header: header, body: 0)
    }
  }

  @Test func `the truth is read`() throws {
    let header = "{\"a\": \(Self.entry("[2]", "[0, 8]")), \"zero\": \(Self.entry("[0, 3]", "[8, 8]"))}   "
    let file = try Self.read(header: Data(header.utf8), body: 8)
    #expect(file.tensors == ["a": [0, 0], "zero": .zeros(0, 3)])
  }

  private static func read(header: Data, body: Int) throws -> Safetensors {
    let data = safetensorsBytes(header: header, body: Data(count: body))
    return try Safetensors(data, path: "lie.safetensors", exactly: false)
  }
}
