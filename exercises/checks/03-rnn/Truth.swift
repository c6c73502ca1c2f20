import Exercises
import Foundation
import RNN
import Solutions

private typealias Answer = @Sendable (_ step: Int, _ decay: Decay) throws -> Scalar

extension Exercise {
  static let truth = Exercise(
    "03.5", "truth", mine: MyRNNs.truth, solution: RNNSolutions.truth,
    hints: [
      "A switch over the three kinds. At step 0 the truth is shown always, or nearly so.",
      "Make i = Scalar(step) first. `max` holds the line up, `pow` raises to a power, `exp` is e to the power of.",
      "max(least, 1 - slope * i), pow(base, i) and k / (k + exp(i / k)).",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("this is how often the model sees its own token: wanted is how often it sees the true one") { step, decay in
    1 - (try RNNSolutions.truth(at: step, decay))
  },
  Mistake("steps were counted from 1: i is the number of steps made so far") { step, decay in
    try RNNSolutions.truth(at: step + 1, decay)
  },
  Mistake("the line falls on below `least`") { step, decay in
    guard case .linear(let slope, _) = decay else { return try RNNSolutions.truth(at: step, decay) }
    return 1 - slope * Scalar(step)
  },
  Mistake("the smaller of `least` and the line was taken: `least` is what it never falls below, so take the larger") {
    step, decay in
    guard case .linear(let slope, let least) = decay else { return try RNNSolutions.truth(at: step, decay) }
    return min(least, 1 - slope * Scalar(step))
  },
  Mistake("base and step have changed positions: it is the base to the power of i") { step, decay in
    guard case .exponential(let base) = decay else { return try RNNSolutions.truth(at: step, decay) }
    return pow(Scalar(step), base)
  },
  Mistake("e was raised to −base · i: it is the base to the power of i") { step, decay in
    guard case .exponential(let base) = decay else { return try RNNSolutions.truth(at: step, decay) }
    return exp(-base * Scalar(step))
  },
  Mistake("the exponent of the inverse sigmoid is i: it is i / k") { step, decay in
    guard case .inverseSigmoid(let k) = decay else { return try RNNSolutions.truth(at: step, decay) }
    return k / (k + exp(Scalar(step)))
  },
  Mistake("the inverse sigmoid begins at ½: k stands above the line and below it, k / (k + exp(i / k))") {
    step, decay in
    guard case .inverseSigmoid(let k) = decay else { return try RNNSolutions.truth(at: step, decay) }
    return 1 / (1 + exp(Scalar(step) / k))
  },
  Mistake("the inverse sigmoid rises: its exponent is i / k, without a minus") { step, decay in
    guard case .inverseSigmoid(let k) = decay else { return try RNNSolutions.truth(at: step, decay) }
    return k / (k + exp(-Scalar(step) / k))
  },
]

private func probes(_ truth: @escaping Answer) -> [Probe] {
  func values(_ label: String, _ decay: Decay, _ expected: (Double) -> Double) -> Probe {
    .values(
      "the steps 0 … 11, \(label)", Tensor(try (0..<12).map { try truth($0, decay) }),
      are: Tensor((0..<12).map { Scalar(expected(Double($0))) }))
  }
  return [
    values("linear with slope 0.15, least 0.25", .linear(slope: 0.15, least: 0.25)) { max(0.25, 1 - 0.15 * $0) },
    values("exponential with base 0.75", .exponential(base: 0.75)) { pow(0.75, $0) },
    values("inverse sigmoid with k = 3", .inverseSigmoid(k: 3)) { 3 / (3 + exp($0 / 3)) },
    .property(
      "after very many steps the inverse sigmoid is 0", Tensor(try truth(100_000, .inverseSigmoid(k: 3))),
      equals: Tensor(0)),
  ]
}
