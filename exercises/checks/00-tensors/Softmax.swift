import Exercises
import Solutions
import Tensors

private typealias Answer = @Sendable (_ x: Tensor) throws -> Tensor

extension Exercise {
  static let softmax = Exercise(
    "00.3", "softmax", solution: TensorSolutions.self,
    answer: { (answers: any TensorTasks.Type) in answers.softmax },
    hints: [
      "Softmax does not change when one number is subtracted from every logit of a row. Which number keeps eˣ finite?",
      "Subtract each row's largest logit first: then no exponent is above 0, and the largest term is exactly 1.",
      "let e = exp(x - x.max(axis: -1, keepingAxis: true)), and divide e by its sum along the same axis, which is kept too.",
    ],
    forbidden: ["Tensors.softmax", "logSoftmax"], mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("eˣ overflows: subtract the largest logit before the exponential") { x in
    exp(x) / exp(x).sum(axis: -1, keepingAxis: true)
  },
  Mistake("one maximum was subtracted from all rows: a row far below it becomes 0 / 0") { x in
    let e = exp(x - x.max)
    return e / e.sum(axis: -1, keepingAxis: true)
  },
  Mistake("the maxima of the columns were subtracted: subtract one number from all logits of a row") { x in
    let e = exp(x - x.max(axis: 0))
    return e / e.sum(axis: -1, keepingAxis: true)
  },
  Mistake("the columns sum to one instead of the rows: the axis is wrong") { x in
    Tensors.softmax(x, axis: 0)
  },
  Mistake("the softmax was taken over the whole tensor: each row has a maximum and a sum of its own") { x in
    let e = exp(x - x.max)
    return e / e.sum
  },
  Mistake("the exponentials were divided by the sum of the whole tensor: every row must sum to one") { x in
    let e = exp(x - x.max(axis: -1, keepingAxis: true))
    return e / e.sum
  },
  Mistake("the exponentials were divided by the largest one instead of by their sum") { x in
    exp(x - x.max(axis: -1, keepingAxis: true))
  },
]

private func probes(_ softmax: @escaping Answer) -> [Probe] {
  let x = random(3, 4, seed: 3)
  let large: Tensor = [[1000, 1001, 1002], [1, 2, 3]]
  return [
    .values("3 rows of 4 logits", try softmax(x), are: Tensors.softmax(x)),
    .values("logits of 1000 in one row, of 1 in the next", try softmax(large), are: Tensors.softmax(large)),
    .property("every row sums to one", try softmax(x).sum(axis: -1), equals: .ones(3)),
    .property("the same number added to all logits changes nothing", try softmax(x + 5), equals: try softmax(x)),
  ]
}
