import Exercises
import Foundation
import Tensors
import Testing

/// The lines of the cheat sheet on Swift itself: numbers, lists, loops, errors, printing.
struct SwiftLines {
  let n = 7
  let words = [5, 1, 4]

  @Test func `numbers and lists`() {
    check(Scalar(n), 7)
    check([Scalar(n) / 2, Scalar(n / 2), Scalar(n % 2)], [3.5, 3, 1])
    check(Int((0.15 * Scalar(12)).rounded()), 2)
    check(Scalar(9).squareRoot(), 3)
    check(pow(2, Scalar(n)), 128)
    check(exp(Scalar(0)) + log(Scalar(1)) + sin(Scalar(0)), 1)
    check(cos(Scalar.pi), -1)
    check(-Scalar.infinity, -.infinity)
    check(Tensor(7).scalar, 7)
    check(n > 5 ? "a" : "b", "a")
    check((0..<4).map { $0 * $0 }, [0, 1, 4, 9])
    check(words.filter { $0 > 3 }, [5, 4])
    check([Scalar](repeating: 0, count: 3), [0, 0, 0])
    check(Array(words[1..<3]) + [words.last!], [1, 4, 4])
    check(Array(words.prefix(2)), [5, 1])
    check(words + [9], [5, 1, 4, 9])
    check(zip(words, words.dropFirst()).map { [$0, $1] }, [[5, 1], [1, 4]])
    check(words.indices.sorted { words[$0] > words[$1] }, [0, 2, 1])
    check(words.filter { !Set([0, 1]).contains($0) }, [5, 4])
    check([words.reduce(0, +), words.max()!], [10, 5])
    check(words.allSatisfy { 0 < $0 }, true)
    let part = 1..<3
    check([part.lowerBound, part.upperBound, part.contains(3) ? 1 : 0], [1, 3, 0])
  }

  @Test func loops() {
    let words = [5, 1, 5]
    var counts: [Int: Int] = [:]
    for w in words { counts[w, default: 0] += 1 }
    #expect(counts == [5: 2, 1: 1])
    check((counts[1] ?? 0) + (counts[7] ?? 0), 1)
    var steps: [Int] = []
    if let count = counts[5] { steps.append(count) }
    for (i, w) in words.enumerated() { steps.append(i * w) }
    #expect(steps == [2, 0, 1, 10])
    for (i, w) in zip([2, 0], words) { steps[i] = w }
    #expect(steps == [1, 0, 5, 10])
    for t in (0..<3).reversed() { steps.append(t) }
    for i in stride(from: 0, to: 6, by: 2) { steps.append(i) }
    #expect(steps == [1, 0, 5, 10, 2, 1, 0, 0, 2, 4])
    while let last = steps.last, last > 0 { steps.removeLast() }
    #expect(steps == [1, 0, 5, 10, 2, 1, 0, 0])
  }

  @Test func `strings and functions`() {
    let text = "unable"
    check("##" + text.prefix(2), "##un")
    check(text.dropFirst(2) == "able", true)
    let double = { (x: Scalar) in 2 * x }
    func split(_ x: Int) -> (half: Int, rest: Int) { (x / 2, x % 2) }
    let (half, rest) = split(7)
    #expect(double(2) == 4 && half == 3 && rest == 1)
  }

  @Test func errors() throws {
    func product(_ K: Int, _ rows: Int) throws -> Int {
      guard K == rows else { throw Misfit("\(K) columns, \(rows) rows") }
      precondition(K > 0, "there is no column")
      return K * rows
    }
    func fail() throws {
      throw Misfit("…")
    }
    func square(_ x: Int) throws -> Int {
      let f = { try product($0, x) }
      let y = try f(x)
      return y
    }
    check(try square(3), 9)
    #expect { try product(2, 3) } throws: { "\($0)" == "2 columns, 3 rows" }
    #expect(throws: Misfit.self) { try fail() }
  }

  @Test func printing() {
    let (K, x) = (2, [[1, 2], [3, 4]] as Tensor)
    var printed: [String] = []
    /// In place of the standard library's, so that the test's output is not disturbed.
    func print(_ value: Any) { printed.append("\(value)") }
    print(x)
    print("\(K) columns of \(x.shape)")
    #expect(printed == ["[[1. 2.]\n [3. 4.]]", "2 columns of [2, 2]"])
  }
}
