import Exercises
import Foundation
import Solutions
import Training

private typealias Answer = @Sendable (_ step: Int, _ peak: Scalar, _ warmup: Int, _ total: Int) throws -> Scalar

extension Exercise {
  static let rate = Exercise(
    "02.4", "rate", mine: MyTraining.rate, solution: TrainingSolutions.rate,
    hints: [
      "Two cases: while step < warmup a straight line, then half a cosine wave. Steps count from 0.",
      "The line is peak · (step + 1) / warmup. For the wave, p = (step − warmup) / (total − warmup), at most 1.",
      "After the warm-up: peak * (1 + cos(.pi * p)) / 2 with p = min(1, Scalar(step - warmup) / Scalar(total - warmup)).",
    ],
    mistakes: mistakes, probes: probes)
}

/// The wave, p running from 0 to 1.
private func wave(_ peak: Scalar, _ p: Scalar) -> Scalar { peak * (1 + cos(.pi * p)) / 2 }

private let mistakes: [Mistake<Answer>] = [
  Mistake("the first step has the rate 0 and learns nothing: the line is (step + 1) / warmup") {
    step, peak, warmup, total in
    if step < warmup { return peak * Scalar(step) / Scalar(warmup) }
    return try TrainingSolutions.rate(step: step, peak: peak, warmup: warmup, total: total)
  },
  Mistake("the wave was measured from step 0: p is 0 at the end of the warm-up") { step, peak, warmup, total in
    if step < warmup { return peak * Scalar(step + 1) / Scalar(warmup) }
    return wave(peak, min(1, Scalar(step) / Scalar(total)))
  },
  Mistake("a whole cosine wave was run through: half of one, from 0 to π, ends at the bottom") {
    step, peak, warmup, total in
    if step < warmup { return peak * Scalar(step + 1) / Scalar(warmup) }
    return wave(peak, 2 * min(1, Scalar(step - warmup) / Scalar(total - warmup)))
  },
  Mistake("past `total` the wave rises again: hold p at 1") { step, peak, warmup, total in
    if step < warmup { return peak * Scalar(step + 1) / Scalar(warmup) }
    return wave(peak, Scalar(step - warmup) / Scalar(total - warmup))
  },
  Mistake("step / warmup was divided as whole numbers, which gives 0: make them Scalars first") {
    step, peak, warmup, total in
    if step < warmup { return peak * Scalar((step + 1) / warmup) }
    return wave(peak, Scalar(min(1, (step - warmup) / (total - warmup))))
  },
  Mistake("the rate falls along a straight line, not along a cosine") { step, peak, warmup, total in
    if step < warmup { return peak * Scalar(step + 1) / Scalar(warmup) }
    return peak * max(0, 1 - Scalar(step - warmup) / Scalar(total - warmup))
  },
  Mistake("the warm-up is missing") { step, peak, warmup, total in
    step < warmup ? peak : try TrainingSolutions.rate(step: step, peak: peak, warmup: warmup, total: total)
  },
]

private func probes(_ rate: @escaping Answer) -> [Probe] {
  let schedule = Schedule.cosine(peak: 0.3, warmup: 4, total: 12)
  let steps = 0..<16
  return [
    .values(
      "the steps 0 … 15 with peak 0.3, warmup 4, total 12", Tensor(try steps.map { try rate($0, 0.3, 4, 12) }),
      are: Tensor(steps.map { schedule($0) })),
    .property("the last step of the warm-up has the peak", Tensor(try rate(9, 2, 10, 50)), equals: Tensor(2)),
  ]
}
