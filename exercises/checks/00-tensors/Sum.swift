import Exercises
import Solutions
import Tensors

private typealias Answer = @Sendable (_ x: Tensor, _ axis: Int) throws -> Tensor

extension Exercise {
  static let sum = Exercise(
    "00.4", "sum", solution: TensorSolutions.self,
    answer: { (answers: any TensorTasks.Type) in answers.sum },
    hints: [
      "Two neighbors along an axis are adjacent in memory only if it is the last one. What is their stride otherwise?",
      "The stride is `inner`. Loop over outer, over the length of the axis, and over inner.",
      "sums[o * inner + i] += x.scalars[(o * length + step) * inner + i], with outer * inner sums that start at 0.",
    ],
    forbidden: [".sum", ".mean"], mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the summed axis is still in the shape, with extent 1: leave it out") { x, axis in
    x.sum(axis: axis, keepingAxis: true)
  },
  Mistake("neighbors in memory were summed: the stride along the axis is `inner`") { x, axis in
    var shape = x.shape
    let length = shape.remove(at: axis)
    return x.reshaped(-1, length).sum(axis: 1).reshaped(shape)
  },
  Mistake("the sum was divided by the number of terms: that is the mean") { x, axis in
    x.mean(axis: axis)
  },
  Mistake("the last index of the axis was left out") { x, axis in
    x.slice(axis: axis, 0..<x.shape[axis] - 1).sum(axis: axis)
  },
  Mistake("the axis was counted from the back") { x, axis in
    x.sum(axis: x.rank - 1 - axis)
  },
  Mistake("a negative axis was accepted: axes count from the front here, so x has no axis −1") { x, axis in
    if axis >= x.rank { throw Misfit("no such axis") }
    return x.sum(axis: axis)
  },
]

private func probes(_ sum: @escaping Answer) -> [Probe] {
  let cube = random(3, 3, 3, seed: 4)
  let x = random(2, 3, 4, seed: 5)
  func values(_ x: Tensor, along axis: Int) -> Probe {
    .values("\(x.shape) along axis \(axis)", try sum(x, axis), are: x.sum(axis: axis))
  }
  // All axes of the cube have the same length, so that a wrong axis gives wrong values and not a wrong shape.
  return [0, 1, 2].map { values(cube, along: $0) } + [0, 1, 2].map { values(x, along: $0) }
    + [.refuses("[2, 3, 4] along axis 3", try sum(x, 3)), .refuses("[2, 3, 4] along axis −1", try sum(x, -1))]
}
