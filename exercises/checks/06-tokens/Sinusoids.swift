import Exercises
import Foundation
import Solutions
import Tokens

private typealias Answer = @Sendable (_ positions: Int, _ width: Int, _ base: Scalar) throws -> Tensor

extension Exercise {
  static let sinusoids = Exercise(
    "06.4", "sinusoids", mine: MyTokens.sinusoids, solution: TokenSolutions.sinusoids,
    hints: [
      "One line for every number of the table: which position is it, which pair i, and is it the sine or the cosine?",
      "Column c belongs to the pair i = c / 2, divided as whole numbers; even columns are sines. Make Scalars of i and D before they are divided.",
      "Tensor(shape: [T, D]) { angle = Scalar($0[0]) * pow(base, -2 * Scalar($0[1] / 2) / Scalar(D)), then sin or cos of it }",
    ],
    mistakes: mistakes, probes: probes)
}

/// A table with one thing done differently, which the mistakes choose.
private struct Clocks {
  /// To which pair a column belongs, and whether it is the sine.
  var hand: (_ column: Int, _ width: Int) -> (pair: Int, isSine: Bool) = { column, _ in (column / 2, column % 2 == 0) }
  /// To what power the base is raised.
  var exponent: (_ pair: Scalar, _ column: Scalar, _ width: Scalar) -> Scalar = { pair, _, width in -2 * pair / width }
  var angle: (_ position: Scalar, _ frequency: Scalar) -> Scalar = { $0 * $1 }

  func callAsFunction(_ T: Int, _ D: Int, _ base: Scalar) -> Tensor {
    Tensor(shape: [T, D]) { index in
      let (pair, isSine) = hand(index[1], D)
      let angle = angle(Scalar(index[0]), pow(base, exponent(Scalar(pair), Scalar(index[1]), Scalar(D))))
      return isSine ? sin(angle) : cos(angle)
    }
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("all sines stand first and all cosines behind them: here they alternate, column by column") {
    Clocks(hand: { column, width in (column % (width / 2), column < width / 2) })($0, $1, $2)
  },
  Mistake("every column turns at its own speed: the sine and the cosine of a pair share one ω, that of i = column / 2")
  {
    Clocks(exponent: { _, column, width in -column / width })($0, $1, $2)
  },
  Mistake("the exponent is −2 · column / D: i counts pairs, so it is column / 2") {
    Clocks(exponent: { _, column, width in -2 * column / width })($0, $1, $2)
  },
  Mistake("the 2 is missing in the exponent: −2i/D takes the pairs over the whole way from 1 to the base") {
    Clocks(exponent: { pair, _, width in -pair / width })($0, $1, $2)
  },
  Mistake("the minus is missing in the exponent, or t was divided by ω: each hand is slower than the one before it") {
    Clocks(exponent: { pair, _, width in 2 * pair / width })($0, $1, $2)
  },
  Mistake("the exponent is −i / (D/2 − 1), a known variant whose last ω is 1/base: here it is −2i/D") {
    Clocks(exponent: { pair, _, width in -pair / (width / 2 - 1) })($0, $1, $2)
  },
  Mistake("pairs were counted from 1: the first has i = 0, and turns by 1 at each step") {
    Clocks(exponent: { pair, _, width in -2 * (pair + 1) / width })($0, $1, $2)
  },
  Mistake("all pairs turn at the same speed: the exponent is missing, or i / D was divided as whole numbers") {
    Clocks(exponent: { _, _, _ in 0 })($0, $1, $2)
  },
  Mistake("positions were counted from 1: row 0 stands at the position 0") {
    Clocks(angle: { ($0 + 1) * $1 })($0, $1, $2)
  },
  Mistake("the angles were taken for degrees: sin and cos take radians, t · ω as it is") {
    Clocks(angle: { $0 * $1 * .pi / 180 })($0, $1, $2)
  },
  Mistake("the angles were multiplied by 2π: t · ω as it is") {
    Clocks(angle: { $0 * $1 * 2 * .pi })($0, $1, $2)
  },
  Mistake("sine and cosine have changed positions: even columns are sines") {
    Clocks(hand: { column, _ in (column / 2, column % 2 == 1) })($0, $1, $2)
  },
  Mistake("the table is transposed: a row belongs to a position, a column to a hand") {
    Clocks()($0, $1, $2).transposed
  },
]

private func probes(_ sinusoids: @escaping Answer) -> [Probe] {
  func table() throws -> Tensor { try sinusoids(20, 6, 1000) }
  /// The products of every row with the one 7 positions later.
  func apart(_ table: Tensor) -> Tensor { (table.rows(0..<13) * table.rows(7..<20)).sum(axis: -1) }
  return [
    // As many positions as columns, so that a transposed table is told by its numbers.
    .values(
      "8 positions, width 8, base 100", try sinusoids(8, 8, 100),
      are: SinusoidalPositions(width: 8, base: 100).table(0..<8)),
    .property(
      "every row of width 6 has the squared length 3", try (table() * table()).sum(axis: -1), equals: .ones(20) * 3),
    .property(
      "two rows 7 positions apart have the same product anywhere", apart(try table()),
      equals: Tensor(
        repeating: apart(try TokenSolutions.sinusoids(positions: 20, width: 6, base: 1000))[0], shape: [13])),
  ]
}
