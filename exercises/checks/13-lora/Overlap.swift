import Exercises
import LoRA
import Solutions
import Tensors

private typealias Answer = @Sendable (_ u: Tensor, _ v: Tensor) throws -> Scalar

extension Exercise {
  static let overlap = Exercise(
    "13.8", "overlap", solution: LoRASolutions.self,
    answer: { (answers: any LoRATasks.Type) in answers.overlap },
    hints: [
      "One matrix product gives all products of a column of U and one of V. What shape has it?",
      "It is matmul(u.transposed, v), [i, j]. The sum of the squares of a tensor is its squaredNorm.",
      "After a guard that u.shape[0] == v.shape[0]: matmul(u.transposed, v).squaredNorm / Scalar(min(u.shape[1], v.shape[1])).",
    ],
    forbidden: ["subspaceOverlap"], mistakes: mistakes, probes: probes)
}

/// An overlap with one thing done differently, which the mistakes choose.
private struct Measure {
  var products: (_ u: Tensor, _ v: Tensor) -> Tensor = { matmul($0.transposed, $1) }
  var size: (_ products: Tensor) -> Scalar = { $0.squaredNorm }
  var count: (_ i: Int, _ j: Int) -> Scalar = { Scalar(min($0, $1)) }

  func callAsFunction(_ u: Tensor, _ v: Tensor) throws -> Scalar {
    if u.shape[0] != v.shape[0] { throw Misfit("\(u.shape)") }
    return size(products(u, v)) / count(u.shape[1], v.shape[1])
  }
}

private func diagonal(_ x: Tensor) -> [Scalar] { (0..<min(x.shape[0], x.shape[1])).map { x[$0, $0] } }

private let mistakes: [Mistake<Answer>] = [
  Mistake("the root was taken: it is the square of the norm, as an overlap of 1 has i squares of 1") {
    try Measure(size: { $0.norm })($0, $1)
  },
  Mistake("the root was taken of the whole overlap: it has none") {
    try Measure()($0, $1).squareRoot()
  },
  Mistake("the products were not squared: they have signs, and the sum of their sizes depends on the basis") {
    try Measure(size: { $0.map { abs($0) }.sum })($0, $1)
  },
  Mistake("the products were added with their signs: a basis may point either way, so square them") {
    try Measure(size: { $0.sum })($0, $1)
  },
  Mistake("only columns with the same index were compared: a subspace has many bases, so take all pairs") {
    try Measure(size: { diagonal($0).reduce(0) { $0 + $1 * $1 } })($0, $1)
  },
  Mistake("this is the trace: all pairs of columns count, and squared") {
    try Measure(size: { diagonal($0).reduce(0, +) })($0, $1)
  },
  Mistake("this is the largest product: all of them count") {
    try Measure(size: { $0.map { abs($0) }.max }, count: { _, _ in 1 })($0, $1)
  },
  Mistake("the sum was not divided: the overlap is at most 1") {
    try Measure(count: { _, _ in 1 })($0, $1)
  },
  Mistake("the sum was divided by the larger number of columns: then a part of a subspace has less than 1") {
    try Measure(count: { Scalar(max($0, $1)) })($0, $1)
  },
  Mistake("the sum was divided by i·j, which makes it a mean: divide by the smaller of the two") {
    try Measure(count: { Scalar($0 * $1) })($0, $1)
  },
  Mistake("the sum was divided by the columns of U: divide by the smaller number, whichever has it") {
    try Measure(count: { i, _ in Scalar(i) })($0, $1)
  },
  Mistake("the sum was divided by the columns of V: divide by the smaller number, whichever has it") {
    try Measure(count: { _, j in Scalar(j) })($0, $1)
  },
  Mistake("the sum was divided by the root of i·j: divide by the smaller of the two") {
    try Measure(count: { Scalar($0 * $1).squareRoot() })($0, $1)
  },
  Mistake("the rows were compared: the basis vectors are the columns, so it is Uᵀ·V") {
    let columns = min($0.shape[1], $1.shape[1])
    return try Measure(products: { matmul($0.columns(0..<columns), $1.columns(0..<columns).transposed) })($0, $1)
  },
  Mistake("this is the distance: 1 − overlap") {
    1 - (try Measure()($0, $1))
  },
  Mistake("columns of different lengths were not refused: throw a Misfit") {
    let M = min($0.shape[0], $1.shape[0])
    return try Measure()($0.rows(0..<M), $1.rows(0..<M))
  },
]

/// Orthonormal columns.
private func basis(_ M: Int, _ count: Int, seed: Int) -> Tensor {
  let left = SingularValues(of: random(M, count, seed: seed)).left
  return Tensor(shape: [M, count]) { Scalar(left[$0[1]][$0[0]]) }
}

private func probes(_ overlap: @escaping Answer) -> [Probe] {
  func columns(_ x: Tensor) -> [[Double]] { (0..<x.shape[1]).map { x.transposed.row($0).scalars.map { Double($0) } } }
  func right(_ u: Tensor, _ v: Tensor) -> Tensor { Tensor(Scalar(subspaceOverlap(columns(u), columns(v)))) }
  let (u, v) = (basis(7, 2, seed: 1), basis(7, 4, seed: 2))
  let turn = basis(4, 4, seed: 3)
  return [
    .values("subspaces of 2 and 4 of 7 dimensions", Tensor(try overlap(u, v)), are: right(u, v)),
    .values("subspaces of 4 and 2 of 7 dimensions", Tensor(try overlap(v, u)), are: right(u, v)),
    .property(
      "a subspace contains its first 2 directions", Tensor(try overlap(v, v.columns(0..<2))), equals: Tensor(1)),
    .property(
      "perpendicular subspaces have none", Tensor(try overlap(v.columns(0..<2), v.columns(2..<4))),
      equals: Tensor(0)),
    .property(
      "another basis of the same subspace has the same overlap", Tensor(try overlap(u, matmul(v, turn))),
      equals: right(u, v)),
    .refuses("columns of 7 and of 5 numbers", Tensor(try overlap(u, basis(5, 2, seed: 4)))),
  ]
}
