extension Grammar {
  /// A small English of about 120 words with one sentence per line and some long-range dependencies.
  ///
  /// Four kinds of sentences:
  /// - *the dogs near the old house sleep here.* The verb agrees with its subject, whatever is between them.
  /// - *the wise queen hides her crown.* Three independent features of a person determine the context words: gender the
  ///   pronoun, age the adjective, rank what they own and where they go. So the analogies king : queen :: man : woman
  ///   and prince : king :: boy : man hold exactly.
  /// - *anna says "the dogs sleep here" and anna nods.* The name is repeated after the quotation.
  /// - *hugo fills a bag (a cup [27 pens (a key) a ring] a hat).* Brackets are closed in the reverse order of their
  ///   opening.
  public static let english = Grammar(
    sentence: .choice([
      0.35: [clause, ".\n"],
      0.2: [tale, ".\n"],
      0.3: [speech, ".\n"],
      0.15: [packing, ".\n"],
    ]))
}

// MARK: The dogs near the old house sleep here

private enum Number: CaseIterable {
  case singular
  case plural

  func noun(_ word: Rule) -> Rule { self == .singular ? word : [word, "s"] }

  /// The verb and the space after it, with an s in the singular.
  func verb(_ stem: Rule) -> Rule { [stem, self == .singular ? Rule("s", dependency: .agreement) : "", ending] }

  private var ending: Rule { self == .singular ? " " : Rule(" ", dependency: .agreement) }
}

private let whose = Rule.choice(of: ["the ", "my ", "your ", "our ", "their ", "no "])
/// A number above one, in figures.
private let several: Rule = [
  .choice(of: ["2", "3", "4", "5", "6", "7", "8", "9"]),
  .maybe(0.5, .choice(of: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])), " ",
]
private let animals = Rule.choice(of: EnglishWords.animals)
private let looks = Rule.choice(of: ["small", "black", "white", "quick", "lazy", "tame", "shy", "fat"])
private let rests = Rule.choice(of: EnglishWords.rests)
private let meets = Rule.choice(of: EnglishWords.meets)
private let whens = Rule.choice(of: ["here", "now", "again", "today", "there", "alone"])
private let nears = Rule.choice(of: ["near", "behind", "by", "under", "over", "above"])
private let sights = Rule.choice(of: ["house", "tree", "river", "gate", "pond", "wall", "hill", "road"])

private let states = Rule.choice(of: ["old ", "new ", "tall ", "dark "])

private let clause = Rule.choice([
  0.5: statement(.singular),
  0.5: statement(.plural),
])

/// The content of a quotation: a word or a sentence, so the name before it is repeated after a short or a long
/// distance. Only a sentence determines the closing quotation mark.
private let remark = Rule.choice([
  0.5: [.choice(of: ["no", "yes", "why", "stop"]), "\""],
  0.25: [whose, Number.singular.noun(animals), " ", deed(.singular), Rule("\"", dependency: .closing)],
  0.25: [whose, Number.plural.noun(animals), " ", deed(.plural), Rule("\"", dependency: .closing)],
])

private func statement(_ number: Number) -> Rule {
  [whose, .maybe(0.5, [looks, " "]), number.noun(animals), " ", .maybe(0.4, aside), deed(number)]
}

/// A phrase between a subject and its verb, with a number of its own.
private let aside = Rule.choice([
  0.3: [nears, " ", whose, .maybe(0.5, states), Number.singular.noun(sights), " "],
  0.3: [nears, " ", whose, .maybe(0.5, states), Number.plural.noun(sights), " "],
  0.2: ["that ", whose, Number.singular.noun(animals), " ", Number.singular.verb(meets)],
  0.2: ["that ", whose, Number.plural.noun(animals), " ", Number.plural.verb(meets)],
])

private func deed(_ number: Number) -> Rule {
  .choice([
    0.6: [number.verb(rests), whens],
    0.2: [number.verb(meets), "a ", looks, " ", animals],
    0.2: [number.verb(meets), several, animals, Rule("s", dependency: .agreement)],
  ])
}

// MARK: The wise queen hides her crown

private struct Person {
  var name: Rule
  var isFemale: Bool
  var isOld: Bool
  var isRoyal: Bool

  /// Every combination of three features once.
  static let all = [
    Person(name: "man", isFemale: false, isOld: true, isRoyal: false),
    Person(name: "woman", isFemale: true, isOld: true, isRoyal: false),
    Person(name: "king", isFemale: false, isOld: true, isRoyal: true),
    Person(name: "queen", isFemale: true, isOld: true, isRoyal: true),
    Person(name: "boy", isFemale: false, isOld: false, isRoyal: false),
    Person(name: "girl", isFemale: true, isOld: false, isRoyal: false),
    Person(name: "prince", isFemale: false, isOld: false, isRoyal: true),
    Person(name: "princess", isFemale: true, isOld: false, isRoyal: true),
  ]

  static func any(_ rest: (Person) -> Rule) -> Rule {
    Rule(options: all.map(rest), weights: all.map { _ in 1 })
  }

  var he: Rule { Rule(isFemale ? "she" : "he", dependency: .pronoun) }
  var his: Rule { Rule(isFemale ? "her" : "his", dependency: .pronoun) }
  var age: Rule {
    .choice(of: isOld ? ["old", "wise", "grey", "tired"] : ["young", "little", "merry", "noisy"])
  }
  var goods: Rule {
    .choice(
      of: isRoyal ? ["crown", "sword", "throne", "robe"] : ["basket", "plough", "apron", "oven"])
  }
  var home: Rule {
    .choice(of: isRoyal ? ["castle", "palace", "tower"] : ["farm", "cottage", "mill"])
  }
}

private let handles = Rule.choice(of: EnglishWords.handles)
private let moves = Rule.choice(of: EnglishWords.moves)

private let tale = Person.any { person in
  [
    "the ", person.age, " ", person.name, " ",
    .choice([
      0.7: [Number.singular.verb(handles), person.his, " ", person.goods],
      0.3: [Number.singular.verb(moves), "to the ", person.home],
    ]),
    .maybe(0.4, [", and ", person.he, " ", Number.singular.verb(rests), "in ", person.his, " ", person.home]),
  ]
}

// MARK: Anna says "the dogs sleep here" and anna nods

private let speech = Rule.choice(of: EnglishWords.speakers) { name in
  [
    name, .choice(of: [" says ", " asks ", " cries "]), "\"", remark, " and ",
    name.determined(by: .copy), .choice(of: [" nods", " waves", " smiles", " sighs"]),
  ]
}

// MARK: Hugo fills a bag (a cup [27 pens (a key) a ring] a hat)

private let things = Rule.choice(of: ["cup", "pen", "key", "ring", "hat", "book", "map", "ball"])
private let item = Rule.choice([0.6: ["a ", things], 0.4: [several, things, Rule("s", dependency: .agreement)]])

private let packing: Rule = [
  .choice(of: ["bert", "emma", "hugo", "ida"]), .choice(of: [" fills", " packs", " opens"]),
  .choice(of: [" a bag ", " a box ", " a chest "]),
  brackets(deepest: 4),
]

/// Brackets around an item, or around an item, inner brackets and an item; nested at most `deepest` times.
private func brackets(deepest: Int) -> Rule {
  let inside: Rule = deepest == 1 ? "" : .maybe(0.6, [" ", brackets(deepest: deepest - 1), " ", item])
  return .choice([
    0.5: ["(", item, inside, ")"],
    0.5: ["[", item, inside, "]"],
  ])
}
