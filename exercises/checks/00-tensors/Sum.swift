import Exercises
import Solutions
import Tensors

private typealias Answer = @Sendable (_ x: Tensor, _ axis: Int) throws -> Tensor

extension Exercise {
  static let sum = Exercise(
    "00.4", "sum", mine: MyTensors.sum, solution: TensorSolutions.sum,
    hints: [
      "Two neighbors along the axis do not lie side by side in memory, unless it is the last. How far apart are they?",
      "They are `inner` numbers apart. Loop over outer, over the steps of the axis, and over inner.",
      "sums[o * inner + i] += x.scalars[(o * length + step) * inner + i], with outer * inner sums that start at 0.",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the summed axis is still there with extent 1: leave it out of the shape") { x, axis in
    x.sum(axis: axis, keepingAxis: true)
  },
  Mistake("neighbors in memory were summed: two steps along the axis are `inner` numbers apart") { x, axis in
    var shape = x.shape
    let length = shape.remove(at: axis)
    return x.reshaped(-1, length).sum(axis: 1).reshaped(shape)
  },
  Mistake("the sum was divided by the number of terms: that is the mean") { x, axis in
    x.mean(axis: axis)
  },
  Mistake("the last step along the axis was left out") { x, axis in
    x.slice(axis: axis, 0..<x.shape[axis] - 1).sum(axis: axis)
  },
  Mistake("the axis was counted from the back") { x, axis in
    x.sum(axis: x.rank - 1 - axis)
  },
]

private func probes(_ sum: @escaping Answer) -> [Probe] {
  let cube = random(3, 3, 3, seed: 4)
  let x = random(2, 3, 4, seed: 5)
  func values(_ x: Tensor, along axis: Int) -> Probe {
    .values("\(x.shape) along axis \(axis)", try sum(x, axis), are: x.sum(axis: axis))
  }
  // Of a cube every axis has one length, so that a wrong axis shows by its values.
  return [0, 1, 2].map { values(cube, along: $0) } + [0, 1, 2].map { values(x, along: $0) }
    + [.refuses("[2, 3, 4] along axis 3", try sum(x, 3))]
}
