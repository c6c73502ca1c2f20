import Exercises
import Foundation
import Solutions
import T5
import Tensors

private typealias Answer =
  @Sendable (_ offset: Int, _ buckets: Int, _ maximumDistance: Int, _ isBidirectional: Bool) throws -> Int

extension Exercise {
  static let relativeBucket = Exercise(
    "11.2", "relativeBucket", solution: T5Solutions.self,
    answer: { (answers: any T5Tasks.Type) in answers.relativeBucket },
    hints: [
      "First settle three numbers: how many buckets n a side has, with which bucket the key's side begins, and what the distance is. From there on encoder and decoder are the same.",
      "let n = isBidirectional ? buckets / 2 : buckets; the distance is abs(offset), or max(0, -offset) in a decoder; keys to the right begin at bucket n in an encoder. Below e = n / 2 the distance is the bucket.",
      "let share = log(Double(distance) / Double(e)) / log(Double(maximumDistance) / Double(e)); then first + min(n - 1, e + Int(share * Double(n - e))), as Int(…) rounds down.",
    ],
    forbidden: ["RelativePositionBuckets"], mistakes: mistakes, probes: probes)
}

/// Buckets with one thing done differently, which the mistakes choose.
private struct Bucketer {
  var isBidirectional: (Bool) -> Bool = { $0 }
  /// The number of buckets of a side.
  var perSide: (_ buckets: Int, _ isBidirectional: Bool) -> Int = { $1 ? $0 / 2 : $0 }
  /// Whether a key has one of the second half, in an encoder.
  var isSecondHalf: (_ offset: Int) -> Bool = { $0 > 0 }
  var distance: (_ offset: Int, _ isBidirectional: Bool) -> Int = { $1 ? abs($0) : max(0, -$0) }
  /// e
  var exact: (_ n: Int, _ buckets: Int) -> Int = { n, _ in n / 2 }
  /// The bucket of a distance from e on, before it is rounded.
  var wide: (_ distance: Double, _ e: Double, _ maximum: Double, _ n: Double) -> Double = { distance, e, maximum, n in
    e + log(distance / e) / log(maximum / e) * (n - e)
  }
  var round: (Double) -> Double = { $0.rounded(.down) }
  var last: (_ n: Int) -> Int = { $0 - 1 }

  func callAsFunction(_ offset: Int, _ buckets: Int, _ maximumDistance: Int, _ encoder: Bool) -> Int {
    let encoder = isBidirectional(encoder)
    let n = perSide(buckets, encoder)
    let first = encoder && isSecondHalf(offset) ? n : 0
    let (distance, e) = (distance(offset, encoder), exact(n, buckets))
    if distance < e { return first + distance }
    let bucket = wide(Double(distance), Double(e), Double(maximumDistance), Double(n))
    return first + min(last(n), Int(round(bucket)))
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("these are causal buckets in the encoder: keys to the right need buckets of their own, the second half") {
    Bucketer(isBidirectional: { _ in false })($0, $1, $2, $3)
  },
  Mistake("these are bidirectional buckets in the decoder: all buckets are for keys to the left") {
    Bucketer(isBidirectional: { _ in true })($0, $1, $2, $3)
  },
  Mistake("the offset is reversed: it is the key's position minus the query's, negative for a key to the left") {
    Bucketer()(-$0, $1, $2, $3)
  },
  Mistake("the halves are swapped: keys to the left have the first half of the buckets") {
    Bucketer(isSecondHalf: { $0 < 0 })($0, $1, $2, $3)
  },
  Mistake("in the decoder the sides are swapped: an offset below 0 is a key to the left, which is visible") {
    Bucketer(distance: { $1 ? abs($0) : max(0, $0) })($0, $1, $2, $3)
  },
  Mistake("in the decoder a key to the right has the bucket of its distance: it counts as distance 0") {
    Bucketer(distance: { offset, _ in abs(offset) })($0, $1, $2, $3)
  },
  Mistake("the query's own position has a bucket of the second half: that begins with the first key to the right") {
    Bucketer(isSecondHalf: { $0 >= 0 })($0, $1, $2, $3)
  },
  Mistake("both sides of the encoder share their buckets: a key to the right has one of the second half") {
    Bucketer(isSecondHalf: { _ in false })($0, $1, $2, $3)
  },
  Mistake("in the encoder each side has all the buckets: it has half of them") {
    Bucketer(perSide: { buckets, _ in buckets })($0, $1, $2, $3)
  },
  Mistake("e is half of all buckets: it is half of those of a side") {
    Bucketer(exact: { _, buckets in buckets / 2 })($0, $1, $2, $3)
  },
  Mistake("every distance has a bucket of its own until they run out: from n/2 on, buckets get wider") {
    Bucketer(exact: { n, _ in n })($0, $1, $2, $3)
  },
  Mistake("the wide buckets begin at 0 again: they begin at e") {
    Bucketer(wide: { log($0 / $1) / log($2 / $1) * ($3 - $1) })($0, $1, $2, $3)
  },
  Mistake("the logarithm was multiplied by n: only n − e buckets are left from e on") {
    Bucketer(wide: { $1 + log($0 / $1) / log($2 / $1) * $3 })($0, $1, $2, $3)
  },
  Mistake("ln(distance / e) was not divided by ln(maximum / e): the maximum should come after the last bucket") {
    Bucketer(wide: { $1 + log($0 / $1) * ($3 - $1) })($0, $1, $2, $3)
  },
  Mistake("e + ln(distance / e) is no bucket yet: divide by ln(maximum / e), and multiply by n − e") {
    Bucketer(wide: { distance, e, _, _ in e + log(distance / e) })($0, $1, $2, $3)
  },
  Mistake("the two logarithms have different bases: above is log2, below is ln") {
    Bucketer(wide: { $1 + log2($0 / $1) / log($2 / $1) * ($3 - $1) })($0, $1, $2, $3)
  },
  Mistake("the two logarithms have different bases: above is ln, below is log2") {
    Bucketer(wide: { $1 + log($0 / $1) / log2($2 / $1) * ($3 - $1) })($0, $1, $2, $3)
  },
  Mistake("the two logarithms have different bases: above is log10, below is ln") {
    Bucketer(wide: { $1 + log10($0 / $1) / log($2 / $1) * ($3 - $1) })($0, $1, $2, $3)
  },
  Mistake("ln(distance / e) was divided by ln(maximum): the maximum is divided by e, too") {
    Bucketer(wide: { $1 + log($0 / $1) / log($2) * ($3 - $1) })($0, $1, $2, $3)
  },
  Mistake("these are ln(distance) and ln(maximum): both are divided by e, so that the wide buckets begin there") {
    Bucketer(wide: { $1 + log($0) / log($2) * ($3 - $1) })($0, $1, $2, $3)
  },
  Mistake("the wide buckets are all equally wide: take logarithms, so that far keys share a bucket with more others") {
    Bucketer(wide: { $1 + ($0 - $1) / ($2 - $1) * ($3 - $1) })($0, $1, $2, $3)
  },
  Mistake("the bucket was rounded to the nearest: round down, or its boundaries are off") {
    Bucketer(round: { $0.rounded() })($0, $1, $2, $3)
  },
  Mistake("the bucket was rounded up: round down, or its boundaries are one bucket off") {
    Bucketer(round: { $0.rounded(.up) })($0, $1, $2, $3)
  },
  Mistake("a distance of the maximum or more leaves its side: its bucket is n − 1 at most") {
    Bucketer(last: { _ in .max / 2 })($0, $1, $2, $3)
  },
  Mistake("the last bucket of a side is one too far: it is n − 1, as they are counted from 0") {
    Bucketer(last: { $0 })($0, $1, $2, $3)
  },
  Mistake("the maximum was 128 for all: it is `maximumDistance`") {
    Bucketer()($0, $1, 128, $3)
  },
]

private func probes(_ relativeBucket: @escaping Answer) -> [Probe] {
  // Not the distances at which e + share · (n − e) is a whole number above e: there rounding error decides.
  func probes(_ offsets: [Int], _ buckets: RelativePositionBuckets) -> [Probe] {
    let (n, maximum, isEncoder) = (buckets.count, buckets.maximumDistance, buckets.isBidirectional)
    let stack = isEncoder ? "an encoder" : "a decoder"
    func probe(_ offset: Int) -> Probe {
      .values(
        "the offset \(offset) in \(stack) with \(n) buckets and the maximum \(maximum)",
        Tensor(Scalar(try relativeBucket(offset, n, maximum, isEncoder))),
        are: Tensor(Scalar(buckets.bucket(of: offset)))
      ).ofIntegers
    }
    return offsets.map(probe)
  }
  let encoder = RelativePositionBuckets(isBidirectional: true)
  let decoder = RelativePositionBuckets(isBidirectional: false)
  func all(_ isEncoder: Bool, _ offsets: ClosedRange<Int>) throws -> [Int] {
    try offsets.map { try relativeBucket($0, 32, 128, isEncoder) }
  }
  return probes([0, -1, 1, -7, 7, -8, 8, -11, 12, -22, 23, -45, 46, -63, 90, -91, 127, 150, -1000], encoder)
    + probes([0, -1, 1, 9, -8, -15, -16, -18, -19, -40, -66, -67, -112, -113, -150, -1000], decoder)
    + probes(
      [-3, 2, 3, -6, 10, 19, 30], RelativePositionBuckets(count: 12, maximumDistance: 20, isBidirectional: true))
    + [
      .property(
        "in an encoder a key to the right has the bucket of the one as far to the left, plus 16",
        try all(true, 1...200), equals: try all(true, -200 ... -1).reversed().map { $0 + 16 }),
      .property(
        "in a decoder keys to the right have bucket 0", try all(false, 0...50), equals: [Int](repeating: 0, count: 51)),
    ]
}
