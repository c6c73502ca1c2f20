import Datasets
import Tensors
import Testing

struct SimilarityTests {
  static let examples: [Similarity] = {
    var generator = Generator(seed: 6)
    return Similarity.training(20_000, using: &generator)
  }()

  @Test func `every label follows from the sentences`() {
    for example in Self.examples {
      #expect(Telling(example.first).saysTheSame(as: Telling(example.second)) == example.isSimilar, "\(example)")
    }
  }

  @Test(arguments: [
    ("who aids three kings near the river ? two dogs .", true), ("near the river two dogs help three kings .", true),
    ("where do two dogs aid three kings ? near the river .", true),
    ("who aids two dogs near the river ? three kings .", false),
    ("who aids two kings near the river ? three dogs .", false), ("two dogs aid two kings near the river .", false),
    ("who follows three kings near the river ? two dogs .", false),
    ("who aids three kings on monday ? two dogs .", false),
  ])
  func `the rules of these tests know the labels of the doc comment`(second: String, isSimilar: Bool) {
    func telling(_ text: String) -> Telling { Telling(text.split(separator: " ").map(String.init)) }
    #expect(telling("two dogs help three kings near the river .").saysTheSame(as: telling(second)) == isSimilar)
  }

  @Test func `both labels are equally frequent, and all four forms`() {
    #expect(abs(Self.examples.count(where: \.isSimilar) - 10_000) < 300)
    for (sentence, count) in [(\Similarity.first, 5000), (\.second, 5000)] {
      let starts = Self.examples.map {
        ["near", "on", "who", "where", "when"].firstIndex(of: $0[keyPath: sentence][0])
      }
      for forms in [[nil], [0, 1], [2], [3, 4]] {
        #expect(abs(starts.count { forms.contains($0) } - count) < 250)
      }
    }
  }

  /// Half of what is not similar has another verb, the others have the roles swapped.
  @Test func `synonyms alone or roles alone tell three quarters`() {
    let told = Self.examples.map { example in
      let (first, second) = (Telling(example.first), Telling(example.second))
      return (verb: first.isSynonymous(with: second), roles: first.hasSameRoles(as: second), label: example.isSimilar)
    }
    #expect(abs(told.count { $0.verb == $0.label } - 15_000) < 250)
    #expect(abs(told.count { $0.roles == $0.label } - 15_000) < 250)
    #expect(told.allSatisfy { ($0.verb && $0.roles) == $0.label })
  }

  /// The number of shared words, at every threshold.
  @Test func `the overlap of the bags of words tells nothing`() {
    let best = Self.bestThreshold(Self.examples) { example in
      var rest = example.second
      return example.first.count { word in
        rest.firstIndex(of: word).map { rest.remove(at: $0) } != nil
      }
    }
    #expect(best < 0.52, "\(best)")
  }

  /// A measure of overlap that the test above could not tell from a blind one would show nothing.
  @Test func `the number of words in the same place tells more`() {
    let plain = Self.examples.filter { $0.first[0] == "who" && $0.second[0] == "who" }
    let best = Self.bestThreshold(plain) { zip($0.first, $0.second).count { $0 == $1 } }
    #expect(best > 0.7, "\(best)")
  }

  @Test(arguments: [\Similarity.first, \Similarity.second])
  func `one sentence alone tells nothing`(sentence: any KeyPath<Similarity, [String]> & Sendable) {
    let labeled = Self.examples.map { (words: $0[keyPath: sentence], label: $0.isSimilar ? 1 : 0) }
    let accuracy = CountClassifier(Array(labeled[..<15_000]), classes: 2).accuracy(on: Array(labeled[15_000...]))
    #expect(accuracy < 0.525, "\(accuracy)")
  }

  @Test func `the words of a pair tell less than 60 percent`() {
    let labeled = Self.examples.map { (words: $0.first + $0.second, label: $0.isSimilar ? 1 : 0) }
    let accuracy = CountClassifier(Array(labeled[..<15_000]), classes: 2).accuracy(on: Array(labeled[15_000...]))
    #expect(accuracy < 0.6, "\(accuracy)")
  }

  /// A model that reads a pair in both orders would know it.
  @Test func `no pair of the test set occurs in training in the other order`() {
    let known = Set(Self.examples.map { $0.second + $0.first })
    #expect(Similarity.test(3000).count { known.contains($0.first + $0.second) } == 0)
  }

  /// The accuracy of the best rule that says similar from some value on, or below it.
  private static func bestThreshold(_ examples: [Similarity], _ value: (Similarity) -> Int) -> Double {
    let values = examples.map { (value: value($0), label: $0.isSimilar) }
    let accuracies = (0...20).map { limit in
      Double(values.count { ($0.value >= limit) == $0.label }) / Double(values.count)
    }
    return accuracies.map { max($0, 1 - $0) }.max()!
  }
}

/// What a sentence tells, read by the rules alone.
private struct Telling {
  var subject: [String] = []
  var object: [String] = []
  var verb = ""
  var circumstance: [String] = []

  init(_ words: [String]) {
    let circumstanceStart = words.firstIndex { $0 == "near" || $0 == "on" }!
    let length = words[circumstanceStart] == "near" ? 3 : 2
    circumstance = Array(words[circumstanceStart..<circumstanceStart + length])
    let rest = (words[..<circumstanceStart] + words[(circumstanceStart + length)...]).filter {
      !["?", ".", "do", "where", "when"].contains($0)
    }
    if rest[0] == "who" {
      (verb, object, subject) = (String(rest[1].dropLast()), Array(rest[2..<4]), Array(rest[4...]))
    } else {
      (subject, verb, object) = (Array(rest[..<2]), rest[2], Array(rest[3...]))
    }
  }

  private static let synonyms = [
    "help": "aid", "harm": "hurt", "love": "adore", "hate": "loathe", "lead": "guide", "follow": "trail",
    "lift": "raise", "lower": "drop", "praise": "admire", "blame": "scold", "join": "meet", "avoid": "shun",
  ]

  func isSynonymous(with other: Telling) -> Bool {
    verb == other.verb || Self.synonyms[verb] == other.verb || Self.synonyms[other.verb] == verb
  }

  func hasSameRoles(as other: Telling) -> Bool { subject == other.subject && object == other.object }

  func saysTheSame(as other: Telling) -> Bool {
    isSynonymous(with: other) && hasSameRoles(as: other) && circumstance == other.circumstance
  }
}
