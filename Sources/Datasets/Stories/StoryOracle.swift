import Tensors

/// The best possible reader of stories: the exact probability of a text, and of every word at a masked position.
///
/// Given the facts, all words are independent. So the probability of a text under one choice of forms is a product over
/// the facts, each factor the sum over the values of the fact of the probability of all words that speak of it. A masked
/// word speaks of nothing: it contributes the factor 1.
public struct StoryOracle {
  /// Words, and nil for each masked one.
  public typealias Masked = [String?]

  /// The probability that both halves of a story read like this, or one of them.
  public let probability: Double

  private let halves: [Masked]
  private let readings: [Reading]

  /// - Parameters:
  ///   - halves: The words of both halves, or of one. Where in it the first sentence ends is not given.
  ///   - start: Which half the first of them is.
  ///   - topic: What the story is about; nil if it is unknown.
  public init(_ halves: [Masked], from start: Int = 0, topic: Int? = nil) {
    let kinds = topic.map { [StoryKind.all[$0]] } ?? StoryKind.all
    self.halves = halves
    readings = kinds.flatMap { kind in
      halves.indices.reduce([Reading(kind, prior: 1 / Double(kinds.count))]) { readings, half in
        readings.flatMap { $0.reading(halves[half], as: kind.halves[start + half]) }
      }
    }
    probability = readings.reduce(0) { $0 + $1.probability }
  }

  /// The distribution of a masked word, given all words that are not masked; empty for an impossible text.
  public func prediction(ofWord word: Int, in half: Int) -> [String: Double] {
    require(halves[half][word] == nil, "StoryOracle: word \(word) of half \(half) is not masked")
    var distribution: [String: Double] = [:]
    for reading in readings {
      let weight = reading.probability / probability
      switch reading.forms[half][word] {
      case .word(let fixed): distribution[fixed, default: 0] += weight
      case .slot(let fact, let emission):
        for (option, p) in reading.beliefs[fact].prediction(of: emission) {
          distribution[option, default: 0] += weight * p
        }
      }
    }
    return distribution
  }
}

/// One choice of kind and forms that fits a text.
private struct Reading {
  var forms: [[StoryKind.Part]] = []
  var beliefs: [Belief]

  /// The probability of the choice.
  var prior: Double

  /// The probability of the choice and of all words.
  var probability: Double { beliefs.reduce(prior) { $0 * $1.probability } }

  init(_ kind: StoryKind, prior: Double) {
    beliefs = kind.facts.map { _ in Belief() }
    self.prior = prior
  }

  /// Reads one more half in every form that it fits.
  func reading(_ half: StoryOracle.Masked, as forms: [[StoryKind.Part]]) -> [Reading] {
    forms.filter { Reading.fits(half, $0) }.compactMap { form in
      var longer = self
      for (part, word) in zip(form, half) {
        guard let word, case .slot(let fact, let emission) = part else { continue }
        if !longer.beliefs[fact].observe(word, emission) { return nil }
      }
      longer.forms.append(form)
      longer.prior /= Double(forms.count)
      return longer
    }
  }

  /// Whether the length and the fixed words are right.
  private static func fits(_ half: StoryOracle.Masked, _ form: [StoryKind.Part]) -> Bool {
    half.count == form.count
      && zip(form, half).allSatisfy { part, word in
        guard let word, case .word(let fixed) = part else { return true }
        return word == fixed
      }
  }
}

/// What the words say about a fact.
private struct Belief {
  /// Each value that is still possible, in order, with the probability of it and of all words that speak of the fact; nil as
  /// long as none does.
  private var values: [(value: Int, probability: Double)]?

  /// The probability of all words that speak of the fact.
  var probability: Double { values.map { $0.reduce(0) { $0 + $1.probability } } ?? 1 }

  /// Multiplies by the probability of a word; false if no value is left.
  mutating func observe(_ word: String, _ emission: StoryKind.Emission) -> Bool {
    guard let sources = emission.sources[word] else { return false }
    guard let known = values else {
      values = sources.map { ($0.value, $0.probability / Double(emission.words.count)) }
      return true
    }
    // Both lists are in the order of the values.
    var shared: [(value: Int, probability: Double)] = []
    var next = sources.startIndex
    for (value, probability) in known {
      while next < sources.endIndex, sources[next].value < value { next += 1 }
      if next < sources.endIndex, sources[next].value == value {
        shared.append((value, probability * sources[next].probability))
      }
    }
    values = shared
    return !shared.isEmpty
  }

  /// The distribution of one more word.
  func prediction(of emission: StoryKind.Emission) -> [String: Double] {
    guard let values else { return emission.marginal }
    let total = probability
    var distribution: [String: Double] = [:]
    for (value, probability) in values {
      let options = emission.words[value]
      for option in options { distribution[option, default: 0] += probability / total / Double(options.count) }
    }
    return distribution
  }
}
