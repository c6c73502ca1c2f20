import Attention
import Exercises
import Gradients
import Solutions
import T5
import Tensors
import Transformer

private typealias Answer =
  @Sendable (
    _ q: Tensor, _ k: Tensor, _ v: Tensor, _ table: Tensor, _ H: Int, _ start: Int, _ bucket: (_ offset: Int) -> Int
  ) throws -> Tensor

extension Exercise {
  static let biasedAttention = Exercise(
    "11.6", "biasedAttention", solution: T5Solutions.self,
    answer: { (answers: any T5Tasks.Type) in answers.biasedAttention },
    hints: [
      "A head is what 10.2 has, without mask and scale, and with a matrix [Tq, Tk] that is added to its scores. Its entry needs the offset of query and key, the bucket, and the head.",
      "let bias = Tensor(shape: [Tq, Tk]) { table[bucket($0[1] - (start + $0[0])), h] }: $0[0] is the query's row, $0[1] the key's.",
      "For each head: scores = matmul(q.columns(columns), k.columns(columns), transposing: .right) + bias, and matmul(softmax(scores), v.columns(columns)). Tensor.concatenate(contexts, axis: 1) puts the heads side by side.",
    ],
    mistakes: mistakes, probes: probes)
}

/// Attention with one thing done differently, which the mistakes choose.
private struct Attender {
  /// By what q·k and the bias are divided.
  var divisor: (_ d: Int, _ D: Int) -> Scalar = { _, _ in 1 }
  var biasDivisor: (_ d: Int) -> Scalar = { _ in 1 }
  /// The offset that the bucket is looked up for.
  var offset: (_ query: Int, _ key: Int, _ start: Int) -> Int = { $1 - ($2 + $0) }
  /// The bias of a head.
  var bias: (_ table: Tensor, _ bucket: Int, _ h: Int, _ H: Int) -> Scalar = { table, bucket, h, _ in table[bucket, h] }
  var weigh: (_ scores: Tensor, _ bias: Tensor) -> Tensor = { softmax($0 + $1) }
  /// The columns of a head.
  var columns: (_ h: Int, _ d: Int, _ H: Int) -> [Int] = { h, d, _ in Array(h * d..<(h + 1) * d) }

  func callAsFunction(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, _ table: Tensor, _ H: Int, _ start: Int, _ bucket: (_ offset: Int) -> Int
  ) -> Tensor {
    let ((Tq, D), Tk) = (q.shape2, k.shape[0])
    let d = D / H
    var contexts = Tensor.zeros(D, Tq)
    for h in 0..<H {
      let columns = columns(h, d, H)
      func head(_ x: Tensor) -> Tensor { x.transposed.rows(at: columns).transposed }  // [T, d]
      let bias = Tensor(shape: [Tq, Tk]) {
        self.bias(table, bucket(offset($0[0], $0[1], start)), h, H) / biasDivisor(d)
      }
      let scores = matmul(head(q), head(k), transposing: .right) / divisor(d, D)
      contexts.add(matmul(weigh(scores, bias), head(v)).transposed, toRowsAt: columns)
    }
    return contexts.transposed
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("1/√d is left in: T5 does not divide the scores") {
    Attender(divisor: { d, _ in Scalar(d).squareRoot() })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("scores and biases were divided by √d: T5 divides neither") {
    Attender(divisor: { d, _ in Scalar(d).squareRoot() }, biasDivisor: { Scalar($0).squareRoot() })(
      $0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("the scores were divided by √D: T5 does not divide them") {
    Attender(divisor: { _, D in Scalar(D).squareRoot() })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("the scores were divided by d: T5 does not divide them") {
    Attender(divisor: { d, _ in Scalar(d) })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("the offset is reversed: it is the key's position minus the query's") {
    Attender(offset: { $2 + $0 - $1 })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("the offset has lost its sign: a key to the left has another bucket than one to the right") {
    Attender(offset: { abs($1 - ($2 + $0)) })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("`start` was ignored, or moves the keys as well: query i is at position start + i, key j at position j") {
    Attender(offset: { query, key, _ in key - query })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("`start` was subtracted: query i is at position start + i") {
    Attender(offset: { $1 - ($0 - $2) })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("the bucket is that of the key's position: it is that of the offset") {
    Attender(offset: { _, key, _ in key })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("the bias is missing") {
    Attender(bias: { _, _, _, _ in 0 })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("all heads have the bias of head 0: each has its own column of the table") {
    Attender(bias: { table, bucket, _, _ in table[bucket, 0] })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("the heads' biases are in reverse order: head h has column h of the table") {
    Attender(bias: { table, bucket, h, H in table[bucket, H - 1 - h] })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("all heads have the mean of the biases: each has its own column of the table") {
    Attender(bias: { table, bucket, _, H in table.row(bucket).sum / Scalar(H) })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("the bias was subtracted: it is added to the score") {
    Attender(weigh: { softmax($0 - $1) })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("the bias was multiplied with the score: it is added") {
    Attender(weigh: { softmax($0 * $1) })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("the bias was added after the softmax: then the weights do not sum to 1") {
    Attender(weigh: { softmax($0) + $1 })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("the softmax is over the queries: the weights of each query sum to 1, over the keys") {
    Attender(weigh: { softmax($0 + $1, axis: 0) })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("the softmax is missing") {
    Attender(weigh: { $0 + $1 })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("a head has every H-th column: head h has the columns h·d ..< (h + 1)·d") {
    Attender(columns: { h, d, H in (0..<d).map { $0 * H + h } })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("later keys are hidden: there is no mask") {
    let (k, start) = ($1, $5)
    let later = Tensor(shape: [$0.shape[0], k.shape[0]]) { $0[1] > start + $0[0] ? -.infinity : 0 }
    return Attender(weigh: { softmax($0 + $1 + later) })($0, $1, $2, $3, $4, $5, $6)
  },
  Mistake("the bias of a head is that of the whole model: one head of width D, not H heads of width d") {
    Attender()($0, $1, $2, $3, 1, $5, $6)
  },
]

private func probes(_ biasedAttention: @escaping Answer) -> [Probe] {
  let (q, k, v) = (random(3, 8, seed: 1), random(5, 8, seed: 2), random(5, 8, seed: 3))
  let table = random(8, 2, seed: 4)
  let buckets = RelativePositionBuckets(count: 8, maximumDistance: 6, isBidirectional: true)
  func expected(heads H: Int, start: Int, _ table: Tensor) -> Tensor {
    let bias = Tensor(shape: [H, 3, 5]) { table[buckets.bucket(of: $0[2] - $0[1] - start), $0[0]] }
    func batch(_ x: Tensor) -> Variable { constant(x.reshaped(1, x.shape[0], 8)) }
    return attention(batch(q), batch(k), batch(v), heads: H, bias: constant(bias), scale: 1).value.row(0)
  }
  func answer(_ q: Tensor, _ table: Tensor, start: Int = 1) throws -> Tensor {
    try biasedAttention(q, k, v, table, 2, start, buckets.bucket(of:))
  }
  /// A bias that hides every key but the one at the query's own position.
  let own = Tensor(shape: [8, 2]) { $0[0] == 0 ? 0 : -1_000 }
  return [
    .values(
      "3 queries from position 0, 5 keys, 2 heads of width 4", try answer(q, table, start: 0),
      are: expected(heads: 2, start: 0, table)),
    .values(
      "3 queries from position 2, 5 keys, 2 heads of width 4", try answer(q, table, start: 2),
      are: expected(heads: 2, start: 2, table)),
    .property(
      "a number added to all biases of a head changes nothing", try answer(q, table + [3, -2]),
      equals: try answer(q, table)),
    .property(
      "where the bias hides all other keys, a query gets the value at its own position", try answer(q, own),
      equals: v.rows(1..<4)),
    .property(
      "queries of zeros weight keys by the biases alone", try answer(0 * q, 0 * table),
      equals: (v.mean(axis: 0, keepingAxis: true)).broadcast(to: [3, 8])),
  ]
}
