/// A noun of the stories, and the words that refer to it.
struct StoryNoun: Sendable, Equatable {
  let word: String

  /// The word for its whole class: *animal* or *person*.
  let hypernym: String

  /// *it*, *he* or *she*.
  let pronoun: String

  /// *it* or *they*.
  func subject(_ number: Int) -> String { number == 1 ? pronoun : "they" }

  /// *him* or *them*.
  func object(_ number: Int) -> String {
    number == 1 ? ["he": "him", "she": "her"][pronoun] ?? "it" : "them"
  }
}

/// A number and a noun: *two dogs*.
struct NounPhrase: Sendable, Equatable {
  let number: Int

  /// In the singular.
  let noun: String

  var plural: String { noun + "s" }

  /// *dog* or *dogs*.
  var form: String { number == 1 ? noun : plural }

  var words: [String] { [StoryWords.numbers[number - 1], form] }
}

/// A meaning of a verb.
struct VerbSense: Sendable, Equatable {
  /// Two verbs with this meaning.
  let synonyms: [String]

  /// Two with the opposite meaning.
  let antonyms: [String]
}

/// The words of the stories by their part of speech. The labeled tasks are made of the same words.
enum StoryWords {
  static let animals = "dog cat horse goat bear mule hen duck owl crow swan robin".list.map {
    StoryNoun(word: $0, hypernym: "animal", pronoun: "it")
  }
  static let persons =
    "baker miner sailor king prince duke baron".list.map { StoryNoun(word: $0, hypernym: "person", pronoun: "he") }
    + "farmer tailor singer queen dame".list.map { StoryNoun(word: $0, hypernym: "person", pronoun: "she") }
  static let nouns = animals + persons

  static let numbers = "one two three four".list

  static let senses = [
    ("help aid", "harm hurt"), ("love adore", "hate loathe"), ("lead guide", "follow trail"),
    ("lift raise", "lower drop"), ("praise admire", "blame scold"), ("join meet", "avoid shun"),
  ].flatMap {
    [
      VerbSense(synonyms: $0.list, antonyms: $1.list), VerbSense(synonyms: $1.list, antonyms: $0.list),
    ]
  }

  static let waters = "river lake pond".list
  static let buildings = "mill castle tower".list
  static let places = waters + buildings

  static let days = "monday tuesday wednesday thursday friday saturday".list
  static let parts = "morning afternoon evening night".list
  static let things = "cup pen key ring hat lamp map ball".list

  static let men = "tom max hugo bert paul adam".list
  static let women = "anna clara emma ida ruth nora".list

  static let cities =
    """
    boston denver dallas chicago atlanta seattle phoenix memphis houston tampa detroit portland oakland austin \
    orlando miami cleveland omaha tulsa reno boise fresno tucson dayton toledo buffalo albany newark norfolk raleigh \
    charlotte nashville louisville madison lincoln topeka wichita laredo lubbock amarillo savannah richmond baltimore \
    hartford providence syracuse rochester bangor juneau honolulu sacramento stockton spokane tacoma eugene salem
    """.list

  /// Two of them are named like cities.
  static let airlines =
    """
    united delta northern pacific falcon condor comet meteor zephyr galaxy saturn pegasus mercury neptune nova polar \
    jupiter tropic coral sunrise horizon summit boston denver
    """.list

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

  static let joys = "smile cheer".list
  static let sorrows = "sigh frown".list
  static let joyfulDegrees = "so truly".list
  static let sorrowfulDegrees = "too awfully".list
}

extension String {
  /// Its words.
  var list: [String] { split(separator: " ").map(String.init) }
}
