import Tensors

/// Following letters through swaps: the source says which two positions of a row are exchanged, one swap after another; the
/// target is the row at the end. It begins as `abcd`.
///
///     2↔3 1↔2 → cabd            by way of acbd
///
/// What a swap does depends on all swaps before it: the task is **state tracking**.
public struct Swaps: PairGenerator {
  public let source: Vocabulary
  /// Every order of the letters is a token.
  public let target: Vocabulary

  /// How many swaps there are.
  public let counts: ClosedRange<Int>

  /// Whether the target has the row after every swap, and not only after the last.
  public let writesSteps: Bool

  /// For every row, by its index, the row that each swap makes of it: `next[row][swap]`.
  private let next: [[Int]]

  /// Uniform swaps of a row of `letters` letters, with a uniform count.
  public init(letters n: Int = 4, counts: ClosedRange<Int> = 2...8, writesSteps: Bool = false) {
    require((2...5).contains(n), "Swaps: the number of letters is \(n), not in 2...5")
    require(counts.lowerBound > 0, "Swaps: the counts \(counts) include no swap at all")
    let swaps = (0..<n).flatMap { first in (first + 1..<n).map { (first, $0) } }
    let rows = Swaps.orders(of: Array("abcde".prefix(n)))
    next = rows.map { row in
      swaps.map { first, second in
        var row = row
        row.swapAt(first, second)
        return rows.firstIndex(of: row)!
      }
    }
    source = Vocabulary(words: swaps.map { "\($0 + 1)↔\($1 + 1)" }, special: SpecialToken.names)
    target = Vocabulary(words: rows.map { String($0) }, special: SpecialToken.names)
    (self.counts, self.writesSteps) = (counts, writesSteps)
  }

  public func pair(using generator: inout Generator) -> Pair {
    let count = counts.lowerBound + generator.below(counts.count)
    let chosen = (0..<count).map { _ in generator.below(next[0].count) }
    var row = 0
    let rows = chosen.map { swap in
      row = next[row][swap]
      return row
    }
    func tokens(_ indices: some Sequence<Int>) -> [Int] { indices.map { SpecialToken.count + $0 } }
    return Pair(
      source: tokens(chosen), target: tokens(rows.suffix(writesSteps ? count : 1)),
      alignment: writesSteps ? (0..<count).map { $0..<$0 + 1 } : [0..<count])
  }

  /// There are few rows, so none is held out: the test set has other swaps, which lead to the same rows.
  public func heldOutSide(of pair: Pair) -> [Int] { pair.source }

  /// All orders of some letters, alphabetically.
  private static func orders(of letters: [Character]) -> [[Character]] {
    if letters.isEmpty { return [[]] }
    return letters.flatMap { first in orders(of: letters.filter { $0 != first }).map { [first] + $0 } }
  }
}
