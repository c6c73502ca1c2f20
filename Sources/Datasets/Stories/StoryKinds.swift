private typealias Value = StoryKind.Value

extension StoryKind {
  /// Every kind of story. All are equally probable.
  static let all = [
    deeds(of: [0, 2], to: [1, 3]), deeds(of: [1, 3], to: [0, 2]), goods, trip, opinion,
  ]

  /// Who does what to whom: the same event is told by synonyms, hypernyms and pronouns, and denied by the opposite verb.
  ///
  /// Subject and object are of different classes of nouns, so that a hypernym means one of them.
  private static func deeds(of subjects: Set<Int>, to objects: Set<Int>) -> StoryKind {
    StoryKind(facts: [actions(subjects), beings(objects), places, days], sentences: deedSentences)
  }

  private static let deedSentences = [
    [
      "NUMBER SUBJECT VERB MANY OBJECT near the PLACE .", "NUMBER SUBJECT VERB MANY OBJECT on DAY .",
      "the SUBJECT VERB MANY OBJECT near the PLACE .",
    ],
    [
      "the GROUP VERB the CLASS near the AREA .", "the GROUP VERB THEM on DAY .",
      "the SUBJECT DO not OPPOSITE the CLASS near the PLACE .", "PRONOUN DO not OPPOSITE the OBJECT on DAY .",
    ],
    [
      "who WHO the OBJECT ? NUMBER SUBJECT .", "where DO the SUBJECT STEM the OBJECT ? near the PLACE .",
      "how many PLURAL STEM the OBJECT ? NUMBER .", "PRONOUN VERB the OBJECT near the PLACE .",
    ],
    [
      "PRONOUN VERB THEM near the AREA .", "the GROUP VERB the OBJECT on DAY .",
      "NUMBER GROUP VERB MANY CLASS on DAY .",
    ],
  ]

  /// Who has how many things.
  private static let goods = StoryKind(
    facts: [owners, belongings, places, days],
    sentences: [
      ["the OWNER OWNS COUNT THING .", "the OWNER near the PLACE OWNS COUNT THING ."],
      ["HE keeps IT near the AREA .", "on DAY the RANK shows IT ."],
      [
        "how many THINGS does the OWNER OWN ? COUNT THING .", "what does the OWNER OWN ? COUNT THING .",
        "who OWNS COUNT THING ? the OWNER .",
      ],
      ["HE OWNS IT .", "the OWNER keeps the THING near the PLACE .", "HE shows COUNT THING on DAY ."],
    ])

  /// Who flies from where to where.
  private static let trip = StoryKind(
    facts: [travelers, routes, airlines, cabins, days, parts],
    sentences: [
      [
        "TRAVELER wants to fly from FROM to TO on DAY .", "TRAVELER looks for a flight to TO from FROM .",
        "TRAVELER books a AIRLINE air flight from FROM to TO .",
      ],
      [
        "SHE leaves FROM for TO on DAY PART .", "SHE takes one CABIN class seat to TO .",
        "SHE needs a ticket from FROM with AIRLINE air .",
      ],
      [
        "please show all flights leaving FROM on DAY .", "please book one CABIN class ticket to TO on DAY .",
        "please find a flight from FROM arriving in TO in the PART .",
      ],
      ["TRAVELER arrives in TO on DAY PART .", "SHE flies with AIRLINE air to TO .", "SHE returns to FROM on DAY ."],
    ])

  /// What someone thinks of something: all words of praise, or all words of complaint.
  private static let opinion = StoryKind(
    facts: [travelers, matters, tempers, places],
    sentences: [
      [
        "TRAVELER finds a ADJECTIVE MATTER near the PLACE .", "the MATTER is ADJECTIVE .", "it is a ADJECTIVE MATTER .",
      ],
      ["SHE REACTS .", "it is ADJECTIVE and ADJECTIVE .", "it is not COUNTER ."],
      ["the guests REACT .", "the MATTER is ADJECTIVE , not COUNTER .", "TRAVELER REACTS and calls it ADJECTIVE ."],
      [
        "the ADJECTIVE MATTER makes TRAVELER REACT .", "SHE finds the MATTER ADJECTIVE .",
        "it is not a COUNTER MATTER .",
      ],
    ])
}

// MARK: Facts

/// A noun, a number and a verb: the verb agrees with the noun in number.
private func actions(_ kinds: Set<Int>) -> [Value] {
  StoryWords.nouns.filter { kinds.contains($0.kind) }.flatMap { noun in
    (1...4).flatMap { number in StoryWords.senses.map { action(noun, number, $0) } }
  }
}

private func action(_ noun: StoryNoun, _ number: Int, _ sense: VerbSense) -> Value {
  let thirdPerson = sense.synonyms.map { $0 + "s" }
  return [
    "NUMBER": [StoryWords.numbers[number - 1]],
    "SUBJECT": [noun.form(number)],
    "PLURAL": [noun.form(2)],
    "GROUP": [noun.hypernym(number)],
    "PRONOUN": [noun.subject(number)],
    "VERB": number == 1 ? thirdPerson : sense.synonyms,
    "WHO": thirdPerson,
    "STEM": sense.synonyms,
    "OPPOSITE": StoryWords.senses[sense.opposite].synonyms,
    "DO": [number == 1 ? "does" : "do"],
  ]
}

private func beings(_ kinds: Set<Int>) -> [Value] {
  StoryWords.nouns.filter { kinds.contains($0.kind) }.flatMap { noun in (1...4).map { object(noun, $0) } }
}

private func object(_ noun: StoryNoun, _ number: Int) -> Value {
  [
    "MANY": [StoryWords.numbers[number - 1]], "OBJECT": [noun.form(number)],
    "CLASS": [noun.hypernym(number)], "THEM": [noun.object(number)],
  ]
}

private let owners: [Value] = StoryWords.nouns.filter(\.isPerson).map { owner($0) }

private func owner(_ noun: StoryNoun) -> Value {
  [
    "OWNER": [noun.word], "RANK": [noun.hypernym(1)], "HE": [noun.pronoun], "OWN": ["own", "have"],
    "OWNS": ["owns", "has"],
  ]
}

private let belongings: [Value] = StoryWords.things.flatMap { thing in (1...4).map { belonging(thing, $0) } }

private func belonging(_ thing: String, _ number: Int) -> Value {
  [
    "COUNT": [StoryWords.numbers[number - 1]], "THING": [number == 1 ? thing : thing + "s"],
    "THINGS": [thing + "s"], "IT": [number == 1 ? "it" : "them"],
  ]
}

private let places: [Value] = StoryWords.places.indices.map {
  ["PLACE": [StoryWords.places[$0]], "AREA": [StoryWords.area(of: $0)]]
}

private let days: [Value] = StoryWords.days.map { ["DAY": [$0]] }
private let parts: [Value] = StoryWords.parts.map { ["PART": [$0]] }
private let airlines: [Value] = StoryWords.airlines.map { ["AIRLINE": [$0]] }
private let cabins: [Value] = StoryWords.cabins.map { ["CABIN": [$0]] }
private let matters: [Value] = StoryWords.matters.map { ["MATTER": [$0]] }

private let travelers: [Value] =
  StoryWords.men.map { traveler($0, "he") } + StoryWords.women.map { traveler($0, "she") }

private func traveler(_ name: String, _ pronoun: String) -> Value { ["TRAVELER": [name], "SHE": [pronoun]] }

/// Two different cities.
private let routes: [Value] = StoryWords.cities.flatMap { from in
  StoryWords.cities.filter { $0 != from }.map { to in ["FROM": [from], "TO": [to]] }
}

/// All words of praise and smiles, or all words of complaint and sighs.
private let tempers: [Value] = [
  temper(StoryWords.praise, not: StoryWords.complaints, StoryWords.joys),
  temper(StoryWords.complaints, not: StoryWords.praise, StoryWords.sorrows),
]

private func temper(_ adjectives: [String], not others: [String], _ reactions: [String]) -> Value {
  ["ADJECTIVE": adjectives, "COUNTER": others, "REACT": reactions, "REACTS": reactions.map { $0 + "s" }]
}
