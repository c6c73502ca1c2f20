import Exercises
import Solutions
import Tensors

private typealias Answer = @Sendable (_ a: [Int], _ b: [Int]) throws -> [Int]

extension Exercise {
  static let broadcastShape = Exercise(
    "00.2", "broadcastShape", solution: TensorSolutions.self,
    answer: { (answers: any TensorTasks.Type) in answers.broadcastShape },
    hints: [
      "Bring both shapes to the same rank first. On which side are the missing axes?",
      "Put ones in front of the shorter shape. Then each axis is a comparison of two numbers.",
      "For each pair (x, y) of the padded shapes: throw unless x == y || x == 1 || y == 1, and take x == 1 ? y : x.",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the shapes were aligned at the first axis: broadcasting aligns them at the last") { a, b in
    try TensorSolutions.broadcastShape(a.reversed(), b.reversed()).reversed()
  },
  Mistake("shapes of different rank were rejected: the missing leading axes count as 1") { a, b in
    if a.count != b.count { throw Misfit("ranks differ") }
    return try TensorSolutions.broadcastShape(a, b)
  },
  Mistake("only an extent of 1 in b was repeated: the rule holds for a as well") { a, b in
    let shape = try TensorSolutions.broadcastShape(a, b)
    if shape != a { throw Misfit("b is larger") }
    return shape
  },
  Mistake("the larger extent was taken without checking that the smaller one is 1") { a, b in
    zip(padded(a, with: b), padded(b, with: a)).map { max($0, $1) }
  },
  Mistake("the larger of two extents was taken: 0 and 1 give 0, so take the one that is not 1") { a, b in
    _ = try TensorSolutions.broadcastShape(a, b)
    return zip(padded(a, with: b), padded(b, with: a)).map { max($0, $1) }
  },
  Mistake("the extent of 1 was taken: it is repeated, so the result has the other extent") { a, b in
    zip(padded(a, with: b), padded(b, with: a)).map { min($0, $1) }
  },
]

private func probes(_ broadcastShape: @escaping Answer) -> [Probe] {
  func values(_ a: [Int], _ b: [Int], are expected: [Int]) -> Probe {
    .values("\(a) and \(b)", try broadcastShape(a, b), are: expected)
  }
  return [
    values([2, 3], [2, 3], are: [2, 3]),
    values([2, 3], [3], are: [2, 3]),
    values([2, 3], [2, 1], are: [2, 3]),
    values([4, 1], [2, 1, 5], are: [2, 4, 5]),
    values([], [3], are: [3]),
    .property("an extent of 1 repeated no times is 0", try broadcastShape([2, 0], [1]), equals: [2, 0]),
    .refuses("[2, 3] and [2]", try broadcastShape([2, 3], [2])),
    .refuses("[2, 3] and [2, 4]", try broadcastShape([2, 3], [2, 4])),
  ]
}

/// A shape with ones in front, up to the rank of the other one.
private func padded(_ shape: [Int], with other: [Int]) -> [Int] {
  [Int](repeating: 1, count: max(0, other.count - shape.count)) + shape
}
