import Exercises
import Gradients
import Solutions

private typealias Answer = @Sendable (_ f: (Tensor) throws -> Scalar, _ x: Tensor, _ h: Scalar) throws -> Tensor

extension Exercise {
  static let centralDifference = Exercise(
    "01.5", "centralDifference", solution: GradientSolutions.self,
    answer: { (answers: any GradientTasks.Type) in answers.centralDifference },
    hints: [
      "A tensor is a value: `var moved = x` is a copy that you may change without touching x.",
      "For each entry: one copy with h added to it, one with h subtracted, all other entries unchanged.",
      "moved.setScalar(at: position, to: x.scalars[position] + h), f of it, the same with − h, and (above − below) / (2 * h).",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("this is the one-sided difference: take f(x − h) as well, and divide by 2h") { f, x, h in
    try derivatives(x) { (try f(x.moved($0, by: h)) - f(x)) / h }
  },
  Mistake("this is a one-sided difference divided by 2h: take f(x − h) in place of f(x)") { f, x, h in
    try derivatives(x) { (try f(x.moved($0, by: h)) - f(x)) / (2 * h) }
  },
  Mistake("this is the one-sided difference to the left: take f(x + h) as well, and divide by 2h") { f, x, h in
    try derivatives(x) { (try f(x) - f(x.moved($0, by: -h))) / h }
  },
  Mistake("it was divided by 2 and multiplied by h: `/ 2 * h` goes from left to right, so write `/ (2 * h)`") {
    f, x, h in
    try derivatives(x) { (try f(x.moved($0, by: h)) - f(x.moved($0, by: -h))) / 2 * h }
  },
  Mistake("the step is not `h`: both points and the divisor use the step that was given") { f, x, _ in
    try derivatives(x) { (try f(x.moved($0, by: 0.001)) - f(x.moved($0, by: -0.001))) / 0.002 }
  },
  Mistake("the difference was divided by h: the two points are 2h apart") { f, x, h in
    try derivatives(x) { (try f(x.moved($0, by: h)) - f(x.moved($0, by: -h))) / h }
  },
  Mistake("h was added to all entries at once: each derivative changes its own entry alone") { f, x, h in
    try derivatives(x) { _ in (try f(x + h) - f(x - h)) / (2 * h) }
  },
  Mistake("the sign is reversed: f(x + h) comes first") { f, x, h in
    try derivatives(x) { (try f(x.moved($0, by: -h)) - f(x.moved($0, by: h))) / (2 * h) }
  },
  Mistake("a changed entry was not restored before the next one was changed") { f, x, h in
    var moved = x
    return try derivatives(x) { position in
      moved = moved.moved(position, by: h)
      let above = try f(moved)
      moved = moved.moved(position, by: -2 * h)
      return (above - (try f(moved))) / (2 * h)
    }
  },
]

private func probes(_ centralDifference: @escaping Answer) -> [Probe] {
  let x: Tensor = [[1, -2], [0.5, 3]]
  func f(_ x: Tensor) -> Scalar { (x * x * x).sum + x[0, 0] * x[1, 1] * x[0, 1] }
  // The central difference of x³ is exactly 3x² + h²; that of x·y·z with respect to x is y·z.
  let h: Scalar = 0.25
  let expected = 3 * x * x + h * h + ([[-6, 3], [0, -2]] as Tensor)
  return [
    .values("f = Σ x³ + x₀₀x₀₁x₁₁ at [[1, −2], [0.5, 3]] with h = \(h)", try centralDifference(f, x, h), are: expected),
    .property("the derivative of a constant is 0", try centralDifference({ _ in 7 }, x, h), equals: x * 0),
  ]
}

private func derivatives(_ x: Tensor, _ derivative: (_ position: Int) throws -> Scalar) rethrows -> Tensor {
  Tensor(shape: x.shape, scalars: try (0..<x.count).map(derivative))
}

extension Tensor {
  /// A copy with one entry changed.
  fileprivate func moved(_ position: Int, by h: Scalar) -> Tensor {
    var copy = self
    copy.setScalar(at: position, to: scalars[position] + h)
    return copy
  }
}
