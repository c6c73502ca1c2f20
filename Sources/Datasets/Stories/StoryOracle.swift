/// The best possible reader of stories: the exact probability of a text, and of every word at a masked position.
///
/// Given the facts, all words are independent. So the probability of a text under one choice of forms is a product over
/// the facts, each factor the sum over the values of the fact of the probability of all words that speak of it. A masked
/// word speaks of nothing: it contributes the factor 1.
public enum StoryOracle {
  /// Words, and nil for each masked one.
  public typealias Masked = [String?]

  /// The probability that successive sentences of a story read like this.
  ///
  /// - Parameters:
  ///   - start: The index of the first one; nil if it is unknown, and all are equally probable.
  ///   - topic: What the story is about; nil if it is unknown.
  public static func probability(of sentences: [Masked], from start: Int? = nil, topic: Int? = nil) -> Double {
    readings(of: sentences, from: start, topic).reduce(0) { $0 + $1.probability }
  }

  /// The distribution of one word given all words that are not masked, itself excluded; empty for an impossible text.
  public static func prediction(
    ofWord word: Int, in sentence: Int, of sentences: [Masked], from start: Int? = nil, topic: Int? = nil
  ) -> [String: Double] {
    var masked = sentences
    masked[sentence][word] = nil
    var distribution: [String: Double] = [:]
    let readings = readings(of: masked, from: start, topic)
    let total = readings.reduce(0) { $0 + $1.probability }
    for reading in readings {
      let weight = reading.probability / total
      switch reading.forms[sentence][word] {
      case .word(let fixed): distribution[fixed, default: 0] += weight
      case .slot(let fact, let emission):
        let belief = reading.beliefs[fact]
        let sum = belief.reduce(0) { $0 + $1 }
        for (options, share) in zip(emission.words, belief) where share > 0 {
          for option in options { distribution[option, default: 0] += weight * share / sum / Double(options.count) }
        }
      }
    }
    return distribution
  }
}

// MARK: Readings

/// One choice of kind and forms that fits a text.
private struct Reading {
  let kind: StoryKind
  var forms: [[StoryKind.Part]] = []

  /// The probability of the choice of kind and forms.
  var prior: Double

  /// For each value of each fact the probability of the value and of all words that speak of it.
  var beliefs: [[Double]]

  var probability: Double { beliefs.reduce(prior) { $0 * $1.reduce(0) { $0 + $1 } } }

  init(_ kind: StoryKind, prior: Double) {
    self.kind = kind
    self.prior = prior
    beliefs = kind.facts.map { [Double](repeating: 1 / Double($0.count), count: $0.count) }
  }

  /// Reads one more sentence in every form that it fits.
  func reading(_ sentence: StoryOracle.Masked, as forms: [[StoryKind.Part]]) -> [Reading] {
    forms.compactMap { form in
      guard form.count == sentence.count else { return nil }
      var longer = self
      for (part, word) in zip(form, sentence) {
        guard let word else { continue }
        switch part {
        case .word(let fixed): if word != fixed { return nil }
        case .slot(let fact, let emission): if !longer.observe(word, emission, of: fact) { return nil }
        }
      }
      longer.forms.append(form)
      longer.prior /= Double(forms.count)
      return longer
    }
  }

  /// Multiplies by the probability of a word; false if no value is left.
  private mutating func observe(_ word: String, _ emission: StoryKind.Emission, of fact: Int) -> Bool {
    guard let sources = emission.sources[word] else { return false }
    var belief = [Double](repeating: 0, count: beliefs[fact].count)
    var isPossible = false
    for (value, probability) in sources where beliefs[fact][value] > 0 {
      belief[value] = beliefs[fact][value] * probability
      isPossible = true
    }
    beliefs[fact] = belief
    return isPossible
  }
}

private func readings(of sentences: [StoryOracle.Masked], from start: Int?, _ topic: Int?) -> [Reading] {
  let kinds = topic.map { [StoryKind.all[$0]] } ?? StoryKind.all
  let starts = start.map { $0...$0 } ?? 0...(Story.length - sentences.count)
  return starts.flatMap { start in
    kinds.flatMap { kind in
      let prior = 1 / Double(kinds.count * starts.count)
      return sentences.indices.reduce([Reading(kind, prior: prior)]) { readings, index in
        readings.flatMap { $0.reading(sentences[index], as: kind.sentences[start + index]) }
      }
    }
  }
}
