import Course
import Datasets
import GPT
import LSTM
import RNN
import Tensors
import Training

// N characters · D width · K classes

/// Something that a reader of a sentence has to remember, as one of K classes; class 0 is: nothing.
struct Fact: Sendable {
  let name: String
  let classes: Int
  /// Whether it tells the next character.
  let tells: @Sendable (_ next: Character, Dependency?) -> Bool
  let label: @Sendable (SentenceState) -> Int

  static let all = [
    Fact(
      name: "bracket", classes: SentenceState.Bracket.allCases.count, tells: { next, _ in ")]".contains(next) },
      label: { $0.bracket.rawValue }),
    Fact(
      name: "name", classes: SentenceState.Speaker.allCases.count, tells: { $1 == .copy },
      label: { $0.speaker.rawValue }),
    Fact(
      name: "number", classes: SentenceState.Number.allCases.count, tells: { $1 == .agreement },
      label: { $0.subject.rawValue }),
  ]
}

/// Contexts of T characters, of which the second halves are looked at: most of their sentences began inside of the context.
struct ProbedText {
  private let tokens: [Int]
  private let contexts: Int
  private let kept: Range<Int>
  /// At each character that is looked at: what is to be remembered, and what the next character depends on.
  private let facts: [SentenceState]
  private let next: [(Character, Dependency?)]

  init(_ corpus: Corpus, contexts: Int, contextLength T: Int, using generator: inout Generator) throws {
    // More than enough: a sentence has about 37 characters.
    let passage = corpus.grammar.passage(sentences: contexts * T / 20 + 20, using: &generator)
    let states = SentenceState.states(of: passage.text)
    let kept = T / 2..<T
    let looked = (0..<contexts).flatMap { context in kept.map { context * T + $0 } }
    self.kept = kept
    self.contexts = contexts
    tokens = Array(try corpus.grammar.vocabulary.encode(passage.text).prefix(contexts * T))
    facts = looked.map { states[$0] }
    let characters = Array(passage.text)
    next = looked.map { (characters[$0 + 1], passage.dependencies[$0 + 1]) }
  }

  /// The states of models at all characters that are looked at, `[N, D]`.
  func states<Cell>(of models: ReadModels<Cell>) -> [(name: String, states: Tensor)] {
    models.states(tokens, batch: contexts).map { ($0, $1.slice(axis: 1, kept).asRows) }
  }

  /// Those characters, by index, at which there is something to remember, with its class.
  ///
  /// - Parameter isNeeded: Only right before it tells the next character.
  func asked(_ fact: Fact, isNeeded: Bool) -> (rows: [Int], labels: [Int]) {
    let rows = facts.indices.filter {
      fact.label(facts[$0]) != 0 && (!isNeeded || fact.tells(next[$0].0, next[$0].1))
    }
    return (rows, rows.map { fact.label(facts[$0]) })
  }
}

/// How often a linear map of the states, fitted at other characters, tells which of the classes it is: at all characters at
/// which there is something to remember, and right before it tells the next character.
private func probeAccuracies(
  _ fact: Fact, _ states: (fit: Tensor, test: Tensor), _ texts: (fit: ProbedText, test: ProbedText)
) -> [Double] {
  let fit = texts.fit.asked(fact, isNeeded: false)
  let probe = LinearProbe(from: states.fit.rows(at: fit.rows), to: .oneHot(fit.labels, fact.classes))
  return [false, true].map { isNeeded in
    let test = texts.test.asked(fact, isNeeded: isNeeded)
    return Double(accuracy(probe(states.test.rows(at: test.rows)), test.labels))
  }
}

/// Does a language model know which bracket is open, which name has to come back, what number the subject has? A linear map
/// is asked at every height of the stream: at all characters, and at those where the fact tells the next one.
func probeSentences(_ gpt: GPTModel, _ gru: LanguageModel<GRUCell>, _ corpus: Corpus, _ chapter: Chapter) throws {
  var generator = chapter.generator
  func text() throws -> ProbedText {
    try ProbedText(
      corpus, contexts: chapter.isQuick ? 20 : 400, contextLength: gpt.configuration.contextLimit, using: &generator)
  }
  let texts = (fit: try text(), test: try text())
  let untrained = GPTModel(gpt.configuration, using: &generator)
  let models = ReadModels(gpt: gpt, untrained: untrained, recurrent: gru, recurrentName: "GRU")
  var table = Table(["read from"] + Fact.all.flatMap { [$0.name, "when needed"] })
  for ((name, fit), (_, test)) in zip(texts.fit.states(of: models), texts.test.states(of: models)) {
    let scores = Fact.all.flatMap { probeAccuracies($0, (fit, test), texts) }
    table.add([name] + scores.map { number($0) })
    chapter.results["facts, \(name)"] = JSON(scores)
  }
  let frequencies = Fact.all.flatMap { fact in
    [false, true].map { isNeeded in
      let labels = texts.test.asked(fact, isNeeded: isNeeded).labels
      return Double((1..<fact.classes).map { label in labels.count { $0 == label } }.max()!) / Double(labels.count)
    }
  }
  table.add(["the most frequent class"] + frequencies.map { number($0) })
  say("\(table)")
}
