import Exercises
import LSTM
import Solutions
import Tensors

private typealias Answer = @Sendable (_ x: Tensor, _ h: Tensor, _ weights: GRUWeights) throws -> Tensor

extension Exercise {
  static let gru = Exercise(
    "04.3", "gru", solution: LSTMSolutions.self,
    answer: { (answers: any LSTMTasks.Type) in answers.gru },
    hints: [
      "Compute a and m separately: for r and u they are added, for n the reset gate first multiplies m.",
      "r takes columns(0..<H) of both, u columns(H..<2 * H), n columns(2 * H..<3 * H). r multiplies m, its bias included.",
      "n = tanh(a's columns + r * m's columns), and the result is (1 - u) * n + u * h.",
    ],
    mistakes: mistakes, probes: probes)
}

/// The columns of a and m that belong to r, u and n.
private struct Parts {
  let h: Tensor
  let weights: GRUWeights
  var a: [Tensor]
  var m: [Tensor]

  init(_ x: Tensor, _ h: Tensor, _ weights: GRUWeights) {
    (self.h, self.weights) = (h, weights)
    let a = matmul(x, weights.input) + weights.inputBias
    let m = matmul(h, weights.recurrent) + weights.recurrentBias
    let H = h.shape[1]
    self.a = (0..<3).map { a.columns($0 * H..<($0 + 1) * H) }
    self.m = (0..<3).map { m.columns($0 * H..<($0 + 1) * H) }
  }

  var H: Int { h.shape[1] }
  var r: Tensor { sigmoid(a[0] + m[0]) }
  var u: Tensor { sigmoid(a[1] + m[1]) }
  var n: Tensor { tanh(a[2] + r * m[2]) }
  /// The candidate's columns of W and d.
  var candidate: (W: Tensor, d: Tensor) {
    (weights.recurrent.columns(2 * H..<3 * H), weights.recurrentBias.columns(2 * H..<3 * H))
  }

  /// The new state from a candidate.
  func newState(_ n: Tensor) -> Tensor { (1 - u) * n + u * h }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("u and 1 − u are swapped: u is how much of the old state is kept") { x, h, weights in
    let parts = Parts(x, h, weights)
    return parts.u * parts.n + (1 - parts.u) * h
  },
  Mistake("the reset gate was applied before the matrix product, the paper's variant: here r multiplies h·W + d") {
    x, h, weights in
    let parts = Parts(x, h, weights)
    let (W, d) = parts.candidate
    return parts.newState(tanh(parts.a[2] + matmul(parts.r * h, W) + d))
  },
  Mistake("the bias d was added after the reset gate: r multiplies all of h·W + d") { x, h, weights in
    let parts = Parts(x, h, weights)
    let (W, d) = parts.candidate
    return parts.newState(tanh(parts.a[2] + parts.r * matmul(h, W) + d))
  },
  Mistake("the gates are in the wrong order: r comes first, u second") { x, h, weights in
    var parts = Parts(x, h, weights)
    parts.a.swapAt(0, 1)
    parts.m.swapAt(0, 1)
    return parts.newState(parts.n)
  },
  Mistake("the reset gate is missing: the candidate gets r ⊙ (h·W + d)") { x, h, weights in
    let parts = Parts(x, h, weights)
    return parts.newState(tanh(parts.a[2] + parts.m[2]))
  },
  Mistake("the reset gate multiplies the input's part too: it multiplies only h·W + d") { x, h, weights in
    let parts = Parts(x, h, weights)
    return parts.newState(tanh(parts.r * (parts.a[2] + parts.m[2])))
  },
  Mistake("the candidate went through a sigmoid: its activation is tanh") { x, h, weights in
    let parts = Parts(x, h, weights)
    return parts.newState(sigmoid(parts.a[2] + parts.r * parts.m[2]))
  },
  Mistake("the old state is not kept: u ⊙ h is missing") { x, h, weights in
    let parts = Parts(x, h, weights)
    return (1 - parts.u) * parts.n
  },
]

private func probes(_ gru: @escaping Answer) -> [Probe] {
  let (x, h) = (random(2, 3, seed: 1), random(2, 4, seed: 2))
  let weights = GRUWeights(
    input: random(3, 12, seed: 3), recurrent: random(4, 12, seed: 4), inputBias: random(12, seed: 5),
    recurrentBias: random(12, seed: 6))
  let parts = Parts(x, h, weights)
  /// A bias that makes u 1.
  var keeping = weights
  keeping.inputBias = Tensor(shape: [12]) { 4 <= $0[0] && $0[0] < 8 ? 100 : 0 }
  return [
    .values("input width 3 and hidden size 4", try gru(x, h, weights), are: parts.newState(parts.n)),
    .property("with u = 1 the state stays as it is", try gru(x, h, keeping), equals: h),
  ]
}
