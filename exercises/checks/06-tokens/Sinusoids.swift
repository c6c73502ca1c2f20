import Exercises
import Foundation
import Solutions
import Tensors
import Tokens

private typealias Answer = @Sendable (_ positions: Int, _ width: Int, _ base: Scalar) throws -> Tensor

extension Exercise {
  static let sinusoids = Exercise(
    "06.4", "sinusoids", solution: TokenSolutions.self,
    answer: { (answers: any TokenTasks.Type) in answers.sinusoids },
    hints: [
      "Compute each number of the table by itself: which position, which pair i, sine or cosine?",
      "Column c belongs to the pair i = c / 2, divided as whole numbers; even columns are sines. Make Scalars of i and D before they are divided.",
      "Tensor(shape: [T, D]) { angle = Scalar($0[0]) * pow(base, -2 * Scalar($0[1] / 2) / Scalar(D)), then sin or cos of it }",
    ],
    mistakes: mistakes, probes: probes)
}

/// A table with one thing done differently, which the mistakes choose.
private struct Table {
  /// To which pair a column belongs, and whether it is the sine.
  var column: (_ column: Int, _ width: Int) -> (pair: Int, isSine: Bool) = { column, _ in (column / 2, column % 2 == 0)
  }
  /// To what power the base is raised.
  var exponent: (_ pair: Scalar, _ column: Scalar, _ width: Scalar) -> Scalar = { pair, _, width in -2 * pair / width }
  var angle: (_ position: Scalar, _ frequency: Scalar) -> Scalar = { $0 * $1 }

  func callAsFunction(_ T: Int, _ D: Int, _ base: Scalar) -> Tensor {
    Tensor(shape: [T, D]) { index in
      let (pair, isSine) = column(index[1], D)
      let angle = angle(Scalar(index[0]), pow(base, exponent(Scalar(pair), Scalar(index[1]), Scalar(D))))
      return isSine ? sin(angle) : cos(angle)
    }
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("all sines come first and all cosines after them: here they alternate, column by column") {
    Table(column: { column, width in (column % (width / 2), column < width / 2) })($0, $1, $2)
  },
  Mistake("every column has its own frequency: the sine and the cosine of a pair share one ω, with i = column / 2") {
    Table(exponent: { _, column, width in -column / width })($0, $1, $2)
  },
  Mistake("the exponent is −2 · column / D: i counts pairs, so it is column / 2") {
    Table(exponent: { _, column, width in -2 * column / width })($0, $1, $2)
  },
  Mistake("the 2 is missing in the exponent: with −2i/D the frequencies range from 1 to almost 1/base") {
    Table(exponent: { pair, _, width in -pair / width })($0, $1, $2)
  },
  Mistake(
    "the minus is missing in the exponent, or t was divided by ω: each pair has a lower frequency than the one before"
  ) {
    Table(exponent: { pair, _, width in 2 * pair / width })($0, $1, $2)
  },
  Mistake("the exponent is −i / (D/2 − 1), a known variant whose last ω is 1/base: here it is −2i/D") {
    Table(exponent: { pair, _, width in -pair / (width / 2 - 1) })($0, $1, $2)
  },
  Mistake("pairs were counted from 1: the first has i = 0 and the frequency 1") {
    Table(exponent: { pair, _, width in -2 * (pair + 1) / width })($0, $1, $2)
  },
  Mistake("all pairs have the same frequency: the exponent is missing, or i / D was divided as whole numbers") {
    Table(exponent: { _, _, _ in 0 })($0, $1, $2)
  },
  Mistake("positions were counted from 1: row 0 has the position 0") {
    Table(angle: { ($0 + 1) * $1 })($0, $1, $2)
  },
  Mistake("the angles were converted from degrees: t · ω is in radians already") {
    Table(angle: { $0 * $1 * .pi / 180 })($0, $1, $2)
  },
  Mistake("the angles were multiplied by 2π: use t · ω as it is") {
    Table(angle: { $0 * $1 * 2 * .pi })($0, $1, $2)
  },
  Mistake("sine and cosine are swapped: even columns are sines") {
    Table(column: { column, _ in (column / 2, column % 2 == 1) })($0, $1, $2)
  },
  Mistake("the table is transposed: a row belongs to a position") {
    Table()($0, $1, $2).transposed
  },
]

private func probes(_ sinusoids: @escaping Answer) -> [Probe] {
  func table() throws -> Tensor { try sinusoids(20, 6, 1000) }
  /// The dot products of every row with the one 7 positions later.
  func products(_ table: Tensor) -> Tensor { (table.rows(0..<13) * table.rows(7..<20)).sum(axis: -1) }
  return [
    // As many positions as columns, so that transposing the table changes numbers and not its shape.
    .values(
      "8 positions, width 8, base 100", try sinusoids(8, 8, 100),
      are: SinusoidalPositions(width: 8, base: 100).table(0..<8)),
    .property(
      "every row of width 6 has the squared length 3", try (table() * table()).sum(axis: -1), equals: .ones(20) * 3),
    .property(
      "the dot product of two rows 7 positions apart is the same everywhere", products(try table()),
      equals: Tensor(
        repeating: products(try TokenSolutions.sinusoids(positions: 20, width: 6, base: 1000))[0], shape: [13])),
  ]
}
