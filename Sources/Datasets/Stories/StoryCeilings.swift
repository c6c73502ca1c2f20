import Foundation
import Tensors

/// What no model can beat on masked words: the oracle's own scores.
///
/// Of 15 % masked words, 0.884 can be told from the rest of a story, with a loss of 0.263. From the rest of a pair, half of
/// which are of two stories, 0.825 can be told, with a loss of 0.415. A second takes tens of thousands of texts, and
/// 20,000 have standard errors of 0.001 and 0.003.
public struct MaskedCeiling: Sendable {
  /// The expected accuracy of the most probable word.
  public let accuracy: Double

  /// The expected negative log-likelihood of the true word, in nats.
  public let loss: Double

  /// The standard errors of both, over the texts.
  public let errors: (accuracy: Double, loss: Double)

  /// For pairs, the expected accuracy of the more probable answer whether the second half is next, while the same words
  /// are masked: 0.998.
  public internal(set) var nextSentenceAccuracy: Double?
}

extension MaskedCeiling {
  /// For whole stories as the input, of whose words the part `rate` is masked, as in BERT.
  ///
  /// All chosen words are masked. A model whose chosen words are sometimes replaced or unchanged sees a little less or a
  /// little more. The mean of the largest probability estimates the accuracy with less variance than counted hits do.
  public static func ofStories(_ count: Int, rate: Double = 0.15, using generator: inout Generator) -> MaskedCeiling {
    var sums = Sums()
    for story in Story.draw(count, using: &generator) {
      let masked = mask(story.halves, rate: rate, using: &generator)
      let oracle = StoryOracle(masked)
      sums.add(story.halves, masked) { oracle.prediction(ofWord: $0, in: $1) }
    }
    return sums.ceiling
  }

  /// For pairs as the input, in half of which the second half follows the first.
  public static func ofPairs(
    _ count: Int, against distractor: StoryPair.Distractor = .anyStory, rate: Double = 0.15,
    using generator: inout Generator
  ) -> MaskedCeiling {
    var sums = Sums()
    var nextSentenceAccuracy = 0.0
    for pair in StoryPair.draw(count, against: distractor, using: &generator) {
      let halves = [pair.first, pair.second]
      let masked = mask(halves, rate: rate, using: &generator)
      let oracle = PairOracle(masked[0], masked[1], against: distractor)
      sums.add(halves, masked) { oracle.prediction(ofWord: $0, in: $1) }
      nextSentenceAccuracy += max(oracle.probabilityOfNext, 1 - oracle.probabilityOfNext) / Double(count)
    }
    var ceiling = sums.ceiling
    ceiling.nextSentenceAccuracy = nextSentenceAccuracy
    return ceiling
  }

  /// Each text loses the same part of its words, and at least one.
  private static func mask(
    _ halves: [[String]], rate: Double, using generator: inout Generator
  ) -> [StoryOracle.Masked] {
    let positions = halves.indices.flatMap { half in halves[half].indices.map { (half: half, word: $0) } }
    let count = max(1, Int((rate * Double(positions.count)).rounded()))
    var masked = halves.map { $0.map(Optional.some) }
    for (half, word) in positions.shuffled(using: &generator).prefix(count) { masked[half][word] = nil }
    return masked
  }
}

/// Sums over texts. The words of a text are not independent, so the standard error is that of a ratio of means.
private struct Sums {
  private var texts: [(count: Double, accuracy: Double, loss: Double)] = []

  /// Adds a text, given the prediction for each masked word.
  mutating func add(
    _ halves: [[String]], _ masked: [StoryOracle.Masked], prediction: (_ word: Int, _ half: Int) -> [String: Double]
  ) {
    var text = (count: 0.0, accuracy: 0.0, loss: 0.0)
    for half in masked.indices {
      for word in masked[half].indices where masked[half][word] == nil {
        let distribution = prediction(word, half)
        text.count += 1
        text.accuracy += distribution.values.max()!
        text.loss -= log(distribution[halves[half][word]]!)
      }
    }
    texts.append(text)
  }

  var ceiling: MaskedCeiling {
    let count = texts.reduce(0) { $0 + $1.count }
    let accuracy = texts.reduce(0) { $0 + $1.accuracy } / count
    let loss = texts.reduce(0) { $0 + $1.loss } / count
    let squares = texts.reduce((0.0, 0.0)) { sum, text in
      let (a, l) = (text.accuracy - accuracy * text.count, text.loss - loss * text.count)
      return (sum.0 + a * a, sum.1 + l * l)
    }
    return MaskedCeiling(
      accuracy: accuracy, loss: loss,
      errors: (squares.0.squareRoot() / count, squares.1.squareRoot() / count))
  }
}
