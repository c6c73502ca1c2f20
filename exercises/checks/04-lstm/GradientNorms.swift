import Exercises
import Gradients
import LSTM
import Solutions

private typealias Answer = @Sendable (_ forget: Tensor, _ dc: Tensor) throws -> Tensor

extension Exercise {
  static let gradientNorms = Exercise(
    "04.5", "gradientNorms", solution: LSTMSolutions.self,
    answer: { (answers: any LSTMTasks.Type) in answers.gradientNorms },
    hints: [
      "The derivative of f ⊙ c with respect to c is f. Which step's gate does the backward pass multiply by first?",
      "Start with dc and its norm. For t from the last step to the first: dc * forget.row(t), and its norm.",
      "Collect (dc * dc).sum.squareRoot() before the loop and after each product, and return them reversed.",
    ],
    mistakes: mistakes, probes: probes)
}

private func norm(_ x: Tensor) -> Scalar { (x * x).sum.squareRoot() }

/// The norms of the cell states' gradients, from the last to the first, with one thing done differently.
private func norms(
  _ forget: Tensor, _ dc: Tensor, steps: [Int]? = nil, next: (Tensor, Tensor) -> Tensor = { $0 * $1 },
  norm: (Tensor) -> Scalar = norm
) -> [Scalar] {
  var dc = dc
  return [norm(dc)]
    + (steps ?? (0..<forget.shape[0]).reversed()).map { t in
      dc = next(dc, forget.row(t))
      return norm(dc)
    }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the norms are in the order of the backward pass: the first belongs to the cell state before step 0") {
    Tensor(norms($0, $1))
  },
  Mistake("the gates were multiplied from the first step on: the backward pass starts at the last step") { forget, dc in
    Tensor(norms(forget, dc, steps: Array(0..<forget.shape[0])).reversed())
  },
  Mistake("each gate multiplied dc itself: the gradient is a product over the gates of all later steps") {
    forget, dc in
    Tensor(norms(forget, dc, next: { _, gate in dc * gate }).reversed())
  },
  Mistake("the root is missing: the norm is √(Σ dc²)") { Tensor(norms($0, $1, norm: { ($0 * $0).sum }).reversed()) },
  Mistake("the mean of the squares was taken: the norm is √(Σ dc²)") {
    Tensor(norms($0, $1, norm: { ($0 * $0).mean.squareRoot() }).reversed())
  },
  Mistake("the numbers were added instead of their squares: those of opposite sign cancel") {
    Tensor(norms($0, $1, norm: \.sum).reversed())
  },
  Mistake("dc was multiplied by the mean of the gates: every hidden unit has its own gate") { forget, dc in
    Tensor(norms(forget, dc, next: { $0 * $1.mean }).reversed())
  },
  Mistake("the derivative of the sigmoid was multiplied in: along the cell state the gate is a plain factor") {
    forget, dc in
    Tensor(norms(forget, dc, next: { $0 * $1 * (1 - $1) }).reversed())
  },
]

private func probes(_ gradientNorms: @escaping Answer) -> [Probe] {
  let (forget, dc) = (sigmoid(random(5, 3, seed: 1)), random(3, seed: 2))
  let expected = (0...5).map { start in
    norm(
      gradients(of: [Tensor.zeros(3)], weightedBy: dc) { c in
        (start..<5).reduce(c[0]) { $0 * constant(forget.row($1)) }
      }[0])
  }
  return [
    .values("5 steps, hidden size 3", try gradientNorms(forget, dc), are: Tensor(expected)),
    .property(
      "gates of 1 keep the norm over 100 steps", try gradientNorms(.ones(100, 3), dc),
      equals: Tensor(repeating: norm(dc), shape: [101])),
    .property(
      "gates of ½ halve it at each step", try gradientNorms(.ones(4, 3) / 2, dc),
      equals: norm(dc) * ([0.0625, 0.125, 0.25, 0.5, 1] as Tensor)),
  ]
}
