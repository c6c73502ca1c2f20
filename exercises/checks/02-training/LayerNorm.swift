import Exercises
import Solutions
import Training

private typealias Answer = @Sendable (_ x: Tensor, _ gain: Tensor, _ bias: Tensor, _ epsilon: Scalar) throws -> Tensor

extension Exercise {
  static let layerNorm = Exercise(
    "02.3", "layerNorm", solution: TrainingSolutions.self,
    answer: { (answers: any TrainingTasks.Type) in answers.layerNorm },
    hints: [
      "Every row has its own mean and variance. Along which axis are they computed?",
      "Center first: x - x.mean(axis: -1, keepingAxis: true). The variance is the mean of the squares of the result.",
      "gain * (centered / sqrt(variance + epsilon)) + bias, the variance with its axis kept.",
    ],
    mistakes: mistakes, probes: probes)
}

/// x minus its mean along an axis, and its variance along that axis.
private func centered(_ x: Tensor, axis: Int = -1) -> (Tensor, variance: Tensor) {
  let centered = x - x.mean(axis: axis, keepingAxis: true)
  return (centered, (centered * centered).mean(axis: axis, keepingAxis: true))
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("mean and variance were taken over the batch: that is batch norm") { x, gain, bias, epsilon in
    let (centered, variance) = centered(x, axis: 0)
    return gain * (centered / sqrt(variance + epsilon)) + bias
  },
  Mistake("the sum of squares was divided by D − 1: the variance is their mean, over D") { x, gain, bias, epsilon in
    let (centered, variance) = centered(x)
    let D = Scalar(x.shape[1])
    return gain * (centered / sqrt(variance * (D / (D - 1)) + epsilon)) + bias
  },
  Mistake("ε was added to the root: add it to the variance") { x, gain, bias, epsilon in
    let (centered, variance) = centered(x)
    return gain * (centered / (sqrt(variance) + epsilon)) + bias
  },
  Mistake("the root is missing: divide by the standard deviation, not by the variance") { x, gain, bias, epsilon in
    let (centered, variance) = centered(x)
    return gain * (centered / (variance + epsilon)) + bias
  },
  Mistake("the variance was computed from x itself: it is the mean of the squared differences from the mean") {
    x, gain, bias, epsilon in
    gain * (centered(x).0 / sqrt((x * x).mean(axis: -1, keepingAxis: true) + epsilon)) + bias
  },
  Mistake("the mean was not subtracted") { x, gain, bias, epsilon in
    gain * (x / sqrt(centered(x).variance + epsilon)) + bias
  },
  Mistake("the gain was applied before the normalization, which cancels its scale") { x, gain, bias, epsilon in
    let (centered, variance) = centered(gain * x)
    return centered / sqrt(variance + epsilon) + bias
  },
  Mistake("the bias was multiplied by the gain: it is added last") { x, gain, bias, epsilon in
    let (centered, variance) = centered(x)
    return gain * (centered / sqrt(variance + epsilon) + bias)
  },
  Mistake("gain and bias were left out") { x, _, _, epsilon in
    let (centered, variance) = centered(x)
    return centered / sqrt(variance + epsilon)
  },
]

private func probes(_ layerNorm: @escaping Answer) -> [Probe] {
  let (x, gain, bias) = (random(3, 4, seed: 1) + 2, random(4, seed: 2), random(4, seed: 3))
  // A large ε, so that a wrong position of it changes the result.
  let expected = withoutGradients {
    Training.layerNorm(Variable(x), gain: Variable(gain), bias: Variable(bias), epsilon: 0.1).value
  }
  return [
    .values("3 rows of 4 numbers, ε = 0.1", try layerNorm(x, gain, bias, 0.1), are: expected),
    .property(
      "gain 1 and bias 0 leave every row with mean 0", try layerNorm(x, .ones(4), .zeros(4), 0).mean(axis: -1) + 1,
      equals: .ones(3)),
    .property(
      "a row times ten gives the same result", try layerNorm(x * 10, gain, bias, 0),
      equals: try layerNorm(x, gain, bias, 0)),
  ]
}
