import Exercises
import Foundation
import Solutions
import Tokens

private typealias Answer = @Sendable (_ x: Tensor, _ start: Int, _ base: Scalar) throws -> Tensor

extension Exercise {
  static let rotate = Exercise(
    "06.5", "rotate", mine: MyTokens.rotate, solution: TokenSolutions.rotate,
    hints: [
      "A table [T, D/2] of the angles first: row t stands at the position start + t, and column i has its own speed.",
      "a is x.columns(0..<D / 2) and b is x.columns(D / 2..<D): the angles fit both, so the two lines of the task are two lines of code.",
      ".concatenate([a * cosine - b * sine, b * cosine + a * sine], axis: -1), with cosine and sine of (start + t) · base^(−2i/D)",
    ],
    mistakes: mistakes, probes: probes)
}

/// A turn with one thing done differently, which the mistakes choose.
private struct Turn {
  var position: (_ row: Int, _ start: Int) -> Int = { $0 + $1 }
  var exponent: (_ pair: Scalar, _ width: Scalar) -> Scalar = { -2 * $0 / $1 }
  /// The new pair from the old, and cosine and sine.
  var turn: (_ a: Tensor, _ b: Tensor, _ cosine: Tensor, _ sine: Tensor) -> (Tensor, Tensor) = { a, b, cosine, sine in
    (a * cosine - b * sine, b * cosine + a * sine)
  }

  func callAsFunction(_ x: Tensor, _ start: Int, _ base: Scalar) -> Tensor {
    let (T, D) = x.shape2
    func table(_ function: (Scalar) -> Scalar) -> Tensor {
      Tensor(shape: [T, D / 2]) {
        function(Scalar(position($0[0], start)) * pow(base, exponent(Scalar($0[1]), Scalar(D))))
      }
    }
    let (a, b) = turn(x.columns(0..<D / 2), x.columns(D / 2..<D), table { cos($0) }, table { sin($0) })
    return .concatenate([a, b], axis: -1)
  }
}

/// The columns 0, 2, 4, … and then 1, 3, 5, ….
private func sorted(_ x: Tensor) -> Tensor {
  x.transposed.rows(at: RotaryPositions.interleaved(width: x.shape[1])).transposed
}

/// Columns that were sorted so, back in their positions.
private func unsorted(_ x: Tensor) -> Tensor {
  let order = RotaryPositions.interleaved(width: x.shape[1])
  return x.transposed.rows(at: order.indices.map { order.firstIndex(of: $0)! }).transposed
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the pairs were turned the other way: a loses b · sin φ, b gains a · sin φ") {
    Turn(turn: { a, b, cosine, sine in (a * cosine + b * sine, b * cosine - a * sine) })($0, $1, $2)
  },
  Mistake("the minus is missing: with + in both lines a pair grows longer instead of turning") {
    Turn(turn: { a, b, cosine, sine in (a * cosine + b * sine, b * cosine + a * sine) })($0, $1, $2)
  },
  Mistake("neighbors were paired, 2i with 2i + 1, as in the paper: here i goes with i + D/2") {
    unsorted(Turn()(sorted($0), $1, $2))
  },
  Mistake("the new a was used for b: both lines take the numbers from before the turn") {
    Turn(turn: { a, b, cosine, sine in
      let a = a * cosine - b * sine
      return (a, b * cosine + a * sine)
    })($0, $1, $2)
  },
  Mistake("sine and cosine have changed positions: at the position 0 nothing turns") {
    Turn(turn: { a, b, cosine, sine in (a * sine - b * cosine, b * sine + a * cosine) })($0, $1, $2)
  },
  Mistake("only the first half was turned: b turns with a") {
    Turn(turn: { a, b, cosine, sine in (a * cosine - b * sine, b) })($0, $1, $2)
  },
  Mistake("the halves have changed positions: what was a stays in front") {
    Turn(turn: { a, b, cosine, sine in (b * cosine + a * sine, a * cosine - b * sine) })($0, $1, $2)
  },
  Mistake("all rows were turned by the same angle: it grows with the position, start + t for row t") {
    Turn(position: { _, start in start })($0, $1, $2)
  },
  Mistake("`start` is missing: the first row stands at the position `start`") {
    Turn(position: { row, _ in row })($0, $1, $2)
  },
  Mistake("positions were counted from start + 1: the first row stands at `start` itself") {
    Turn(position: { $0 + $1 + 1 })($0, $1, $2)
  },
  Mistake("all pairs were turned at the same speed: pair i has base^(−2i/D)") {
    Turn(exponent: { _, _ in 0 })($0, $1, $2)
  },
  Mistake("the 2 is missing in the exponent: it is −2i/D, over the D/2 pairs") {
    Turn(exponent: { -$0 / $1 })($0, $1, $2)
  },
  Mistake("the minus is missing in the exponent: later pairs turn slower, not faster") {
    Turn(exponent: { 2 * $0 / $1 })($0, $1, $2)
  },
  Mistake("the positions were added, as with a sinusoidal table: here the numbers are turned, and keep their length") {
    Turn(turn: { a, b, cosine, sine in (a + sine, b + cosine) })($0, $1, $2)
  },
]

private func probes(_ rotate: @escaping Answer) -> [Probe] {
  let x = random(5, 6, seed: 1)
  let expected = RotaryPositions(width: 6, base: 50)(constant(x), from: 3).value
  let (queries, keys) = (random(4, 8, seed: 2), random(4, 8, seed: 3))
  /// The scores of all queries with all keys, both from a position on.
  func scores(from start: Int) throws -> Tensor {
    matmul(try rotate(queries, start, 1000), try rotate(keys, start, 1000), transposing: .right)
  }
  return [
    .values("5 rows of width 6 from the position 3 on, base 50", try rotate(x, 3, 50), are: expected),
    .property("at the position 0 nothing turns", try rotate(x, 0, 50).row(0), equals: x.row(0)),
    .property(
      "no row changes its length", try { ($0 * $0).sum(axis: -1) }(rotate(x, 9, 50)), equals: (x * x).sum(axis: -1)),
    .property(
      "scores depend on the distance alone: 20 positions later they are the same", try scores(from: 20),
      equals: try scores(from: 0)),
    .property(
      "a row turned twice is turned by both positions", try rotate(rotate(x.rows(0..<1), 2, 50), 3, 50),
      equals: try rotate(x.rows(0..<1), 5, 50)),
  ]
}
