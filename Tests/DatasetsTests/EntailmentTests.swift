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
    ("two animals aid one noble near the water .", Entailment.Label.entailment),
    ("two animals do not aid one noble near the water .", .contradiction),
    ("two dogs harm one king near the river .", .contradiction),
    ("two dogs do not harm one king near the river .", .entailment),
    ("one king helps two dogs near the river .", .contradiction),
    ("three dogs help one king near the river .", .contradiction),
    ("two hens help one king near the river .", .contradiction),
    ("two dogs help one king near the building .", .contradiction),
    ("two dogs lead one king near the river .", .neutral),
    ("two dogs do not help one king on monday .", .neutral),
  ])
  func `the rules of these tests know the labels of the doc comment`(hypothesis: String, label: Entailment.Label) {
    let premise = "two dogs help one king near the river ."
    #expect(
      Scene.label(premise.split(separator: " ").map(String.init), hypothesis.split(separator: " ").map(String.init))
        == label)
  }

  @Test func `the three labels are equally frequent`() {
    for label in Entailment.Label.allCases {
      #expect(abs(Self.examples.count { $0.label == label } - 10_000) < 330)
    }
  }

  @Test(arguments: [\Entailment.hypothesis, \Entailment.premise])
  func `one sentence alone tells nothing`(sentence: any KeyPath<Entailment, [String]> & Sendable) {
    let accuracy = Self.accuracy { $0[keyPath: sentence] }
    #expect(accuracy < 1.0 / 3 + 0.025, "\(accuracy)")
  }

  /// A classifier that the test above could not tell from a blind one would show nothing.
  @Test func `a cue in the hypothesis is found`() {
    let accuracy = Self.accuracy { $0.hypothesis + ($0.label == .neutral && $0.premise[0] == "two" ? ["alas"] : []) }
    #expect(accuracy > 1.0 / 3 + 0.04, "\(accuracy)")
  }

  private static func accuracy(_ words: (Entailment) -> [String]) -> Double {
    let labeled = examples.map { (words: words($0), label: $0.label.rawValue) }
    return CountClassifier(Array(labeled[..<24_000]), classes: 3).accuracy(on: Array(labeled[24_000...]))
  }
}

/// A sentence as parts, read by the rules alone.
private struct Scene {
  private static let kinds: [[String]] = [
    ["animal", "dog", "cat", "horse", "goat", "bear", "mule"], ["bird", "hen", "duck", "owl", "crow", "swan", "robin"],
    ["worker", "baker", "farmer", "miner", "tailor", "sailor", "singer"],
    ["noble", "king", "queen", "prince", "duke", "baron", "dame"], ["water", "river", "lake", "pond"],
    ["building", "mill", "castle", "tower"],
  ]
  private static let verbs = [
    ["help", "aid"], ["harm", "hurt"], ["love", "adore"], ["hate", "loathe"], ["lead", "guide"], ["follow", "trail"],
    ["lift", "raise"], ["lower", "drop"], ["praise", "admire"], ["blame", "scold"], ["join", "meet"],
    ["avoid", "shun"],
  ]

  var numbers: [String]
  var nouns: [String]
  var verb: Int
  var isNegated: Bool
  /// *near* or *on*, and the place or day.
  var preposition: String
  var circumstance: String

  init(_ words: [String]) {
    isNegated = words.contains("not")
    let plain = words.filter { !["does", "do", "not", "the", "."].contains($0) }
    numbers = [plain[0], plain[3]]
    nouns = [plain[1], plain[4]].map(Scene.stem)
    verb = Scene.verbs.firstIndex { $0.contains(Scene.stem(plain[2])) }!
    (preposition, circumstance) = (plain[5], plain[6])
  }

  private static func stem(_ word: String) -> String { word.hasSuffix("s") ? String(word.dropLast()) : word }

  /// Whether a word says the same or less than another.
  private static func covers(_ general: String, _ word: String) -> Bool {
    general == word || kinds.contains { $0[0] == general && $0.contains(word) }
  }

  static func label(_ premise: [String], _ hypothesis: [String]) -> Entailment.Label {
    let (p, h) = (Scene(premise), Scene(hypothesis))
    let isSamePlaceOrDay = p.preposition == h.preposition
    let isContradiction =
      p.numbers != h.numbers || !zip(h.nouns, p.nouns).allSatisfy(covers) || p.verb == h.verb ^ 1
      || isSamePlaceOrDay && !covers(h.circumstance, p.circumstance)
    let isNeutral = p.verb != h.verb || !isSamePlaceOrDay
    if !isContradiction && isNeutral { return .neutral }
    return isContradiction == h.isNegated ? .entailment : .contradiction
  }
}
