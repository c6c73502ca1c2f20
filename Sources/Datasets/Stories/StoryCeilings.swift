import Foundation
import Tensors

/// What no model can beat on masked words: the oracle's own scores.
///
/// Of 15 % masked words, 0.88 can be known from the rest of a story, and 0.72 from the rest of a pair of sentences.
public struct MaskedCeiling: Sendable {
  /// The expected accuracy of the most probable word.
  public let accuracy: Double

  /// The expected negative log-likelihood of the true word, in nats.
  public let loss: Double

  /// The standard errors of both, over the texts.
  public let errors: (accuracy: Double, loss: Double)
}

extension MaskedCeiling {
  /// For whole stories as the input. Each word is masked with the probability `rate`, independently of the others.
  ///
  /// All chosen words are masked. A model whose chosen words are sometimes replaced or unchanged sees a little less or a
  /// little more. The mean of the largest probability estimates the accuracy with less variance than counted hits do.
  public static func ofStories(_ count: Int, rate: Double = 0.15, using generator: inout Generator) -> MaskedCeiling {
    var sums = Sums()
    for story in Story.draw(count, using: &generator) {
      let masked = story.sentences.map { mask($0, rate: rate, using: &generator) }
      sums.add(story.sentences, masked) { word, sentence in
        StoryOracle.prediction(ofWord: word, in: sentence, of: masked, from: 0)
      }
    }
    return sums.ceiling
  }

  /// For pairs of sentences as the input, half of them consecutive.
  public static func ofPairs(
    _ count: Int, against distractor: SentencePair.Distractor = .anyStory, rate: Double = 0.15,
    using generator: inout Generator
  ) -> MaskedCeiling {
    var sums = Sums()
    for _ in 0..<count {
      let pair = SentencePair.draw(against: distractor, using: &generator)
      let masked = [pair.first, pair.second].map { mask($0, rate: rate, using: &generator) }
      sums.add([pair.first, pair.second], masked) { word, sentence in
        PairOracle(masked[0], masked[1], against: distractor).prediction(ofWord: word, in: sentence)
      }
    }
    return sums.ceiling
  }

  private static func mask(
    _ sentence: [String], rate: Double, using generator: inout Generator
  ) -> StoryOracle.Masked {
    sentence.map { generator.unit() < rate ? nil : $0 }
  }
}

/// Sums over texts. The words of a text are not independent, so the standard error is that of a ratio of means.
private struct Sums {
  private var texts: [(count: Double, accuracy: Double, loss: Double)] = []

  /// Adds a text, given the prediction for each masked word.
  mutating func add(
    _ sentences: [[String]], _ masked: [StoryOracle.Masked], prediction: (Int, Int) -> [String: Double]
  ) {
    var text = (count: 0.0, accuracy: 0.0, loss: 0.0)
    for (s, sentence) in masked.enumerated() {
      for (w, word) in sentence.enumerated() where word == nil {
        let distribution = prediction(w, s)
        text.count += 1
        text.accuracy += distribution.values.max()!
        text.loss -= log(distribution[sentences[s][w]]!)
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
