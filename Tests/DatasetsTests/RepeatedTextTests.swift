import Datasets
import Tensors
import TestBasics
import Testing

struct RepeatedTextTests {
  private func rows(of batch: TokenBatch) -> [[Int]] {
    (0..<batch.size).map { row in
      let tokens = row * batch.length..<(row + 1) * batch.length
      return batch.inputs[tokens] + [batch.targets[tokens.upperBound - 1]]
    }
  }

  /// The least distance at which a row repeats itself.
  private func period(of row: [Int]) -> Int {
    (1...row.count).first { period in row.indices.dropFirst(period).allSatisfy { row[$0] == row[$0 - period] } }!
  }

  @Test func `every row repeats itself, with all periods of the range`() {
    var generator = Generator(seed: 1)
    let batch = RepeatedText.batch(300, contextLength: 20, period: 5...9, vocabularySize: 1000, using: &generator)
    let periods = rows(of: batch).map(period)
    for wanted in 5...9 { #expect(abs(periods.count { $0 == wanted } - 60) < 30, "\(wanted)") }
    #expect(Set(periods) == Set(5...9))
  }

  @Test func `what is repeated is random`() {
    var generator = Generator(seed: 2)
    let batch = RepeatedText.batch(100, contextLength: 12, period: 6...6, vocabularySize: 7, using: &generator)
    let pieces = rows(of: batch).map { Array($0.prefix(6)) }
    #expect(Set(pieces).count > 95)
    for place in 0..<6 { #expect(Set(pieces.map { $0[place] }) == Set(0..<7)) }
  }

  @Test func `rows become inputs, and targets one token later`() {
    let batch = TokenBatch(rows: [[1, 2, 3, 4], [5, 6, 7, 8]])
    #expect(batch == TokenBatch(inputs: [1, 2, 3, 5, 6, 7], targets: [2, 3, 4, 6, 7, 8], size: 2, length: 3))
    var generator = Generator(seed: 3)
    let repeated = RepeatedText.batch(2, contextLength: 9, period: 4...5, vocabularySize: 50, using: &generator)
    #expect(repeated.size == 2 && repeated.length == 9)
    for row in [0, 9] { expectEqual(repeated.targets[row..<row + 8], to: repeated.inputs[row + 1..<row + 9]) }
  }
}
