import Exercises
import Solutions
import Training

private typealias Answer = @Sendable (_ logits: Tensor, _ targets: [Int]) throws -> Tensor

extension Exercise {
  static let crossEntropyGradient = Exercise(
    "02.1", "crossEntropyGradient", solution: TrainingSolutions.self,
    answer: { (answers: any TrainingTasks.Type) in answers.crossEntropyGradient },
    hints: [
      "−ln p(target) is ln Σ eˣ − x(target). What is the derivative of the first part with respect to each logit?",
      "It is the softmax. The second part subtracts 1 at the target, and the mean over B rows divides by B.",
      "Make `oneHot` [B, V] with 1 at each row's target and 0 elsewhere: (softmax(logits) - oneHot) / Scalar(B).",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("not divided by the number of rows: the loss is their mean") { logits, targets in
    softmax(logits) - oneHot(logits, targets)
  },
  Mistake("the sign is reversed: probability minus one-hot target, so that a step against it raises the target's logit")
  {
    logits, targets in
    (oneHot(logits, targets) - softmax(logits)) / Scalar(targets.count)
  },
  Mistake("divided by all numbers of the tensor: the mean is over the rows only") { logits, targets in
    (softmax(logits) - oneHot(logits, targets)) / Scalar(logits.count)
  },
  Mistake("the softmax was taken over the batch: take it over the classes, the last axis") { logits, targets in
    (softmax(logits, axis: 0) - oneHot(logits, targets)) / Scalar(targets.count)
  },
  Mistake("the softmax is missing: logits are not probabilities") { logits, targets in
    (logits - oneHot(logits, targets)) / Scalar(targets.count)
  },
  Mistake("eˣ overflows: subtract each row's largest logit first, or use the library's softmax") { logits, targets in
    try gradient(logits, targets, exponentials: exp(logits))
  },
  Mistake("one maximum was subtracted from all rows: a row far below it becomes 0 / 0") { logits, targets in
    try gradient(logits, targets, exponentials: exp(logits - logits.max))
  },
  Mistake("the number of targets was not checked: there must be one for each row") { logits, targets in
    (softmax(logits) - oneHot(logits, targets)) / Scalar(logits.shape[0])
  },
  Mistake("only the target's logit got a gradient: all other logits have one too") { logits, targets in
    let oneHot = oneHot(logits, targets)
    return oneHot * (softmax(logits) - oneHot) / Scalar(targets.count)
  },
]

private func probes(_ crossEntropyGradient: @escaping Answer) -> [Probe] {
  let logits = random(3, 4, seed: 1)
  let targets = [2, 0, 3]
  let large: Tensor = [[1000, 1001, 1002], [1, 2, 3]]
  func expected(_ logits: Tensor, _ targets: [Int]) -> Tensor {
    gradients(of: [logits], weightedBy: Tensor(1)) { crossEntropy($0[0], targets) }[0]
  }
  return [
    .gradient("3 rows of 4 logits", try crossEntropyGradient(logits, targets), is: expected(logits, targets)),
    .gradient(
      "logits of 1,000 in one row, of 1 in the next", try crossEntropyGradient(large, [0, 2]),
      is: expected(large, [0, 2])),
    .property(
      "every row of the gradient sums to zero", try crossEntropyGradient(logits, targets).sum(axis: -1),
      equals: .zeros(3)),
    .refuses("3 rows and 4 targets", try crossEntropyGradient(logits, targets + [1])),
  ]
}

/// The gradient with a softmax of one's own.
private func gradient(_ logits: Tensor, _ targets: [Int], exponentials e: Tensor) throws -> Tensor {
  if targets.count != logits.shape[0] { throw Misfit("one target for each row") }
  return (e / e.sum(axis: -1, keepingAxis: true) - oneHot(logits, targets)) / Scalar(targets.count)
}

/// 1 at each row's target, 0 elsewhere.
private func oneHot(_ logits: Tensor, _ targets: [Int]) -> Tensor {
  Tensor(shape: logits.shape) { $0[1] == targets[$0[0]] ? 1 : 0 }
}
