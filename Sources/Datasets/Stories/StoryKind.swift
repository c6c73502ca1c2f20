/// What a story is about, as a **mixture model**: hidden facts, and sentences that are independent given the facts.
///
/// - A *fact* has one value out of a list, all equally probable. The facts are independent of each other.
/// - A *sentence* is one of several forms, all equally probable. A form is a list of words, some of them *slots* in
///   capitals: `the SUBJECT VERB the OBJECT .`
/// - A value of a fact gives each of its slots a list of words, all equally probable.
///
/// So any probability is a sum over few things, and an exact one: see `StoryOracle`.
struct StoryKind: Sendable {
  typealias Value = [String: [String]]

  let facts: [[Value]]

  /// For each sentence of the story its forms.
  let sentences: [[[Part]]]

  /// For each half of the story its forms: any form of a sentence, followed by any of the next.
  let halves: [[[Part]]]

  /// A fixed word, or a slot of a fact.
  enum Part: Sendable {
    case word(String)
    case slot(fact: Int, Emission)
  }

  /// What a slot says about its fact.
  struct Emission: Sendable {
    /// For every value of the fact, the words of the slot.
    let words: [[String]]

    /// For every word, the values that may emit it, in order, with the probability that they do.
    let sources: [String: [(value: Int, probability: Double)]]

    /// The distribution of the slot's word while nothing is known of the fact.
    let marginal: [String: Double]

    init(_ words: [[String]]) {
      self.words = words
      var sources: [String: [(value: Int, probability: Double)]] = [:]
      for (value, options) in words.enumerated() {
        for word in options { sources[word, default: []].append((value, 1 / Double(options.count))) }
      }
      self.sources = sources
      marginal = sources.mapValues { $0.reduce(0) { $0 + $1.probability } / Double(words.count) }
    }
  }

  init(facts: [[Value]], sentences: [[String]]) {
    var parts: [String: Part] = [:]
    for (index, values) in facts.enumerated() {
      for slot in values[0].keys { parts[slot] = .slot(fact: index, Emission(values.map { $0[slot]! })) }
    }
    self.facts = facts
    let forms = sentences.map { forms in forms.map { $0.list.map { parts[$0] ?? .word($0) } } }
    self.sentences = forms
    halves = stride(from: 0, to: forms.count, by: 2).map { index in
      forms[index].flatMap { form in forms[index + 1].map { form + $0 } }
    }
  }

  /// Every word that can occur.
  var words: [String] {
    sentences.joined().joined().flatMap { part in
      switch part {
      case .word(let word): [word]
      case .slot(_, let emission): Array(emission.words.joined())
      }
    }
  }
}
