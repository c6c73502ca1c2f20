/// A being as a sentence names it: its noun, how many, and whether by the noun itself or by its hypernym.
struct Being: Sendable, Equatable {
  var noun: StoryNoun
  var number: Int
  var isGeneral = false

  /// *two dogs*, *two animals*
  var words: [String] {
    [StoryWords.numbers[number - 1], isGeneral ? noun.hypernym(number) : noun.form(number)]
  }
}

/// Where or when something happens.
enum Circumstance: Sendable, Equatable {
  /// *near the river*, or by its hypernym, *near the water*
  case place(Int, isGeneral: Bool)
  case day(Int)

  var words: [String] {
    switch self {
    case .place(let place, let isGeneral):
      ["near", "the", isGeneral ? StoryWords.area(of: place) : StoryWords.places[place]]
    case .day(let day): ["on", StoryWords.days[day]]
    }
  }
}

/// A sentence about one event: *two dogs help one king near the river*.
struct Event: Sendable, Equatable {
  var subject: Being
  /// The index of the verb's meaning in `StoryWords.senses`, and of the verb among its synonyms.
  var sense: Int
  var synonym: Int
  var object: Being
  var circumstance: Circumstance
  var isNegated = false

  var words: [String] {
    let stem = StoryWords.senses[sense].synonyms[synonym]
    let isOne = subject.number == 1
    let verb = isNegated ? [isOne ? "does" : "do", "not", stem] : [isOne ? stem + "s" : stem]
    return subject.words + verb + object.words + circumstance.words + ["."]
  }
}
