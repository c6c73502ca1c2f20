import Exercises
import Solutions
import Tensors
import ViT

private typealias Answer = @Sendable (_ weights: [Tensor]) throws -> Tensor

extension Exercise {
  static let rollout = Exercise(
    "12.6", "rollout", solution: ViTSolutions.self,
    answer: { (answers: any ViTTasks.Type) in answers.rollout },
    hints: [
      "Begin with I: before the first block every token is itself. Each block multiplies what is below it from the left.",
      "weights.mean(axis: 0) is the mean of the heads, [T, T]; Tensor.identity(T) is I. Each row of (A + I) / 2 still sums to 1, and so does each row of a product of such matrices.",
      "weights.reduce(Tensor.identity(T)) { below, weights in matmul((weights.mean(axis: 0) + Tensor.identity(T)) / 2, below) }",
    ],
    forbidden: ["attentionRollout"], mistakes: mistakes, probes: probes)
}

/// A rollout with one thing done differently, which the mistakes choose.
private struct Roller {
  /// One matrix from those of the heads.
  var merge: (_ weights: Tensor) -> Tensor = { $0.mean(axis: 0) }
  var addResidual: (_ A: Tensor, _ I: Tensor) -> Tensor = { ($0 + $1) / 2 }
  var combine: (_ above: Tensor, _ below: Tensor) -> Tensor = { matmul($0, $1) }
  var blocks: (_ weights: [Tensor]) -> [Tensor] = { $0 }

  func callAsFunction(_ weights: [Tensor]) throws -> Tensor {
    guard let T = weights.first?.shape[1] else { throw Misfit("none") }
    let steps = blocks(weights).map { addResidual(merge($0), .identity(T)) }
    return steps.dropFirst().reduce(steps[0]) { combine($1, $0) }
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the blocks are in the wrong order: the higher one stands on the left, as it reads what the lower one wrote")
  {
    try Roller(combine: { matmul($1, $0) })($0)
  },
  Mistake("the identity was left out: half of a token's state comes through the residual connection") {
    try Roller(addResidual: { A, _ in A })($0)
  },
  Mistake("the identity was left out, and the blocks are in the wrong order") {
    try Roller(addResidual: { A, _ in A }, combine: { matmul($1, $0) })($0)
  },
  Mistake("A + I was not divided by 2: its rows sum to 2") {
    try Roller(addResidual: { $0 + $1 })($0)
  },
  Mistake("A + I was divided by the sums of its columns: its rows are the distributions") {
    try Roller(addResidual: { A, I in (A + I) / (A + I).sum(axis: 0) })($0)
  },
  Mistake("A was divided by 2, but the identity was not: (A + I) / 2") {
    try Roller(addResidual: { $0 / 2 + $1 })($0)
  },
  Mistake("1 was added to every entry: the identity has it on the diagonal alone") {
    try Roller(addResidual: { A, _ in (A + 1) / 2 })($0)
  },
  Mistake("the identity was added once, to the product: every block has its own residual connections") {
    let product = try Roller(addResidual: { A, _ in A })($0)
    return (product + .identity(product.shape[0])) / 2
  },
  Mistake("this is the last block alone: multiply the blocks below it") {
    try Roller(blocks: { Array($0.suffix(1)) })($0)
  },
  Mistake("this is the first block alone: multiply the blocks above it") {
    try Roller(blocks: { Array($0.prefix(1)) })($0)
  },
  Mistake("one block is missing, the lowest: multiply all of them") {
    try Roller(blocks: { $0.count > 1 ? Array($0.dropFirst()) : $0 })($0)
  },
  Mistake("one block is missing, the highest: multiply all of them") {
    try Roller(blocks: { $0.count > 1 ? Array($0.dropLast()) : $0 })($0)
  },
  Mistake("the matrices were added: what passes through two blocks is a product") {
    let count = Scalar($0.count)
    return try Roller(combine: { $0 + $1 })($0) / count
  },
  Mistake("the matrices were multiplied number by number: it is a matrix product") {
    try Roller(combine: { $0 * $1 })($0)
  },
  Mistake("the largest weight of the heads was taken: it is their mean") {
    try Roller(merge: { $0.max(axis: 0) })($0)
  },
  Mistake("the heads were added: it is their mean") {
    try Roller(merge: { $0.sum(axis: 0) })($0)
  },
  Mistake("this is the first head alone: take the mean of all") {
    try Roller(merge: { $0.row(0) })($0)
  },
  Mistake("the product was taken for each head, and the mean at the end: heads of two blocks do not belong together") {
    weights in
    let heads = weights.first?.shape[0] ?? 0
    let each = try (0..<heads).map { h in try Roller(merge: { $0.row(h) })(weights) }
    return each.isEmpty ? try Roller()(weights) : Tensor.stack(each).mean(axis: 0)
  },
  Mistake("the weights were transposed: rows are queries, columns keys") {
    try Roller(merge: { $0.mean(axis: 0).transposed })($0)
  },
  Mistake("the result is transposed: rows are outputs, columns inputs") {
    try Roller()($0).transposed
  },
  Mistake("this is the row of the class token alone: return all rows") {
    try Roller()($0).row(0)
  },
  Mistake("no block was not refused: there is nothing to multiply, so throw a Misfit") {
    $0.isEmpty ? .zeros(0, 0) : try Roller()($0)
  },
]

private func probes(_ rollout: @escaping Answer) -> [Probe] {
  let weights = (1...3).map { softmax(2 * random(2, 4, 4, seed: $0)) }
  func right(_ weights: [Tensor]) -> Tensor { attentionRollout(weights.map { $0.reshaped(1, 2, 4, 4) }).row(0) }
  let own = Tensor(shape: [2, 4, 4]) { $0[1] == $0[2] ? 1 : 0 }
  return [
    .values("2 blocks with 2 heads, 4 tokens", try rollout(Array(weights[..<2])), are: right(Array(weights[..<2]))),
    .values("3 blocks with 2 heads, 4 tokens", try rollout(weights), are: right(weights)),
    .property("each row sums to 1", try rollout(weights).sum(axis: 1), equals: Tensor.ones(4)),
    .property(
      "a block in which every token attends to itself changes nothing", try rollout([weights[0], own]),
      equals: try rollout([weights[0]])),
    .refuses("no block", try rollout([])),
  ]
}
