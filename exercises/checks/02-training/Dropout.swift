import Exercises
import Solutions
import Training

private typealias Answer = @Sendable (_ x: Tensor, _ noise: Tensor, _ rate: Scalar) throws -> Tensor

extension Exercise {
  static let dropout = Exercise(
    "02.6", "dropout", solution: TrainingSolutions.self,
    answer: { (answers: any TrainingTasks.Type) in answers.dropout },
    hints: [
      "Make a mask of the noise first: 0 for the numbers that are dropped. What is it for those that stay?",
      "A number stays with probability 1 − rate, so the mask holds 1 / (1 − rate) there.",
      "x * noise.map { $0 < rate ? 0 : 1 / (1 - rate) }, after the rate was checked.",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the numbers that stay were not scaled: then the expected sum is smaller") { x, noise, rate in
    x * noise.map { $0 < rate ? 0 : 1 }
  },
  Mistake("the numbers that stay were divided by the rate: the probability of staying is 1 − rate") { x, noise, rate in
    x * noise.map { $0 < rate ? 0 : 1 / rate }
  },
  Mistake("the numbers that stay were multiplied by 1 − rate: divide by it") { x, noise, rate in
    x * noise.map { $0 < rate ? 0 : 1 - rate }
  },
  Mistake("kept and dropped are swapped: noise below the rate drops the number") { x, noise, rate in
    x * noise.map { $0 < rate ? 1 / (1 - rate) : 0 }
  },
  Mistake("nothing was set to zero: the numbers that stay were scaled, the others left as they are") { x, noise, rate in
    x * noise.map { $0 < rate ? 1 : 1 / (1 - rate) }
  },
  Mistake("noise that equals the rate dropped the number: only noise below the rate does") { x, noise, rate in
    if rate < 0 || rate >= 1 { throw Misfit("no such rate") }
    return x * noise.map { $0 <= rate ? 0 : 1 / (1 - rate) }
  },
  Mistake("the rate was not checked: at 1 it means a division by 0") { x, noise, rate in
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
    .property("noise that equals the rate keeps a number", try dropout([1, 2], [0.25, 0.5], 0.5), equals: [0, 4]),
    .refuses("rate 1", try dropout(x, noise, 1)),
    .refuses("rate −0.1", try dropout(x, noise, -0.1)),
  ]
}
