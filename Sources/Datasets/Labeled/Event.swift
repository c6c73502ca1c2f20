import Tensors

/// Where or when something happens.
enum Circumstance: Sendable, Equatable {
  case place(String)
  case day(String)

  /// *near the river*, *on monday*
  var words: [String] {
    switch self {
    case .place(let place): ["near", "the", place]
    case .day(let day): ["on", day]
    }
  }

  /// The word that asks for it.
  var question: String {
    switch self {
    case .place: "where"
    case .day: "when"
    }
  }

  /// A place or a day.
  static func draw(using generator: inout Generator) -> Circumstance {
    generator.below(2) == 0 ? .place(generator.word(StoryWords.places)) : .day(generator.word(StoryWords.days))
  }
}

/// A sentence about one event: *two dogs help one king near the river*.
struct Event: Sendable, Equatable {
  var subject: NounPhrase

  /// The stem.
  var verb: String
  var object: NounPhrase

  /// What stands in place of the object, if anything: *them*.
  var pronoun: String?
  var circumstance: Circumstance

  /// What the verb means.
  var sense: VerbSense

  /// Any verb.
  init(_ subject: NounPhrase, _ object: NounPhrase, _ circumstance: Circumstance, using generator: inout Generator) {
    (self.subject, self.object, self.circumstance) = (subject, object, circumstance)
    sense = generator.element(StoryWords.senses)
    verb = generator.word(sense.synonyms)
  }

  var words: [String] {
    subject.words + [subject.number == 1 ? verb + "s" : verb] + (pronoun.map { [$0] } ?? object.words)
      + circumstance.words + ["."]
  }
}
