import Exercises
import Solutions
import Training

private typealias Answer = @Sendable (_ scores: Tensor, _ targets: [Int]) throws -> Tensor

extension Exercise {
  static let crossEntropyGradient = Exercise(
    "02.1", "crossEntropyGradient",
    mine: MyTraining.crossEntropyGradient, solution: TrainingSolutions.crossEntropyGradient,
    hints: [
      "−ln p(target) is ln Σ eˣ − x(target). What is the derivative of the first part with respect to each score?",
      "It is the softmax. The second part takes 1 off at the target, and the mean over B rows divides by B.",
      "Make `wanted` [B, V] with 1 at each row's target and 0 elsewhere: (softmax(scores) - wanted) / Scalar(B).",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("not divided by the number of rows: the loss is their mean") { scores, targets in
    softmax(scores) - wanted(scores, targets)
  },
  Mistake("the sign is turned: probability minus wanted, so that a step down raises the target's score") {
    scores, targets in
    (wanted(scores, targets) - softmax(scores)) / Scalar(targets.count)
  },
  Mistake("divided by all numbers of the tensor: the mean is over the rows only") { scores, targets in
    (softmax(scores) - wanted(scores, targets)) / Scalar(scores.count)
  },
  Mistake("the softmax was taken over the batch: it belongs along the classes, the last axis") { scores, targets in
    (softmax(scores, axis: 0) - wanted(scores, targets)) / Scalar(targets.count)
  },
  Mistake("the softmax is missing: scores are not probabilities") { scores, targets in
    (scores - wanted(scores, targets)) / Scalar(targets.count)
  },
  Mistake("the targets were never counted: there must be one for each row") { scores, targets in
    (softmax(scores) - wanted(scores, targets)) / Scalar(scores.shape[0])
  },
  Mistake("only the target's score got a gradient: all others are pushed down too") { scores, targets in
    let wanted = wanted(scores, targets)
    return wanted * (softmax(scores) - wanted) / Scalar(targets.count)
  },
]

private func probes(_ crossEntropyGradient: @escaping Answer) -> [Probe] {
  let scores = random(3, 4, seed: 1)
  let targets = [2, 0, 3]
  let expected = gradients(of: [scores], weightedBy: Tensor(1)) { crossEntropy($0[0], targets) }[0]
  return [
    .gradient("3 rows of 4 scores", try crossEntropyGradient(scores, targets), is: expected),
    .property(
      "every row of the gradient sums to zero", try crossEntropyGradient(scores, targets).sum(axis: -1),
      equals: .zeros(3)),
    .refuses("3 rows and 4 targets", try crossEntropyGradient(scores, targets + [1])),
  ]
}

/// One at each row's target, zeros elsewhere.
private func wanted(_ scores: Tensor, _ targets: [Int]) -> Tensor {
  Tensor(shape: scores.shape) { $0[1] == targets[$0[0]] ? 1 : 0 }
}
