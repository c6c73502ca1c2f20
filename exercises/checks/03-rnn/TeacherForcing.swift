import Exercises
import Foundation
import RNN
import Solutions
import Tensors

private typealias Answer = @Sendable (_ step: Int, _ decay: Decay) throws -> Scalar

extension Exercise {
  static let teacherForcing = Exercise(
    "03.5", "teacherForcing", solution: RNNSolutions.self,
    answer: { (answers: any RNNTasks.Type) in answers.teacherForcing },
    hints: [
      "A switch over the three kinds of decay. At step 0 the probability is 1, or nearly so.",
      "Make i = Scalar(step) first. `max` keeps the line above `least`, pow(a, b) is a to the power of b, exp(a) is e to the power of a.",
      "max(least, 1 - slope * i), pow(base, i) and k / (k + exp(i / k)).",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("this is the probability of a token that the model drew: return that of the true token") { step, decay in
    1 - (try RNNSolutions.teacherForcing(at: step, decay))
  },
  Mistake("steps were counted from 1: i is the number of steps made so far") { step, decay in
    try RNNSolutions.teacherForcing(at: step + 1, decay)
  },
  Mistake("the line falls below `least`") { step, decay in
    guard case .linear(let slope, _) = decay else { return try RNNSolutions.teacherForcing(at: step, decay) }
    return 1 - slope * Scalar(step)
  },
  Mistake("the smaller of `least` and the line was taken: take the larger, so that it never falls below `least`") {
    step, decay in
    guard case .linear(let slope, let least) = decay else { return try RNNSolutions.teacherForcing(at: step, decay) }
    return min(least, 1 - slope * Scalar(step))
  },
  Mistake("base and step have changed positions: it is the base to the power of i") { step, decay in
    guard case .exponential(let base) = decay else { return try RNNSolutions.teacherForcing(at: step, decay) }
    return pow(Scalar(step), base)
  },
  Mistake("e was raised to the power of −base · i: it is the base to the power of i") { step, decay in
    guard case .exponential(let base) = decay else { return try RNNSolutions.teacherForcing(at: step, decay) }
    return exp(-base * Scalar(step))
  },
  Mistake("the exponent of the inverse sigmoid is i: it is i / k") { step, decay in
    guard case .inverseSigmoid(let k) = decay else { return try RNNSolutions.teacherForcing(at: step, decay) }
    return k / (k + exp(Scalar(step)))
  },
  Mistake("the inverse sigmoid begins at ½: k stands in the numerator and in the denominator, k / (k + exp(i / k))") {
    step, decay in
    guard case .inverseSigmoid(let k) = decay else { return try RNNSolutions.teacherForcing(at: step, decay) }
    return 1 / (1 + exp(Scalar(step) / k))
  },
  Mistake("the inverse sigmoid rises: its exponent is i / k, without a minus") { step, decay in
    guard case .inverseSigmoid(let k) = decay else { return try RNNSolutions.teacherForcing(at: step, decay) }
    return k / (k + exp(-Scalar(step) / k))
  },
]

private func probes(_ teacherForcing: @escaping Answer) -> [Probe] {
  func values(_ label: String, _ decay: Decay, _ expected: (Double) -> Double) -> Probe {
    .values(
      "the steps 0 … 11, \(label)", Tensor(try (0..<12).map { try teacherForcing($0, decay) }),
      are: Tensor((0..<12).map { Scalar(expected(Double($0))) }))
  }
  return [
    values("linear with slope 0.15, least 0.25", .linear(slope: 0.15, least: 0.25)) { max(0.25, 1 - 0.15 * $0) },
    values("exponential with base 0.75", .exponential(base: 0.75)) { pow(0.75, $0) },
    values("inverse sigmoid with k = 3", .inverseSigmoid(k: 3)) { 3 / (3 + exp($0 / 3)) },
    .property(
      "after very many steps the inverse sigmoid is 0", Tensor(try teacherForcing(100_000, .inverseSigmoid(k: 3))),
      equals: Tensor(0)),
  ]
}
