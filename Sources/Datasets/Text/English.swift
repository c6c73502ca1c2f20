extension Grammar {
  /// A small English of about 200 words, one sentence a line, in which some characters are decided by words far back.
  ///
  /// Four kinds of sentences:
  /// - *the dogs near the old house sleep here.* The verb agrees with its subject, whatever stands between them.
  /// - *the wise queen hides her crown.* Three independent features of a person show in the words around: gender in
  ///   the pronoun, age in the adjective, rank in what they own and where they go. So the grammar makes it true that
  ///   king : queen :: man : woman, and prince : king :: boy : man.
  /// - *anna says "the dogs sleep here" and the king thanks anna.* The name comes back after a quotation.
  /// - *tom fills a bag (a cup [two pens (a key) a ring] a hat).* Brackets close in the reverse order of their opening.
  public static let english = Grammar(
    sentence: .choice([
      0.35: [clause, ".\n"],
      0.25: [tale, ".\n"],
      0.25: [speech, ".\n"],
      0.15: [packing, ".\n"],
    ]))
}

// MARK: The dogs near the old house sleep here

private enum Number: CaseIterable {
  case singular
  case plural

  func noun(_ word: Rule) -> Rule { self == .singular ? word : [word, "s"] }

  /// The verb and the space behind it: an s belongs to the singular.
  func verb(_ stem: Rule) -> Rule { [stem, self == .singular ? Rule("s", tie: .agreement) : "", ending] }

  private var ending: Rule { self == .singular ? " " : Rule(" ", tie: .agreement) }
}

private let whose = Rule.choice(of: ["the ", "my ", "your ", "our ", "their ", "no "])
private let several = Rule.choice(of: ["two ", "three ", "four ", "five ", "six ", "seven ", "ten "])
private let animals = Rule.choice(of: [
  "dog", "cat", "bird", "horse", "goat", "duck", "frog", "hen", "lamb", "bear", "mole", "swan", "crow",
  "snail", "owl", "pig", "hare", "toad", "bee", "ant", "newt", "mule", "seal", "crab",
])
private let looks = Rule.choice(of: [
  "small", "black", "white", "brown", "quick", "lazy", "tame", "shy", "loud", "fat", "gentle", "clever",
  "hungry", "proud", "sleepy", "strong",
])
private let rests = Rule.choice(of: [
  "sleep", "run", "sing", "wait", "jump", "play", "hop", "eat", "drink", "limp", "dance", "dream", "rest",
  "hide", "shout", "yawn", "tremble", "swim",
])
private let meets = Rule.choice(of: [
  "see", "hear", "follow", "chase", "greet", "know", "like", "fear", "need", "help", "trust", "avoid",
  "admire", "call", "lead", "remember",
])
private let whens = Rule.choice(of: [
  "here", "now", "again", "today", "there", "alone", "often", "longer", "twice", "outside", "together",
  "early",
])
private let nears = Rule.choice(of: [
  "near", "behind", "by", "under", "over", "above", "below", "beyond",
])
private let sights = Rule.choice(of: [
  "house", "tree", "river", "bridge", "gate", "field", "road", "pond", "wall", "garden", "hill", "well",
  "shed", "lake", "stone", "fence",
])

private let states = Rule.choice(of: ["old ", "new ", "tall ", "wide ", "dark ", "quiet ", "broken ", "empty "])

private let clause = Rule.choice([
  0.5: statement(.singular),
  0.5: statement(.plural),
])

private func statement(_ number: Number) -> Rule {
  [whose, .maybe(0.5, [looks, " "]), number.noun(animals), " ", .maybe(0.6, aside), deed(number)]
}

/// What may stand between a subject and its verb, with a number of its own.
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
    0.2: [number.verb(meets), several, animals, Rule("s", tie: .agreement)],
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

  var he: Rule { Rule(isFemale ? "she" : "he", tie: .pronoun) }
  var his: Rule { Rule(isFemale ? "her" : "his", tie: .pronoun) }
  var age: Rule {
    .choice(of: isOld ? ["old", "wise", "grey", "tired", "bent"] : ["young", "little", "merry", "noisy", "curly"])
  }
  var goods: Rule {
    .choice(
      of: isRoyal ? ["crown", "sword", "throne", "jewels", "robe"] : ["basket", "plough", "apron", "oven", "broom"])
  }
  var home: Rule {
    .choice(of: isRoyal ? ["castle", "palace", "tower", "court"] : ["farm", "cottage", "mill", "barn"])
  }
}

private let handles = Rule.choice(of: [
  "hide", "show", "love", "want", "find", "clean", "keep", "sell", "lend", "paint",
])
private let moves = Rule.choice(of: [
  "walk", "ride", "travel", "return", "march", "drive",
])

private let tale = Person.any { person in
  [
    "the ", person.age, " ", person.name, " ", .maybe(0.3, aside),
    .choice([
      0.7: [Number.singular.verb(handles), person.his, " ", person.goods],
      0.3: [Number.singular.verb(moves), "to the ", person.home],
    ]),
    .maybe(0.4, [", and ", person.he, " ", Number.singular.verb(rests), "in ", person.his, " ", person.home]),
  ]
}

// MARK: Anna says "the dogs sleep here" and the king thanks anna

private let names = [
  "anna", "tom", "clara", "bert", "emma", "hugo", "nora", "paul", "lucy", "otto", "ida", "max", "rosa", "felix",
  "greta",
  "leo",
]

private let speech = Rule.choice(of: names) { name in
  [
    name, .choice(of: [" says ", " asks ", " cries "]), "\"", clause, Rule("\"", tie: .closing), " and ",
    Person.any { ["the ", $0.name] }, .choice(of: [" thanks ", " answers ", " kisses "]), name.tied(by: .copy),
  ]
}

// MARK: Tom fills a bag (a cup [two pens (a key) a ring] a hat)

private let things = Rule.choice(of: [
  "cup", "pen", "key", "ring", "hat", "book", "coin", "map", "shell", "ball", "spoon", "candle", "lemon",
  "feather", "ribbon", "button",
])
private let item = Rule.choice([0.6: ["a ", things], 0.4: [several, things, Rule("s", tie: .agreement)]])

private let packing: Rule = [
  .choice(of: names), .choice(of: [" fills", " packs", " opens"]), .choice(of: [" a bag ", " a box ", " a chest "]),
  brackets(deepest: 4),
]

/// An item in brackets, or an item, more brackets and an item, at most so many deep.
private func brackets(deepest: Int) -> Rule {
  let inside: Rule = deepest == 1 ? "" : .maybe(0.6, [" ", brackets(deepest: deepest - 1), " ", item])
  return .choice([
    0.5: ["(", item, inside, ")"],
    0.5: ["[", item, inside, "]"],
  ])
}
