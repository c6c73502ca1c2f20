import TestSupport
import Testing

@testable import Course

/// A digest changes with any bit of a model's parameters, and with nothing else.
struct DigestTests {
  private struct Pair: Module {
    let first: Variable
    let second: Variable
  }

  private struct Renamed: Module {
    let first: Variable
    let other: Variable
  }

  private let a: Tensor = [[1, 2], [3, 4]]
  private let b: Tensor = [0.5, -0.5]

  private func digest(_ first: Tensor, _ second: Tensor) -> String {
    Chapter.digest(of: Pair(first: Variable(first), second: Variable(second)))
  }

  @Test(arguments: [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)])
  func `the hash is that of its authors`(text: String, value: UInt64) {
    var hash = FNV1a()
    hash.add(text.utf8)
    #expect(hash.value == value)
  }

  #if !Double  // in Double the bits are others
    @Test func `the digest of given numbers is the same on every machine`() {
      #expect(digest(a, b) == "b5c4054e")
    }
  #endif

  @Test func `the last bit of one number, its sign, its position, the shape and the name all count`() {
    let digests = [
      digest(a, b), digest(a, Tensor([0.5, Scalar(-0.5).nextUp])), digest(a, [0.5, 0.5]), digest(a, [-0.5, 0.5]),
      digest([[0, 2], [3, 4]], b), digest([[-0.0, 2], [3, 4]], b), digest([1, 2, 3, 4], b), digest(b, a),
      Chapter.digest(of: Renamed(first: Variable(a), other: Variable(b))),
    ]
    #expect(Set(digests).count == digests.count && digests.allSatisfy { $0.count == 8 })
    #expect(digest(a, b) == digests[0])
  }

  @Test func `trained weights have one digest on 1, 2 and 3 threads, and another for another seed`() throws {
    let lines = try [["1", "0"], ["2", "0"], ["3", "0"], ["1", "1"]].map { words in
      let run = try ChapterProcess("02-training", ["--steps", "3", "--threads", words[0], "--seed", words[1]])
      #expect(run.wait() == 0, "\(run.errors)")
      return try #require(run.output.split(separator: "\n").first { $0.hasPrefix("Digest of the trained weights: ") })
    }
    #expect(lines[0] == lines[1] && lines[0] == lines[2] && lines[0] != lines[3])
  }
}
