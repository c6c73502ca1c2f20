import Exercises
import Gradients
import Solutions

private typealias Answer = @Sendable (_ dy: Tensor, _ shape: [Int]) throws -> Tensor

extension Exercise {
  static let broadcastBackward = Exercise(
    "01.3", "broadcastBackward", solution: GradientSolutions.self,
    answer: { (answers: any GradientTasks.Type) in answers.broadcastBackward },
    hints: [
      "A number that was copied four times affects the loss four times. How are the four derivatives combined?",
      "Find the axes that were repeated: those in front that `shape` does not have, and those where it has a 1. Sum over them.",
      "let lead = dy.rank - shape.count; sum over the axes where axis < lead || shape[axis - lead] == 1, then reshape to `shape`.",
    ],
    forbidden: [".summed", "Variable"], mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the copies' gradients were averaged: the chain rule adds them") { dy, shape in
    dy.summed(to: shape) * (Scalar(shape.reduce(1, *)) / Scalar(dy.count))
  },
  Mistake("only the first copy's gradient was kept: every copy contributes") { dy, shape in
    let lead = dy.rank - shape.count
    return dy.shape.indices.reduce(dy) { kept, axis in
      axis < lead || shape[axis - lead] == 1 ? kept.slice(axis: axis, 0..<1) : kept
    }.reshaped(shape)
  },
  Mistake("nothing was summed: the gradient must have the shape of the small tensor") { dy, _ in dy },
  Mistake("the summed axes of extent 1 are missing: reshape to `shape`") { dy, shape in
    let summed = dy.summed(to: shape)
    return summed.reshaped(shape.filter { $0 != 1 })
  },
  Mistake("only the added axes were summed: an extent of 1 was repeated too") { dy, shape in
    dy.sum(axes: Array(0..<dy.rank - shape.count))
  },
]

private func probes(_ broadcastBackward: @escaping Answer) -> [Probe] {
  let dy = random(2, 3, 4, seed: 1)
  func gradient(_ shape: [Int]) -> Probe {
    let dx = gradients(of: [Tensor(repeating: 1, shape: shape)], weightedBy: dy) { $0[0] + constant(dy) }[0]
    return .gradient("a shape \(shape) broadcast to [2, 3, 4]", try broadcastBackward(dy, shape), is: dx)
  }
  return [
    gradient([4]), gradient([3, 4]), gradient([3, 1]), gradient([2, 1, 4]), gradient([]),
    .property("a tensor that was not repeated gets dy unchanged", try broadcastBackward(dy, [2, 3, 4]), equals: dy),
  ]
}
