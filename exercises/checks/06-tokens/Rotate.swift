import Exercises
import Foundation
import Gradients
import Solutions
import Tokens

private typealias Answer = @Sendable (_ x: Tensor, _ start: Int, _ base: Scalar) throws -> Tensor

extension Exercise {
  static let rotate = Exercise(
    "06.5", "rotate", solution: TokenSolutions.self,
    answer: { (answers: any TokenTasks.Type) in answers.rotate },
    hints: [
      "First make a table [T, D/2] of the angles: row t has the position start + t, and column i its own frequency.",
      "a is x.columns(0..<D / 2) and b is x.columns(D / 2..<D). Both have the shape of the angles, so the two lines of the task are two lines of code.",
      ".concatenate([a * cosine - b * sine, b * cosine + a * sine], axis: -1), with cosine and sine of (start + t) · base^(−2i/D)",
    ],
    mistakes: mistakes, probes: probes)
}

/// A rotation with one thing done differently, which the mistakes choose.
private struct Rotation {
  var position: (_ row: Int, _ start: Int) -> Int = { $0 + $1 }
  var exponent: (_ pair: Scalar, _ width: Scalar) -> Scalar = { -2 * $0 / $1 }
  /// The new pair from the old, and cosine and sine.
  var rotate: (_ a: Tensor, _ b: Tensor, _ cosine: Tensor, _ sine: Tensor) -> (Tensor, Tensor) = { a, b, cosine, sine in
    (a * cosine - b * sine, b * cosine + a * sine)
  }

  func callAsFunction(_ x: Tensor, _ start: Int, _ base: Scalar) -> Tensor {
    let (T, D) = x.shape2
    func table(_ function: (Scalar) -> Scalar) -> Tensor {
      Tensor(shape: [T, D / 2]) {
        function(Scalar(position($0[0], start)) * pow(base, exponent(Scalar($0[1]), Scalar(D))))
      }
    }
    let (a, b) = rotate(x.columns(0..<D / 2), x.columns(D / 2..<D), table { cos($0) }, table { sin($0) })
    return .concatenate([a, b], axis: -1)
  }
}

/// The columns 0, 2, 4, … and then 1, 3, 5, ….
private func sorted(_ x: Tensor) -> Tensor {
  x.transposed.rows(at: RotaryPositions.interleaved(width: x.shape[1])).transposed
}

/// The inverse of `sorted`.
private func unsorted(_ x: Tensor) -> Tensor {
  let order = RotaryPositions.interleaved(width: x.shape[1])
  return x.transposed.rows(at: order.indices.map { order.firstIndex(of: $0)! }).transposed
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the pairs were rotated by −φ: a loses b · sin φ, b gains a · sin φ") {
    Rotation(rotate: { a, b, cosine, sine in (a * cosine + b * sine, b * cosine - a * sine) })($0, $1, $2)
  },
  Mistake("the minus is missing: with + in both lines it is no rotation, and lengths change") {
    Rotation(rotate: { a, b, cosine, sine in (a * cosine + b * sine, b * cosine + a * sine) })($0, $1, $2)
  },
  Mistake("neighbors were paired, 2i with 2i + 1, as in the paper: here i goes with i + D/2") {
    unsorted(Rotation()(sorted($0), $1, $2))
  },
  Mistake("the new a was used for b: both lines use the old numbers") {
    Rotation(rotate: { a, b, cosine, sine in
      let a = a * cosine - b * sine
      return (a, b * cosine + a * sine)
    })($0, $1, $2)
  },
  Mistake("sine and cosine are swapped: at position 0 nothing changes") {
    Rotation(rotate: { a, b, cosine, sine in (a * sine - b * cosine, b * sine + a * cosine) })($0, $1, $2)
  },
  Mistake("only the first half was rotated: b is rotated with a") {
    Rotation(rotate: { a, b, cosine, sine in (a * cosine - b * sine, b) })($0, $1, $2)
  },
  Mistake("the halves are swapped: the new a comes first") {
    Rotation(rotate: { a, b, cosine, sine in (b * cosine + a * sine, a * cosine - b * sine) })($0, $1, $2)
  },
  Mistake("all rows were rotated by the same angle: it is proportional to the position, start + t for row t") {
    Rotation(position: { _, start in start })($0, $1, $2)
  },
  Mistake("`start` is missing: the first row has the position `start`") {
    Rotation(position: { row, _ in row })($0, $1, $2)
  },
  Mistake("positions were counted from start + 1: the first row has the position `start`") {
    Rotation(position: { $0 + $1 + 1 })($0, $1, $2)
  },
  Mistake("all pairs were rotated by the same angle: pair i has the frequency base^(−2i/D)") {
    Rotation(exponent: { _, _ in 0 })($0, $1, $2)
  },
  Mistake("the 2 is missing in the exponent: it is −2i/D, as there are D/2 pairs") {
    Rotation(exponent: { -$0 / $1 })($0, $1, $2)
  },
  Mistake("the minus is missing in the exponent: later pairs have lower frequencies") {
    Rotation(exponent: { 2 * $0 / $1 })($0, $1, $2)
  },
  Mistake("sines and cosines were added, as with sinusoidal positions: rotate the pairs instead") {
    Rotation(rotate: { a, b, cosine, sine in (a + sine, b + cosine) })($0, $1, $2)
  },
]

private func probes(_ rotate: @escaping Answer) -> [Probe] {
  let x = random(5, 6, seed: 1)
  let expected = RotaryPositions(width: 6, base: 50)(constant(x), from: 3).value
  let (queries, keys) = (random(4, 8, seed: 2), random(4, 8, seed: 3))
  /// The scores of all queries with all keys, where both begin at one position.
  func scores(from start: Int) throws -> Tensor {
    matmul(try rotate(queries, start, 1000), try rotate(keys, start, 1000), transposing: .right)
  }
  return [
    .values("5 rows of width 6 from position 3 on, base 50", try rotate(x, 3, 50), are: expected),
    .property("at position 0 nothing changes", try rotate(x, 0, 50).row(0), equals: x.row(0)),
    .property(
      "no row changes its length", try { ($0 * $0).sum(axis: -1) }(rotate(x, 9, 50)), equals: (x * x).sum(axis: -1)),
    .property(
      "scores depend on the relative position alone: 20 positions later they are the same", try scores(from: 20),
      equals: try scores(from: 0)),
    .property(
      "two rotations of a row equal one by the sum of the positions", try rotate(rotate(x.rows(0..<1), 2, 50), 3, 50),
      equals: try rotate(x.rows(0..<1), 5, 50)),
  ]
}
