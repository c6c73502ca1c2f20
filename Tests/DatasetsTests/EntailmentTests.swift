import Datasets
import Tensors
import Testing

struct EntailmentTests {
  static let examples: [Entailment] = {
    var generator = Generator(seed: 6)
    return Entailment.training(30_000, using: &generator)
  }()

  @Test func `every label follows from the sentences`() {
    for example in Self.examples {
      #expect(example.label == Scene.label(example.premise, example.hypothesis), "\(example)")
    }
  }

  @Test(arguments: [
    ("two animals aid them near the river .", Entailment.Label.entailment),
    ("two persons aid them near the river .", .contradiction),
    ("two animals help them on monday .", .neutral),
    ("two animals lead them near the river .", nil),
    ("two animals help it near the river .", nil),
    ("two dogs help them near the river .", nil),
    ("two animals help them near the mill .", nil),
    ("one animal helps them near the river .", nil),
    ("two persons help them on monday .", nil),
  ])
  func `the rules of these tests know the labels of the doc comment`(hypothesis: String, label: Entailment.Label?) {
    func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
    #expect(Scene.label(words("two dogs help three kings near the river ."), words(hypothesis)) == label)
  }

  @Test func `the three labels are equally frequent`() {
    for label in Entailment.Label.allCases {
      #expect(abs(Self.examples.count { $0.label == label } - 10_000) < 330)
    }
  }

  @Test func `half of the verbs are synonyms`() {
    let count = Self.examples.count { Scene.stem($0.premise[2]) != Scene.stem($0.hypothesis[2]) }
    #expect(abs(count - 15_000) < 350)
    #expect(Set(Self.examples.map { Scene.stem($0.premise[2]) }).count == 24)
  }

  @Test func `the verb agrees with its subject in number`() {
    for example in Self.examples {
      for sentence in [example.premise, example.hypothesis] {
        #expect((sentence[0] == "one") == sentence[2].hasSuffix("s"), "\(sentence)")
      }
    }
  }

  @Test(arguments: [\Entailment.hypothesis, \Entailment.premise])
  func `one sentence alone tells nothing`(sentence: any KeyPath<Entailment, [String]> & Sendable) {
    let accuracy = Self.accuracy(on: Self.examples) { $0[keyPath: sentence] }
    #expect(accuracy < 1.0 / 3 + 0.025, "\(accuracy)")
  }

  /// Two parts of a sentence may give together what none of them gives alone.
  @Test(arguments: [\Entailment.hypothesis, \Entailment.premise])
  func `two classes of words in one sentence tell nothing`(sentence: any KeyPath<Entailment, [String]> & Sendable) {
    let accuracy = Self.accuracy(on: Self.examples) { Self.pairsOfClasses($0[keyPath: sentence]) }
    #expect(accuracy < 1.0 / 3 + 0.025, "\(accuracy)")
  }

  /// If animals did things at places only and persons on days only, class and place would tell what is entailed.
  @Test func `two classes that give a label away together are found`() {
    let examples = Self.examples.filter { (Scene.kind($0.premise[1]) == "animal") == ($0.premise[5] == "near") }
    let accuracy = Self.accuracy(on: examples) { Self.pairsOfClasses($0.hypothesis) }
    #expect(accuracy > 0.6, "\(accuracy)")
  }

  /// A classifier that the tests above could not tell from a blind one would show nothing.
  @Test func `a cue in the hypothesis is found`() {
    let accuracy = Self.accuracy(on: Self.examples) {
      $0.hypothesis + ($0.label == .neutral && $0.premise[0] == "two" ? ["alas"] : [])
    }
    #expect(accuracy > 1.0 / 3 + 0.04, "\(accuracy)")
  }

  /// A place instead of a day, or the other way round, is seen without the class of any noun.
  @Test func `without the classes of nouns two thirds can be told`() {
    let hits = Self.examples.count { example in
      let isNeutral = example.premise[5] != example.hypothesis[4]
      return (isNeutral ? .neutral : .entailment) == example.label
    }
    #expect(abs(Double(hits) / 30_000 - 2.0 / 3) < 0.01)
  }

  private static func accuracy(on examples: [Entailment], _ words: (Entailment) -> [String]) -> Double {
    let labeled = examples.map { (words: words($0), label: $0.label.rawValue) }
    let training = labeled.count * 4 / 5
    return CountClassifier(Array(labeled[..<training]), classes: 3).accuracy(on: Array(labeled[training...]))
  }

  private static func pairsOfClasses(_ sentence: [String]) -> [String] {
    let kinds = sentence.prefix(6).enumerated().map { "\($0)" + (Scene.kind($1) ?? Scene.stem($1)) }
    return kinds.flatMap { first in kinds.map { "\(first) \($0)" } }
  }
}

/// Sentences as parts, read by the rules alone.
private enum Scene {
  private static let animals: Set = [
    "animal", "dog", "cat", "horse", "goat", "bear", "mule", "hen", "duck", "owl", "crow", "swan", "robin",
  ]
  private static let persons: Set = [
    "person", "baker", "farmer", "miner", "tailor", "sailor", "singer", "king", "queen", "prince", "duke", "baron",
    "dame",
  ]
  private static let synonyms = [
    ["help", "aid"], ["harm", "hurt"], ["love", "adore"], ["hate", "loathe"], ["lead", "guide"], ["follow", "trail"],
    ["lift", "raise"], ["lower", "drop"], ["praise", "admire"], ["blame", "scold"], ["join", "meet"],
    ["avoid", "shun"],
  ]

  static func stem(_ word: String) -> String { word.hasSuffix("s") ? String(word.dropLast()) : word }

  /// The class of a noun.
  static func kind(_ word: String) -> String? {
    animals.contains(stem(word)) ? "animal" : persons.contains(stem(word)) ? "person" : nil
  }

  /// Nil if the hypothesis is about something else.
  static func label(_ premise: [String], _ hypothesis: [String]) -> Entailment.Label? {
    let isSameEvent =
      premise[0] == hypothesis[0] && stem(hypothesis[1]) == kind(hypothesis[1])
      && synonyms.contains { $0.contains(stem(premise[2])) && $0.contains(stem(hypothesis[2])) }
      && premise[3] != "one" && hypothesis[3] == "them" && kind(premise[4]) != kind(premise[1])
    let isSameKindOfCircumstance = premise[5] == hypothesis[4]
    guard isSameEvent, !isSameKindOfCircumstance || premise[5...].elementsEqual(hypothesis[4...]) else { return nil }
    let isSameClass = kind(premise[1]) == kind(hypothesis[1])
    switch (isSameClass, isSameKindOfCircumstance) {
    case (true, true): return .entailment
    case (false, true): return .contradiction
    case (true, false): return .neutral
    case (false, false): return nil
    }
  }
}
