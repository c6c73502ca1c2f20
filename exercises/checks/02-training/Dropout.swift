import Exercises
import Solutions
import Training

private typealias Answer = @Sendable (_ x: Tensor, _ noise: Tensor, _ rate: Scalar) throws -> Tensor

extension Exercise {
  static let dropout = Exercise(
    "02.6", "dropout", mine: MyTraining.dropout, solution: TrainingSolutions.dropout,
    hints: [
      "Make a mask of the noise first: 0 for what is silenced. What should it be for what stays?",
      "A number stays with probability 1 − rate, so the mask holds 1 / (1 − rate) there.",
      "x * noise.map { $0 < rate ? 0 : 1 / (1 - rate) }, after the rate was looked at.",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("what stays was not made larger: without it the expected sum shrinks") { x, noise, rate in
    x * noise.map { $0 < rate ? 0 : 1 }
  },
  Mistake("what stays was divided by the rate: the probability of staying is 1 − rate") { x, noise, rate in
    x * noise.map { $0 < rate ? 0 : 1 / rate }
  },
  Mistake("what stays was multiplied by 1 − rate: divide by it") { x, noise, rate in
    x * noise.map { $0 < rate ? 0 : 1 - rate }
  },
  Mistake("kept and silenced have changed positions: noise below the rate silences") { x, noise, rate in
    x * noise.map { $0 < rate ? 1 / (1 - rate) : 0 }
  },
  Mistake("the silenced numbers were left, and only the others made larger") { x, noise, rate in
    x * noise.map { $0 < rate ? 1 : 1 / (1 - rate) }
  },
  Mistake("the rate was not looked at: at 1 nothing is left to divide by") { x, noise, rate in
    x * noise.map { $0 < rate ? 0 : 1 / (1 - rate) }
  },
]

private func probes(_ dropout: @escaping Answer) -> [Probe] {
  var generator = Generator(seed: 2)
  let noise = Tensor.uniform([3, 4], using: &generator)
  let x = random(3, 4, seed: 1)
  return [
    .values("rate 0.3", try dropout(x, noise, 0.3), are: x * noise.map { $0 < 0.3 ? 0 : 1 / 0.7 }),
    .values("rate 0", try dropout(x, noise, 0), are: x),
    .refuses("rate 1", try dropout(x, noise, 1)),
    .refuses("rate −0.1", try dropout(x, noise, -0.1)),
  ]
}
