import Foundation
import TestSupport
import Testing
import Training

@testable import Tokens

/// What each simple encoding lacks, and what a rotation has.
struct SimplePositionTests {
  private func column(_ positions: SimplePositions, _ T: Int, _ column: Int = 0) -> [Double] {
    let table = positions.table(T, width: 4)
    return (0..<T).map { Double(table[$0, column]) }
  }

  @Test func `the numbers are those of the formulas`() {
    func expectNumbers(_ positions: SimplePositions, _ expected: [Double], _ index: Int = 0) {
      let numbers = column(positions, expected.count, index)
      #expect(zip(numbers, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(positions): \(numbers)")
    }
    let root = 0.5.squareRoot()
    expectNumbers(.step, [0, 0.1, 0.2, 0.3])
    expectNumbers(.fraction, [0, 0.25, 0.5, 0.75])
    expectNumbers(.growing, [1, 1.05, 1.1025])
    expectNumbers(.shrinking, [1, 0.95, 0.9025])
    for positions in [SimplePositions.sine, .circle] {
      expectNumbers(positions, [0, root, 1, root, 0, -root, -1, -root, 0, root])
    }
    expectNumbers(.circle, [1, root, 0, -root, -1, -root, 0, root, 1, root], 1)
    expectNumbers(.sine, [0, root, 1], 1)
  }

  @Test func `all columns are equal but for the circle`() {
    for positions in SimplePositions.allCases {
      let table = positions.table(20, width: 6)
      let isOneNumber = (1..<6).allSatisfy { column in (0..<20).allSatisfy { table[$0, column] == table[$0, 0] } }
      #expect(isOneNumber == (positions != .circle))
    }
  }

  @Test func `only the fraction depends on the length`() {
    for positions in SimplePositions.allCases {
      let isSame = positions.table(30, width: 4).rows(0..<10) == positions.table(10, width: 4)
      #expect(isSame == (positions != .fraction))
    }
  }

  @Test(arguments: [SimplePositions.step, .fraction, .growing, .shrinking])
  func `one number that grows gives its largest score to an end, whatever the query and key maps`(
    positions: SimplePositions
  ) {
    var generator = Generator(seed: 1)
    let table = positions.table(24, width: 8)
    for _ in 0..<20 {
      let (a, b) = (Tensor.normal([8, 8], using: &generator), Tensor.normal([8, 8], using: &generator))
      let scores = matmul(matmul(table, a), matmul(table, b), transposing: .right)
      for query in 1..<24 {
        let row = (0..<24).map { scores[query, $0] }
        let best = row.indices.max { row[$0] < row[$1] }!
        #expect(best == 0 || best == 23)
      }
    }
  }

  @Test func `with the map M⁻³ the largest score is that of the position three earlier, at any position`() {
    let sinusoidal = SinusoidalPositions(width: 32)
    let scores = matmul(
      matmul(sinusoidal.table(0..<200), sinusoidal.shift(by: -3)), sinusoidal.table(0..<200), transposing: .right)
    for query in 3..<200 {
      let row = (0..<200).map { scores[query, $0] }
      #expect(row.indices.max { row[$0] < row[$1] } == query - 3)
    }
  }

  @Test(arguments: [(0.99, false), (1.01, true)])
  func `powers of M keep the norm only where its eigenvalues have size 1`(
    size: Double, explodes: Bool
  ) {
    let M = SinusoidalPositions(width: 8).shift(by: 1)
    func norm(_ matrix: Tensor) -> Double {
      var row = SinusoidalPositions(width: 8).table(0..<1)
      for _ in 0..<1000 { row = matmul(row, matrix) }
      return Double((row * row).sum.squareRoot())
    }
    #expect(abs(norm(M) - 2) < 1e-3)
    let stretched = norm(M * Scalar(size)) / 2
    #expect(abs(log(stretched) / (1000 * log(size)) - 1) < 1e-3)
    #expect(explodes ? stretched > 1e4 : stretched < 1e-4)
  }

  @Test func `rows that are added to a model's embeddings count as its own would`() {
    var (first, second) = (Generator(seed: 2), Generator(seed: 2))
    let plain = SelfAttentionModel(vocabularySize: 5, width: 8, .none, limit: 0, using: &first)
    let own = SelfAttentionModel(vocabularySize: 5, width: 8, .sinusoidal, limit: 0, using: &second)
    let tokens = [0, 1, 2, 3, 4, 2]
    let table = SinusoidalPositions(width: 8).table(0..<3)
    #expect(plain(tokens, batch: 2, adding: table).value == own(tokens, batch: 2).value)
    let (context, weights) = own.attention(tokens, batch: 2)
    #expect(own.output(context).value == own(tokens, batch: 2).value)
    #expect(weights.shape == [2, 3, 3] && weights.value.sum(axis: 2).isClose(to: .ones(2, 3), tolerance: 1e-5))
  }
}
