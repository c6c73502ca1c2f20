import EncoderDecoder
import Exercises
import Foundation
import Solutions
import Training

private typealias Answer = @Sendable (_ step: Int, _ width: Int, _ warmup: Int) throws -> Scalar

extension Exercise {
  static let learningRate = Exercise(
    "08.3", "rate", solution: EncoderDecoderSolutions.self,
    answer: { (answers: any EncoderDecoderTasks.Type) in answers.rate },
    hints: [
      "One curve rises and one falls: where do they meet, and which of them is lower before and after?",
      "They meet at the step `warmup`, where both are 1/√warmup. Convert all three numbers to Scalar before you divide.",
      "1 / √D times min(1 / step.squareRoot(), step / pow(warmup, 1.5))",
    ],
    mistakes: mistakes, probes: probes)
}

/// A rate with one thing done differently, which the mistakes choose.
private struct Curve {
  var width: (Scalar) -> Scalar = { 1 / $0.squareRoot() }
  var choose: (_ falling: Scalar, _ rising: Scalar) -> Scalar = { min($0, $1) }
  var falling: (_ step: Scalar) -> Scalar = { 1 / $0.squareRoot() }
  var rising: (_ step: Scalar, _ warmup: Scalar) -> Scalar = { $0 / pow($1, 1.5) }

  func callAsFunction(_ step: Int, _ D: Int, _ warmup: Int) -> Scalar {
    width(Scalar(D)) * choose(falling(Scalar(step)), rising(Scalar(step), Scalar(warmup)))
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the larger of the two was taken: take the smaller, so that the rate starts small") {
    Curve(choose: { max($0, $1) })($0, $1, $2)
  },
  Mistake("the two were added: take the smaller of them") {
    Curve(choose: { $0 + $1 })($0, $1, $2)
  },
  Mistake("the width is missing: the rate is proportional to 1/√D") {
    Curve(width: { _ in 1 })($0, $1, $2)
  },
  Mistake("it was multiplied by √D: divide, since wider models get smaller rates") {
    Curve(width: { $0.squareRoot() })($0, $1, $2)
  },
  Mistake("it was divided by D: divide by √D") {
    Curve(width: { 1 / $0 })($0, $1, $2)
  },
  Mistake("1 was added to the step: the first step is step 1 already") { step, width, warmup in
    Curve()(step + 1, width, warmup)
  },
  Mistake("1 was subtracted from the step: the first step is step 1, and its rate is not 0") { step, width, warmup in
    step == 1 ? 0 : Curve()(step - 1, width, warmup)
  },
  Mistake("step / warmup was divided as integers, which gives 0 before the step `warmup`: convert to Scalar first") {
    Curve(rising: { ($0 / $1).rounded(.down) / $1.squareRoot() })($0, $1, $2)
  },
  Mistake("step / warmup^1.5 was divided as integers: convert to Scalar first") {
    Curve(rising: { ($0 / pow($1, 1.5).rounded(.down)).rounded(.down) })($0, $1, $2)
  },
  Mistake("1/√step was divided as integers, which gives 0 after the first step: convert to Scalar first") {
    Curve(falling: { (1 / $0).rounded(.down) })($0, $1, $2)
  },
  Mistake("1/√D was divided as integers, which gives 0: convert to Scalar first") {
    Curve(width: { (1 / $0).rounded(.down) })($0, $1, $2)
  },
  Mistake("the warm-up is missing: the rate only falls") {
    Curve(rising: { _, _ in .infinity })($0, $1, $2)
  },
  Mistake("the rate never falls: after the warm-up it is proportional to 1/√step") {
    Curve(falling: { _ in .infinity })($0, $1, $2)
  },
  Mistake("the step was divided by warmup: divide by warmup^1.5, so that both curves meet at 1/√warmup") {
    Curve(rising: { $0 / $1 })($0, $1, $2)
  },
  Mistake("the step was divided by √warmup: divide by warmup^1.5, so that both curves meet at 1/√warmup") {
    Curve(rising: { $0 / $1.squareRoot() })($0, $1, $2)
  },
  Mistake("the rate falls as 1/step: it falls as 1/√step") {
    Curve(falling: { 1 / $0 })($0, $1, $2)
  },
  Mistake("the rate rises as √step: the warm-up is linear, step / warmup^1.5") {
    Curve(rising: { ($0 / $1).squareRoot() / $1.squareRoot() })($0, $1, $2)
  },
]

private func probes(_ rate: @escaping Answer) -> [Probe] {
  let schedule = Schedule.inverseSquareRoot(peak: 1 / Scalar(16 * 5).squareRoot(), warmup: 5)
  return [
    .values(
      "the steps 1 … 12 with width 16, warmup 5", Tensor(try (1...12).map { try rate($0, 16, 5) }),
      are: Tensor((0..<12).map { schedule($0) })),
    .property(
      "the largest rate is 1/√(D · warmup), at the step `warmup`",
      Tensor(try (1...40).map { try rate($0, 64, 20) }.max()!), equals: Tensor(1 / Scalar(64 * 20).squareRoot())),
    .property(
      "four times the width halves the rate", Tensor(try rate(7, 256, 10)), equals: Tensor(try rate(7, 64, 10) / 2)),
  ]
}
