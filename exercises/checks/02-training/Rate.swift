import Exercises
import Foundation
import Solutions
import Training

private typealias Answer = @Sendable (_ step: Int, _ peak: Scalar, _ warmup: Int, _ total: Int) throws -> Scalar

extension Exercise {
  static let rate = Exercise(
    "02.4", "rate", solution: TrainingSolutions.self,
    answer: { (answers: any TrainingTasks.Type) in answers.rate },
    hints: [
      "Two cases: while step < warmup a straight line, then half a cosine wave. Steps count from 0.",
      "The line is peak · (step + 1) / warmup. For the cosine, p = (step − warmup) / (total − warmup), at most 1.",
      "After the warm-up: peak * (1 + cos(.pi * p)) / 2 with p = min(1, Scalar(step - warmup) / Scalar(total - warmup)).",
    ],
    mistakes: mistakes, probes: probes)
}

/// The cosine part, with p from 0 to 1.
private func cosine(_ peak: Scalar, _ p: Scalar) -> Scalar { peak * (1 + cos(.pi * p)) / 2 }

private let mistakes: [Mistake<Answer>] = [
  Mistake("the first step has the rate 0 and changes nothing: the line is (step + 1) / warmup") {
    step, peak, warmup, total in
    if step < warmup { return peak * Scalar(step) / Scalar(warmup) }
    return try TrainingSolutions.rate(step: step, peak: peak, warmup: warmup, total: total)
  },
  Mistake("p was counted from step 0: it is 0 at the end of the warm-up") { step, peak, warmup, total in
    if step < warmup { return peak * Scalar(step + 1) / Scalar(warmup) }
    return cosine(peak, min(1, Scalar(step) / Scalar(total)))
  },
  Mistake("the rate follows a whole cosine wave: half of one, from 0 to π, ends at 0") {
    step, peak, warmup, total in
    if step < warmup { return peak * Scalar(step + 1) / Scalar(warmup) }
    return cosine(peak, 2 * min(1, Scalar(step - warmup) / Scalar(total - warmup)))
  },
  Mistake("after `total` the rate rises again: p is at most 1") { step, peak, warmup, total in
    if step < warmup { return peak * Scalar(step + 1) / Scalar(warmup) }
    return cosine(peak, Scalar(step - warmup) / Scalar(total - warmup))
  },
  Mistake("the warm-up was divided as integers, which gives 0 before its last step: convert to Scalar first") {
    step, peak, warmup, total in
    if step < warmup { return peak * Scalar((step + 1) / warmup) }
    return try TrainingSolutions.rate(step: step, peak: peak, warmup: warmup, total: total)
  },
  Mistake("p was divided as integers, which gives 0 before step `total`: convert to Scalar first") {
    step, peak, warmup, total in
    if step < warmup { return peak * Scalar(step + 1) / Scalar(warmup) }
    return cosine(peak, Scalar(min(1, (step - warmup) / (total - warmup))))
  },
  Mistake("both quotients were divided as integers, which gives 0: convert to Scalar first") {
    step, peak, warmup, total in
    if step < warmup { return peak * Scalar((step + 1) / warmup) }
    return cosine(peak, Scalar(min(1, (step - warmup) / (total - warmup))))
  },
  Mistake("the rate falls linearly, not along a cosine") { step, peak, warmup, total in
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
