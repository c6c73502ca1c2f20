import Foundation

/// A naive Bayes classifier on words and pairs of neighbors: what a model without understanding gets out of a text.
struct CountClassifier {
  private let classes: Int
  private var counts: [String: [Double]] = [:]
  private var totals: [Double]

  init(_ examples: [(words: [String], label: Int)], classes: Int) {
    self.classes = classes
    totals = Array(repeating: 0, count: classes)
    for (words, label) in examples {
      for feature in Self.features(words) {
        counts[feature, default: Array(repeating: 0, count: classes)][label] += 1
        totals[label] += 1
      }
    }
  }

  private static func features(_ words: [String]) -> [String] {
    words + zip(words, words.dropFirst()).map { "\($0) \($1)" }
  }

  /// How well the words fit each class.
  func scores(of words: [String]) -> [Double] {
    (0..<classes).map { label in
      Self.features(words).reduce(0) { sum, feature in
        sum + log(((counts[feature]?[label] ?? 0) + 1) / (totals[label] + Double(counts.count)))
      }
    }
  }

  func label(of words: [String]) -> Int {
    let scores = scores(of: words)
    return scores.indices.max { scores[$0] < scores[$1] }!
  }

  func accuracy(on examples: [(words: [String], label: Int)]) -> Double {
    Double(examples.count { label(of: $0.words) == $0.label }) / Double(examples.count)
  }
}
