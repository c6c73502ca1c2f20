import Tensors

/// How good predicted answers are: **exact match** and the **F1** of words, as in SQuAD.
public struct AnswerScore: Sendable, Equatable {
  /// The share of the answers with the right start and end.
  public let exactMatch: Double

  /// The mean over the answers of the harmonic mean of precision and recall of their positions.
  public let f1: Double

  public init(predicted: [Range<Int>], actual: [Range<Int>]) {
    require(
      predicted.count == actual.count && !actual.isEmpty,
      "AnswerScore: \(predicted.count) predicted answers for \(actual.count) actual ones")
    let pairs = zip(predicted, actual)
    exactMatch = Double(pairs.count { $0 == $1 }) / Double(actual.count)
    f1 = pairs.reduce(0) { $0 + AnswerScore.f1($1.0, $1.1) } / Double(actual.count)
  }

  /// Positions are compared, not words: a right word of the wrong sentence does not count.
  private static func f1(_ predicted: Range<Int>, _ actual: Range<Int>) -> Double {
    let shared = predicted.clamped(to: actual).count
    return shared == 0 ? 0 : 2 * Double(shared) / Double(predicted.count + actual.count)
  }
}
