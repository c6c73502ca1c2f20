import Exercises
import LSTM
import Solutions

private typealias Answer = @Sendable (_ forget: Tensor, _ dc: Tensor) throws -> Tensor

extension Exercise {
  static let gradientNorms = Exercise(
    "04.5", "gradientNorms", mine: MyLSTMs.gradientNorms, solution: LSTMSolutions.gradientNorms,
    hints: [
      "The derivative of f ⊙ c with respect to c is f. Which step's gate does the gradient meet first on its way back?",
      "Start with dc and its length. For t from the last step to the first: dc * forget.row(t), and its length.",
      "Collect (dc * dc).sum.squareRoot() before the loop and after each product, and return them reversed.",
    ],
    mistakes: mistakes, probes: probes)
}

private func norm(_ x: Tensor) -> Scalar { (x * x).sum.squareRoot() }

/// The cells' gradients, from the last to the first, and what is made of each.
private func walk(
  _ forget: Tensor, _ dc: Tensor, steps: [Int]? = nil, next: (Tensor, Tensor) -> Tensor = { $0 * $1 },
  length: (Tensor) -> Scalar = norm
) -> [Scalar] {
  var dc = dc
  return [length(dc)]
    + (steps ?? (0..<forget.shape[0]).reversed()).map { t in
      dc = next(dc, forget.row(t))
      return length(dc)
    }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the lengths stand in the order of the walk: the first number belongs to the cell before step 0") {
    Tensor(walk($0, $1))
  },
  Mistake("the gates were met from the first step on: the gradient comes from the end") { forget, dc in
    Tensor(walk(forget, dc, steps: Array(0..<forget.shape[0])).reversed())
  },
  Mistake("each gate met dc itself: the gradient goes through all gates behind it, one product after the other") {
    forget, dc in
    Tensor(walk(forget, dc, next: { _, gate in dc * gate }).reversed())
  },
  Mistake("the root is missing: the length is √(Σ dc²)") { Tensor(walk($0, $1, length: { ($0 * $0).sum }).reversed()) },
  Mistake("the mean of the squares was taken: the length is √(Σ dc²)") {
    Tensor(walk($0, $1, length: { ($0 * $0).mean.squareRoot() }).reversed())
  },
  Mistake("the numbers were added instead of their squares: those of opposite sign hide each other") {
    Tensor(walk($0, $1, length: \.sum).reversed())
  },
  Mistake("the length was multiplied by the gate's mean: every unit has its own gate") { forget, dc in
    Tensor(walk(forget, dc, next: { $0 * $1.mean }).reversed())
  },
  Mistake("the slope of the sigmoid was multiplied in: on the road of the cell the gate is a plain factor") {
    forget, dc in
    Tensor(walk(forget, dc, next: { $0 * $1 * (1 - $1) }).reversed())
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
    .values("5 steps of 3 hiddenSize", try gradientNorms(forget, dc), are: Tensor(expected)),
    .property(
      "wide open gates lose nothing in 100 steps", try gradientNorms(.ones(100, 3), dc),
      equals: Tensor(repeating: norm(dc), shape: [101])),
    .property(
      "gates of ½ halve it at each step", try gradientNorms(.ones(4, 3) / 2, dc),
      equals: norm(dc) * ([0.0625, 0.125, 0.25, 0.5, 1] as Tensor)),
  ]
}
