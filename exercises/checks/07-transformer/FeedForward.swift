import Exercises
import Solutions
import Tensors
import Transformer

private typealias Answer = @Sendable (_ x: Tensor, _ weights: FeedForwardWeights) throws -> Tensor

extension Exercise {
  static let feedForward = Exercise(
    "07.4", "feedForward", solution: TransformerSolutions.self,
    answer: { (answers: any TransformerTasks.Type) in answers.feedForward },
    hints: [
      "Two linear maps in a row would be one linear map. What belongs between them?",
      "matmul(x, U) multiplies every position's row by U, whatever the axes before it; a bias is added to every row.",
      "matmul(relu(matmul(x, weights.up) + weights.upBias), weights.down) + weights.downBias",
    ],
    mistakes: mistakes, probes: probes)
}

/// A feed-forward with one thing done differently, which the mistakes choose.
private struct Net {
  var activation: (Tensor) -> Tensor = { relu($0) }
  /// How each product and its bias are combined.
  var first: (_ mapped: Tensor, _ bias: Tensor) -> Tensor = { $0 + $1 }
  var second: (_ mapped: Tensor, _ bias: Tensor) -> Tensor = { $0 + $1 }

  func callAsFunction(_ x: Tensor, _ weights: FeedForwardWeights) -> Tensor {
    second(matmul(activation(first(matmul(x, weights.up), weights.upBias)), weights.down), weights.downBias)
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the activation is missing: two linear maps in a row are one linear map") {
    Net(activation: { $0 })($0, $1)
  },
  Mistake("the activation was applied after the second map: it belongs between the two") {
    relu(Net(activation: { $0 })($0, $1))
  },
  Mistake("a second activation was applied to the result: the output may be negative") {
    relu(Net()($0, $1))
  },
  Mistake("the bias a was added after the activation: it belongs before, where it shifts the threshold of the relu") {
    Net(activation: { $0 }, first: { relu($0) + $1 })($0, $1)
  },
  Mistake("the bias a is missing") {
    Net(first: { mapped, _ in mapped })($0, $1)
  },
  Mistake("the bias b is missing") {
    Net(second: { mapped, _ in mapped })($0, $1)
  },
  Mistake("this is GELU: the activation is ReLU") {
    Net(activation: { geluTanh($0) })($0, $1)
  },
  Mistake("positive numbers were set to 0: relu keeps them and sets the negative ones to 0") {
    Net(activation: { -relu(-$0) })($0, $1)
  },
  Mistake("the maps were applied along the positions: they apply to the last axis, at each position separately") {
    Net()($0.transposed, $1).transposed
  },
  Mistake("x was added: the residual connection belongs to the block, not to the feed-forward") {
    $0 + Net()($0, $1)
  },
]

private func probes(_ feedForward: @escaping Answer) -> [Probe] {
  // As many positions as columns: a map along the wrong axis keeps the shape, so the numbers show it.
  let x = random(2, 4, 4, seed: 1)
  let weights = FeedForwardWeights(
    up: random(4, 6, seed: 2), upBias: random(6, seed: 3), down: random(6, 4, seed: 4), downBias: random(4, seed: 5))
  let expected = Tensor(shape: [2, 4, 4]) { index in
    let hidden = (0..<6).map { column in
      (0..<4).reduce(weights.upBias[column]) { $0 + x[index[0], index[1], $1] * weights.up[$1, column] }
    }
    return (0..<6).reduce(weights.downBias[index[2]]) { $0 + max(0, hidden[$1]) * weights.down[$1, index[2]] }
  }
  let order = [2, 0, 3, 1]
  /// The positions of both sequences in another order.
  func shuffled(_ x: Tensor) -> Tensor { x.permuted(1, 0, 2).rows(at: order).permuted(1, 0, 2) }
  return [
    .values("2 sequences of 4 positions, width 4, feed-forward width 6", try feedForward(x, weights), are: expected),
    .property(
      "positions are independent: reordered inputs give outputs reordered in the same way",
      try feedForward(shuffled(x), weights), equals: shuffled(expected)),
  ]
}
