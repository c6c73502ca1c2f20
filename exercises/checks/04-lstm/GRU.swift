import Exercises
import LSTM
import Solutions

private typealias Answer = @Sendable (_ x: Tensor, _ h: Tensor, _ weights: GRUWeights) throws -> Tensor

extension Exercise {
  static let gru = Exercise(
    "04.3", "gru", mine: MyLSTMs.gru, solution: LSTMSolutions.gru,
    hints: [
      "Keep a and m apart: for r and u they are simply added, for n the reset gate stands between them.",
      "r takes columns(0..<H) of both, u columns(H..<2 * H), n columns(2 * H..<3 * H). r multiplies m, its bias included.",
      "n = tanh(a's columns + r * m's columns), and the result is (1 - u) * n + u * h.",
    ],
    mistakes: mistakes, probes: probes)
}

/// What a and m say to r, u and n.
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
  /// W's columns and the state's bias for the candidate.
  var candidate: (W: Tensor, d: Tensor) {
    (weights.recurrent.columns(2 * H..<3 * H), weights.recurrentBias.columns(2 * H..<3 * H))
  }

  /// The new state from a candidate.
  func mixed(_ n: Tensor) -> Tensor { (1 - u) * n + u * h }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("u and 1 − u have changed positions: u is how much of the old state is kept") { x, h, weights in
    let parts = Parts(x, h, weights)
    return parts.u * parts.n + (1 - parts.u) * h
  },
  Mistake("the reset gate was applied before the matrix product, the paper's variant: here r multiplies h·W + d") {
    x, h, weights in
    let parts = Parts(x, h, weights)
    let (W, d) = parts.candidate
    return parts.mixed(tanh(parts.a[2] + matmul(parts.r * h, W) + d))
  },
  Mistake("the bias d was left outside: r multiplies all of h·W + d") { x, h, weights in
    let parts = Parts(x, h, weights)
    let (W, d) = parts.candidate
    return parts.mixed(tanh(parts.a[2] + parts.r * matmul(h, W) + d))
  },
  Mistake("the gates are in the wrong order: r stands first, u second") { x, h, weights in
    var parts = Parts(x, h, weights)
    parts.a.swapAt(0, 1)
    parts.m.swapAt(0, 1)
    return parts.mixed(parts.n)
  },
  Mistake("the reset gate is missing: the candidate sees r ⊙ (h·W + d)") { x, h, weights in
    let parts = Parts(x, h, weights)
    return parts.mixed(tanh(parts.a[2] + parts.m[2]))
  },
  Mistake("the reset gate weighs the input too: it multiplies only what the state says") { x, h, weights in
    let parts = Parts(x, h, weights)
    return parts.mixed(tanh(parts.r * (parts.a[2] + parts.m[2])))
  },
  Mistake("the candidate went through a sigmoid: it is bent by tanh") { x, h, weights in
    let parts = Parts(x, h, weights)
    return parts.mixed(sigmoid(parts.a[2] + parts.r * parts.m[2]))
  },
  Mistake("nothing of the old state is kept: u ⊙ h is missing") { x, h, weights in
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
  /// A bias that opens u wide.
  var keeping = weights
  keeping.inputBias = Tensor(shape: [12]) { 4 <= $0[0] && $0[0] < 8 ? 100 : 0 }
  return [
    .values("3 inputs and 4 hiddenSize", try gru(x, h, weights), are: parts.mixed(parts.n)),
    .property("with u wide open the state stays as it is", try gru(x, h, keeping), equals: h),
  ]
}
