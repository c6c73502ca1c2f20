import Tensors

/// A word in both languages, with the ids of all its forms.
struct LexiconEntry: Sendable {
  /// One form, or one for the singular and one for the plural.
  let english: [Int]

  /// One form, or one for the singular and one for the plural, or one for each `Agreement`.
  let foreign: [Int]

  /// The gender of a noun. The noun itself does not show it, but all words that agree with the noun do.
  let gender: Int

  /// Whether *a* before it becomes *an*.
  let startsWithVowel: Bool
}

/// The gender and number of a noun, in which its article, adjectives and verb agree with it.
struct Agreement: Sendable {
  let gender: Int
  let number: Int

  /// The index of the form in the forms of a word that agrees.
  var form: Int { 2 * gender + number }

  /// The ending of each `form`.
  static let endings = ["a", "ai", "o", "oi"]
}

/// The words of both languages by their part of speech.
struct Lexicon: Sendable {
  let determiners: [LexiconEntry]
  let indefinite: LexiconEntry
  let beings: [LexiconEntry]
  let places: [LexiconEntry]
  let looks: [LexiconEntry]
  let characters: [LexiconEntry]
  let transitives: [LexiconEntry]
  let intransitives: [LexiconEntry]
  let prepositions: [LexiconEntry]
  let manners: [LexiconEntry]
  let times: [LexiconEntry]
  let relative: LexiconEntry
  let negation: LexiconEntry
  /// *does* and *do*, which have no translation.
  let auxiliary: [Int]
  let an: Int

  let english: Vocabulary
  let foreign: Vocabulary

  init(seed: Int) {
    var coins = Coinage(seed: seed)
    let agreeing = Agreement.endings
    indefinite = coins.entry(["a", "some"], "C", agreeing)
    let definite = ["the the", "this these", "my my", "your your", "every all"]
    determiners = [indefinite] + definite.map { coins.entry($0.words, "C", agreeing) }
    relative = coins.entry(["that"], "C", agreeing)
    negation = coins.entry(["not"], "VC", ["", "te"])
    beings = Lexicon.beings.enumerated().map { coins.entry([$1, $1 + "s"], "CVCVC", ["", "i"], gender: $0 % 2) }
    places = Lexicon.places.enumerated().map { coins.entry([$1, $1 + "s"], "CVCVC", ["", "i"], gender: $0 % 2) }
    looks = Lexicon.looks.map { coins.entry([$0], "CVC", agreeing) }
    characters = Lexicon.characters.map { coins.entry([$0], "CVC", agreeing) }
    transitives = Lexicon.transitives.map { coins.entry([$0 + "s", $0], "CVCVn", agreeing) }
    intransitives = Lexicon.intransitives.map { coins.entry([$0 + "s", $0], "CVCVn", agreeing) }
    prepositions = Lexicon.prepositions.map { coins.entry([$0], "CVs", ["u"]) }
    manners = Lexicon.manners.map { coins.entry([$0], "CVC", ["e"]) }
    times = Lexicon.times.map { coins.entry([$0], "CVC", ["u"]) }
    auxiliary = [coins.english("does"), coins.english("do")]
    an = coins.english("an")
    english = Vocabulary(words: coins.englishWords, special: SpecialToken.names)
    foreign = Vocabulary(words: coins.foreignWords, special: SpecialToken.names)
  }

  private static let beings = """
    dog cat horse bird bear goat hen frog owl pig king queen doctor farmer baker painter sailor teacher student singer \
    poet girl boy friend sister brother mother father uncle aunt neighbor stranger pilot lawyer clown giant
    """.words
  private static let places = "house river garden tower bridge forest village castle market lake tree mill".words
  private static let looks = "small large old young red green blue black white grey".words
  private static let characters = """
    happy sad angry quiet clever brave lazy proud kind rich poor wise strange hungry tired gentle
    """.words
  private static let transitives = """
    see follow help greet hear like fear know find trust visit warn feed thank admire want
    """.words
  private static let intransitives = "sleep wait sing run laugh work dance swim rest sit".words
  private static let prepositions = "near behind under above beside".words
  private static let manners = "quickly slowly gladly calmly loudly often".words
  private static let times = "today now tonight again here soon".words
}

/// Makes up foreign words for English ones, and collects the words of both languages.
private struct Coinage {
  private(set) var englishWords: [String] = []
  private(set) var foreignWords: [String] = []
  private var generator: Generator

  init(seed: Int) { generator = Generator(seed: seed) }

  /// The English forms, and a new foreign stem with each of the endings. The shape of a stem is a pattern of consonants
  /// C, vowels V and fixed letters.
  mutating func entry(_ words: [String], _ shape: String, _ endings: [String], gender: Int = 0) -> LexiconEntry {
    var forms: [String] = []
    repeat {
      let stem = String(shape.map { letter($0) })
      forms = endings.map { stem + $0 }
    } while forms.contains(where: foreignWords.contains)
    let first = SpecialToken.count + foreignWords.count
    foreignWords += forms
    return LexiconEntry(
      english: words.map { english($0) }, foreign: Array(first..<first + forms.count), gender: gender,
      startsWithVowel: "aeiou".contains(words[0].first!))
  }

  /// The id of an English word, which may be in the list already.
  mutating func english(_ word: String) -> Int {
    if let known = englishWords.firstIndex(of: word) { return SpecialToken.count + known }
    englishWords.append(word)
    return SpecialToken.count + englishWords.count - 1
  }

  private mutating func letter(_ kind: Character) -> Character {
    switch kind {
    case "C": Array("bdfgklmnprstvz")[generator.below(14)]
    case "V": Array("aeiou")[generator.below(5)]
    default: kind
    }
  }
}

extension String {
  fileprivate var words: [String] { split(separator: " ").map(String.init) }
}
