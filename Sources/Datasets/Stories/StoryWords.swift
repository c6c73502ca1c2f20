/// A noun of the stories, and the words that refer to it.
struct StoryNoun: Sendable, Equatable {
  let word: String

  /// The index of its class in `StoryWords.classes`.
  let kind: Int

  /// *it*, *he* or *she*.
  let pronoun: String

  /// Persons own things; animals and birds do not.
  var isPerson: Bool { pronoun != "it" }

  /// *dog* or *dogs*.
  func form(_ number: Int) -> String { number == 1 ? word : word + "s" }

  /// The **hypernym**, which is the word for its whole class: *animal* or *animals*.
  func hypernym(_ number: Int) -> String { StoryWords.classes[kind] + (number == 1 ? "" : "s") }

  /// *it* or *they*.
  func subject(_ number: Int) -> String { number == 1 ? pronoun : "they" }

  /// *him* or *them*.
  func object(_ number: Int) -> String {
    number == 1 ? ["he": "him", "she": "her"][pronoun] ?? "it" : "them"
  }
}

/// A meaning of a verb: two synonyms, and the opposite meaning.
struct VerbSense: Sendable, Equatable {
  let synonyms: [String]

  /// The index of the opposite in `StoryWords.senses`.
  let opposite: Int
}

/// The words of the stories by their part of speech. The labeled tasks are made of the same words.
enum StoryWords {
  static let classes = ["animal", "bird", "worker", "noble"]

  /// Six nouns of each class.
  static let nouns: [StoryNoun] = [
    ("dog cat horse goat bear mule", "it it it it it it"),
    ("hen duck owl crow swan robin", "it it it it it it"),
    ("baker farmer miner tailor sailor singer", "he she he she he she"),
    ("king queen prince duke baron dame", "he she he he he she"),
  ].enumerated().flatMap { kind, nouns in
    zip(nouns.0.list, nouns.1.list).map { StoryNoun(word: $0, kind: kind, pronoun: $1) }
  }

  static let numbers = ["one", "two", "three", "four"]

  /// Pairs of opposites: the sense 2i + 1 is the opposite of the sense 2i.
  static let senses = [
    "help aid", "harm hurt", "love adore", "hate loathe", "lead guide", "follow trail", "lift raise", "lower drop",
    "praise admire", "blame scold", "join meet", "avoid shun",
  ].enumerated().map { VerbSense(synonyms: $1.list, opposite: $0 ^ 1) }

  /// Places of two classes, *water* and *building*: the first three, and the others.
  static let places = "river lake pond mill castle tower".list
  static let areas = ["water", "building"]

  static func area(of place: Int) -> String { areas[place / 3] }

  static let days = "monday tuesday wednesday thursday friday saturday".list
  static let parts = "morning afternoon evening night".list
  static let things = "cup pen key ring hat book map ball".list

  static let men = "tom max hugo bert paul adam".list
  static let women = "anna clara emma ida ruth nora".list

  static let cities =
    "boston denver dallas chicago atlanta seattle phoenix memphis houston tampa detroit portland oakland austin".list
  static let airlines = "united delta northern pacific boston denver".list
  static let cabins = "first business economy".list

  /// What opinions are about.
  static let matters = "hotel film meal song garden room".list
  static let praise =
    """
    cozy lovely great superb charming bright fresh stylish splendid delightful pleasant graceful tasty neat \
    witty warm sunny clever gentle brilliant divine fine grand perfect radiant refined rich smooth sweet tender \
    thrilling vivid worthy stunning cheerful classy dreamy marvelous fabulous gorgeous
    """.list
  static let complaints =
    """
    dirty wretched dull shabby gloomy stale noisy clumsy dreadful horrid boring tedious bland messy \
    silly cold damp stupid harsh hopeless vile poor cheap faulty dismal crude bitter rough sour nasty \
    tiresome faded worthless lousy dreary tacky creepy terrible pathetic hideous
    """.list
  static let joys = "smile cheer clap nod".list
  static let sorrows = "sigh frown groan yawn".list
}

extension String {
  /// Its words.
  var list: [String] { split(separator: " ").map(String.init) }
}
