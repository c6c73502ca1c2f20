import Exercises
import Solutions
import T5
import Tensors
import Testing

@testable import ExerciseChecks

/// Answers to chapter 11 that are written in another way than the solutions and the known mistakes, as a learner's are.
struct T5AnswerTests {
  @Test(arguments: Chapter.t5.exercises)
  func `a right answer may be written in another way`(exercise: Exercise) {
    #expect(exercise.diagnose(OtherT5Answers.self) == .right)
  }

  @Test(arguments: [
    (Exercise.corruptSpans, OutOfOrder.self as any T5Tasks.Type, "the sentinels are out of order: the first span"),
    (.corruptSpans, NotClosed.self, "the closing sentinel is missing"),
    (.relativeBucket, Causal.self, "these are causal buckets in the encoder"),
    (.relativeBucket, RoundedUp.self, "the bucket was rounded up"),
    (.infill, OutOfOrder.self, "each span has another mask"),
    (.infill, MaskEach.self, "each token of a span has a mask of its own"),
    (.normalizeByRMS, LayerNorm.self, "the mean was subtracted: that is layer norm"),
    (.normalizeByRMS, FrozenDivisor.self, "the gradient of x has no second term"),
    (.bestSegmentation, LastOfTies.self, "of equally good ways the last one found counts"),
    (.biasedAttention, Scaled.self, "1/√d is left in"),
    (.decoderRows, NotShifted.self, "the inputs are not shifted"),
  ])
  func `a mistake is named, however it is written`(
    exercise: Exercise, answers: any T5Tasks.Type, hint: String
  ) throws {
    guard case .wrong(let finding) = exercise.diagnose(answers) else {
      Issue.record("the checks let it pass")
      return
    }
    #expect(finding.mistake?.hasPrefix(hint) == true, "\(finding)")
  }
}

private enum OutOfOrder: T5Answers {
  static func corruptSpans(
    _ tokens: [Int], isNoise: [Bool], vocabularySize V: Int
  ) throws -> (source: [Int], target: [Int]) {
    let spans = OtherT5Answers.spans(of: isNoise)
    return OtherT5Answers.sourceAndTarget(tokens, spans) { V - 1 - (spans.count - $0) }
  }

  static func infill(_ tokens: [Int], spans: [Range<Int>], mask: Int) throws -> [Int] {
    var result = tokens
    for (number, span) in zip(0..., spans).reversed() { result.replaceSubrange(span, with: [mask - number]) }
    return result
  }
}

private enum NotClosed: T5Answers {
  static func corruptSpans(
    _ tokens: [Int], isNoise: [Bool], vocabularySize V: Int
  ) throws -> (source: [Int], target: [Int]) {
    let (source, target) = try T5Solutions.corruptSpans(tokens, isNoise: isNoise, vocabularySize: V)
    return (source, target.dropLast())
  }
}

private enum Causal: T5Answers {
  static func relativeBucket(
    of offset: Int, buckets: Int, maximumDistance: Int, isBidirectional: Bool
  ) throws -> Int {
    RelativePositionBuckets(count: buckets, maximumDistance: maximumDistance, isBidirectional: false).bucket(of: offset)
  }
}

private enum RoundedUp: T5Answers {
  /// Bucket by bucket: each ends at a multiple of where it begins, here with the distance that should begin the next.
  static func relativeBucket(
    of offset: Int, buckets: Int, maximumDistance: Int, isBidirectional: Bool
  ) throws -> Int {
    func right(_ distance: Int) throws -> Int {
      try T5Solutions.relativeBucket(
        of: offset > 0 ? distance : -distance, buckets: buckets, maximumDistance: maximumDistance,
        isBidirectional: isBidirectional)
    }
    let n = isBidirectional ? buckets / 2 : buckets
    let distance = isBidirectional ? abs(offset) : max(0, -offset)
    let bucket = try right(distance)
    return distance <= n / 2 || bucket % n == n - 1 ? bucket : bucket + 1
  }
}

private enum MaskEach: T5Answers {
  static func infill(_ tokens: [Int], spans: [Range<Int>], mask: Int) throws -> [Int] {
    tokens.indices.map { position in spans.contains { $0.contains(position) } ? mask : tokens[position] }
  }
}

private enum LayerNorm: T5Answers {
  static func normalizeByRMS(
    _ x: Tensor, gain: Tensor, epsilon: Scalar, outputGradient dy: Tensor
  ) throws -> (y: Tensor, xGradient: Tensor, gainGradient: Tensor) {
    let shifted = Tensor(shape: x.shape) { x[$0[0], $0[1]] - x.row($0[0]).sum / Scalar(x.shape[1]) }
    return try OtherT5Answers.normalizeByRMS(shifted, gain: gain, epsilon: epsilon, outputGradient: dy)
  }
}

private enum FrozenDivisor: T5Answers {
  static func normalizeByRMS(
    _ x: Tensor, gain: Tensor, epsilon: Scalar, outputGradient dy: Tensor
  ) throws -> (y: Tensor, xGradient: Tensor, gainGradient: Tensor) {
    let right = try T5Solutions.normalizeByRMS(x, gain: gain, epsilon: epsilon, outputGradient: dy)
    return (right.y, dy * right.y / x, right.gainGradient)
  }
}

private enum LastOfTies: T5Answers {
  static func bestSegmentation(
    _ word: String, logProbabilities: [String: Scalar]
  ) throws -> (pieces: [String], score: Scalar) {
    try OtherT5Answers.segmentation(word, logProbabilities, isBetter: { $0 >= $1 })
  }
}

private enum Scaled: T5Answers {
  static func biasedAttention(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, table: Tensor, heads H: Int, start: Int, bucket: (_ offset: Int) -> Int
  ) throws -> Tensor {
    OtherT5Answers.attend(q, k, v, table, H, start, bucket, scale: 1 / Scalar(q.shape[1] / H).squareRoot())
  }
}

private enum NotShifted: T5Answers {
  static func decoderRows(
    _ targets: [[Int]], padding: Int, end: Int
  ) throws -> (inputs: [[Int]], labels: [[Int]], counts: [[Bool]]) {
    let (_, labels, counts) = try OtherT5Answers.decoderRows(targets, padding: padding, end: end)
    return (labels, labels, counts)
  }
}
