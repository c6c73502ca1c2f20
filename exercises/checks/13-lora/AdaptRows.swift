import Exercises
import Gradients
import LoRA
import Solutions
import Tensors

private typealias Factors = (a: Tensor, b: Tensor)

private typealias Answer =
  @Sendable (
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor, _ adapters: [Factors], _ alpha: Scalar, _ rows: [Int?]
  ) throws -> Tensor

extension Exercise {
  static let adaptRows = Exercise(
    "13.7", "adaptRows", solution: LoRASolutions.self,
    answer: { (answers: any LoRATasks.Type) in answers.adaptRows },
    hints: [
      "The frozen layer is the same for all rows: compute matmul(x, weight) + bias once. Only what is added to its rows differs.",
      "x.row(n) is [T, I], and y.row(n) is [T, O]. For rows[n] = nil the row of y stays; otherwise add the update of adapters[rows[n]]. Tensor.stack joins the rows to a batch again.",
      "After the guards: .stack(rows.enumerated().map { n, index in index.map { y.row(n) + alpha / Scalar(adapters[$0].a.shape[1]) * matmul(matmul(x.row(n), adapters[$0].a), adapters[$0].b) } ?? y.row(n) }).",
    ],
    forbidden: ["BatchedAdapters", "LoRALayer"], mistakes: mistakes, probes: probes)
}

/// A batch with one thing done differently, which the mistakes choose.
private struct Batch {
  /// How much of each adapter each position of each row gets.
  var share: (_ rows: [Int?], _ n: Int, _ t: Int, _ index: Int, _ count: Int) -> Scalar = { rows, n, _, index, _ in
    rows[n] == index ? 1 : 0
  }
  /// The scale of an update, from the rank of its adapter and of the first one.
  var scale: (_ alpha: Scalar, _ r: Int, _ first: Int) -> Scalar = { alpha, r, _ in alpha / Scalar(r) }
  /// How much of the frozen product, and of the bias, the rows of an adapter get, or those of none.
  var frozen: (_ index: Int?) -> (Scalar, Scalar) = { _ in (1, 1) }
  var refuses: (_ rows: [Int?], _ N: Int, _ count: Int) -> Bool = { rows, N, count in
    rows.count != N || rows.contains { $0.map { !(0..<count).contains($0) } ?? false }
  }

  func callAsFunction(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor, _ adapters: [Factors], _ alpha: Scalar, _ rows: [Int?]
  ) throws -> Tensor {
    let (N, T, _) = x.shape3
    if refuses(rows, N, adapters.count) { throw Misfit("\(rows.count)") }
    // Where a number of rows was not refused.
    let rows = (0..<N).map { $0 < rows.count ? rows[$0] : nil }
    func column(_ value: (_ n: Int, _ t: Int) -> Scalar) -> Tensor {
      Tensor(shape: [N, T, 1]) { value($0[0], $0[1]) }
    }
    var y = matmul(x, weight) * column { n, _ in frozen(rows[n]).0 } + bias * column { n, _ in frozen(rows[n]).1 }
    for (index, (a, b)) in adapters.enumerated() {
      let update = scale(alpha, a.shape[1], adapters[0].a.shape[1]) * matmul(matmul(x, a), b)
      y += update * column { n, t in share(rows, n, t, index, adapters.count) }
    }
    return y
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("all rows got the first adapter: each has its own") {
    try Batch(share: { _, _, _, index, _ in index == 0 ? 1 : 0 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("all rows got the adapter of the first row: each has its own") {
    try Batch(share: { rows, _, _, index, _ in rows[0] == index ? 1 : 0 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("row n got adapter n: rows[n] says which it is") {
    try Batch(share: { _, n, _, index, count in n % count == index ? 1 : 0 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("rows are counted from 1: adapters[0] is the first one") {
    try Batch(share: { rows, n, _, index, _ in rows[n] == index + 1 ? 1 : 0 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("a row without an adapter got the first one: nil is none") {
    try Batch(share: { rows, n, _, index, _ in (rows[n] ?? 0) == index ? 1 : 0 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("a row without an adapter got the last one: nil is none") {
    try Batch(share: { rows, n, _, index, count in (rows[n] ?? count - 1) == index ? 1 : 0 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("a row without an adapter is zero: it gets the output of the frozen layer") {
    try Batch(frozen: { $0 == nil ? (0, 0) : (1, 1) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the rows of adapters have their update alone: add it to x·W + bias") {
    try Batch(frozen: { $0 == nil ? (1, 1) : (0, 0) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the frozen layer is missing: what all rows share is x·W + bias") {
    try Batch(frozen: { _ in (0, 0) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the bias is missing") {
    try Batch(frozen: { _ in (1, 0) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("this is the frozen layer alone: the updates are missing") {
    try Batch(share: { _, _, _, _, _ in 0 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("every row got all adapters: it gets its own alone") {
    try Batch(share: { _, _, _, _, _ in 1 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("every row got the mean of all adapters: it gets its own alone") {
    try Batch(share: { _, _, _, _, count in 1 / Scalar(count) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the adapters go by position: all positions of a row have the one of their row") {
    try Batch(share: { rows, _, t, index, _ in rows[t % rows.count] == index ? 1 : 0 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the first position alone was adapted: all positions of a row are") {
    try Batch(share: { rows, n, t, index, _ in t == 0 && rows[n] == index ? 1 : 0 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the last position alone was adapted: all positions of a row are") {
    let T = $0.shape[1]
    return try Batch(share: { rows, n, t, index, _ in t == T - 1 && rows[n] == index ? 1 : 0 })(
      $0, $1, $2, $3, $4, $5)
  },
  Mistake("all updates have the scale of the first adapter: each has a rank of its own") {
    try Batch(scale: { alpha, _, first in alpha / Scalar(first) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the updates are not scaled: multiply each by α / r") {
    try Batch(scale: { _, _, _ in 1 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the updates were multiplied by α alone: the scale is α / r") {
    try Batch(scale: { alpha, _, _ in alpha })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the rows stand in the order of their adapters: put each back to its index in the batch") {
    let (y, rows) = (try Batch()($0, $1, $2, $3, $4, $5), $5)
    let order = rows.indices.sorted { ((rows[$0] ?? -1), $0) < ((rows[$1] ?? -1), $1) }
    return rows.count == y.shape[0] ? y.rows(at: order) : y
  },
  Mistake("the rows stand in the order of their adapters, those without one last: put each back to its index") {
    let (y, rows) = (try Batch()($0, $1, $2, $3, $4, $5), $5)
    let order = rows.indices.sorted { ((rows[$0] ?? .max), $0) < ((rows[$1] ?? .max), $1) }
    return rows.count == y.shape[0] ? y.rows(at: order) : y
  },
  Mistake("rows without an adapter were left out: the output has N rows") {
    let (y, rows) = (try Batch()($0, $1, $2, $3, $4, $5), $5)
    return rows.count == y.shape[0] ? y.rows(at: rows.indices.filter { rows[$0] != nil }) : y
  },
  Mistake("a wrong number of indices was not refused: throw a Misfit") {
    try Batch(refuses: { rows, _, count in
      rows.contains { $0.map { !(0..<count).contains($0) } ?? false }
    })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the index of no adapter was not refused: it is nil that stands for none; throw a Misfit") {
    try Batch(refuses: { rows, N, _ in rows.count != N })($0, $1, $2, $3, $4, $5)
  },
]

private func probes(_ adaptRows: @escaping Answer) -> [Probe] {
  let (x, weight, bias) = (random(5, 3, 4, seed: 1), random(4, 6, seed: 2), random(6, seed: 3))
  let adapters: [Factors] = [
    (random(4, 2, seed: 4), random(2, 6, seed: 5)), (random(4, 3, seed: 6), random(3, 6, seed: 7)),
    (random(4, 1, seed: 8), random(1, 6, seed: 9)),
  ]
  let rows = [2, nil, 0, 1, 0]
  func adapt(_ x: Tensor, _ rows: [Int?]) throws -> Tensor { try adaptRows(x, weight, bias, adapters, 3, rows) }
  func right(_ n: Int) -> Tensor {
    let y = matmul(x.row(n), weight) + bias
    guard let index = rows[n] else { return y }
    let (a, b) = adapters[index]
    let update = LoRALayer(a: constant(a), b: constant(b), scale: 3 / Scalar(a.shape[1]))
    return y + update(constant(x.row(n))).value
  }
  return [
    .values(
      "x [5, 3, 4], adapters of rank 2, 3 and 1, rows [2, nil, 0, 1, 0], α 3", try adapt(x, rows),
      are: .stack((0..<5).map(right))),
    .property(
      "rows without an adapter get the frozen layer", try adapt(x, rows.map { _ in nil }),
      equals: matmul(x, weight) + bias),
    .property(
      "a batch of one row gives the row", try adapt(x.rows(3..<4), [1]), equals: right(3).reshaped(1, 3, 6)),
    .refuses("4 indices for 5 rows", try adapt(x, [0, 1, 2, nil])),
    .refuses("6 indices for 5 rows", try adapt(x, [0, 1, 2, nil, 0, 1])),
    .refuses("index 3 with 3 adapters", try adapt(x, [0, 1, 2, 3, nil])),
    .refuses("index −1", try adapt(x, [0, 1, 2, -1, nil])),
  ]
}
