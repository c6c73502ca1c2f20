private typealias Value = StoryKind.Value

extension StoryKind {
  /// Every kind of story. All are equally probable.
  static let all = [
    deeds(of: StoryWords.animals, to: StoryWords.persons), deeds(of: StoryWords.persons, to: StoryWords.animals), goods,
    trip, opinion,
  ]

  /// Who does what to whom: the same event is told by synonyms, hypernyms and pronouns, and denied by the opposite verb.
  ///
  /// Subject and object are of different classes of nouns, so that a hypernym means one of them.
  private static func deeds(of subjects: [StoryNoun], to objects: [StoryNoun]) -> StoryKind {
    StoryKind(facts: [actions(subjects), undergoers(objects), places, days], sentences: deedSentences)
  }

  private static let deedSentences = [
    [
      "NUMBER SUBJECT VERB MANY OBJECT near the PLACE .", "NUMBER SUBJECT VERB MANY OBJECT on DAY .",
      "the SUBJECT VERB MANY OBJECT near the PLACE .",
    ],
    [
      "the GROUP , NUMBER SUBJECT , VERB the CLASS near the AREA .", "NUMBER GROUP VERB THEM on DAY .",
      "the SUBJECT DO not OPPOSITE the CLASS near the PLACE .", "NUMBER GROUP VERB MANY CLASS near the PLACE .",
    ],
    [
      "who WHO the OBJECT ? NUMBER SUBJECT .", "where DO the SUBJECT STEM the OBJECT ? near the PLACE .",
      "how many PLURAL STEM the OBJECT ? NUMBER .", "which GROUP VERB the OBJECT ? the SUBJECT .",
    ],
    [
      "PRONOUN VERB THEM near the AREA .", "the GROUP VERB the OBJECT on DAY .",
      "NUMBER GROUP VERB the CLASS , MANY OBJECT .",
    ],
  ]

  /// Who has how many things.
  private static let goods = StoryKind(
    facts: [owners, belongings, places, days],
    sentences: [
      ["the OWNER OWNS COUNT THING .", "the OWNER near the PLACE OWNS COUNT THING ."],
      ["HE keeps IT near the AREA .", "on DAY the person shows IT ."],
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
        "TRAVELER flies from FROM to TO on DAY .", "TRAVELER looks for a flight to TO from FROM .",
        "TRAVELER books a AIRLINE air flight from FROM to TO .",
      ],
      [
        "SHE leaves FROM for TO on DAY PART .", "SHE takes one CABIN class seat to TO .",
        "SHE needs a ticket from FROM with AIRLINE air .",
      ],
      [
        "please show all flights leaving FROM on DAY .", "when does TRAVELER leave FROM ? on DAY .",
        "where does TRAVELER fly to ? to TO with AIRLINE air .",
        "please find one CABIN class flight from FROM arriving in TO in the PART .",
      ],
      ["TRAVELER arrives in TO on DAY PART .", "SHE flies with AIRLINE air to TO .", "SHE returns to FROM on DAY ."],
    ])

  /// What someone thinks of something: all words of praise, or all words of complaint.
  ///
  /// Most sentences say so twice: by an adjective, of which there are many, and by one of a few words that tell the mood.
  private static let opinion = StoryKind(
    facts: [travelers, matters, tempers, places],
    sentences: [
      [
        "TRAVELER finds a ADJECTIVE MATTER near the PLACE .", "the MATTER near the PLACE is SO ADJECTIVE .",
        "it is a ADJECTIVE MATTER , SO ADJECTIVE .",
      ],
      [
        "SHE REACTS , it is ADJECTIVE .", "it is ADJECTIVE and SO ADJECTIVE .", "it is not COUNTER , SHE REACTS .",
      ],
      [
        "the guests REACT .", "the MATTER is ADJECTIVE , not COUNTER .", "TRAVELER REACTS and calls it SO ADJECTIVE .",
      ],
      [
        "the ADJECTIVE MATTER makes TRAVELER REACT .", "SHE finds the MATTER SO ADJECTIVE .",
        "it is not a COUNTER MATTER .",
      ],
    ])
}

// MARK: Facts

/// A noun, a number and a verb: the verb agrees with the noun in number.
private func actions(_ nouns: [StoryNoun]) -> [Value] {
  nouns.flatMap { noun in (1...4).flatMap { number in StoryWords.senses.map { action(noun, number, $0) } } }
}

private func action(_ noun: StoryNoun, _ number: Int, _ sense: VerbSense) -> Value {
  let subject = NounPhrase(number: number, noun: noun.word)
  let thirdPerson = sense.synonyms.map { $0 + "s" }
  return [
    "NUMBER": [subject.words[0]],
    "SUBJECT": [subject.form],
    "PLURAL": [subject.plural],
    "GROUP": [NounPhrase(number: number, noun: noun.hypernym).form],
    "PRONOUN": [noun.subject(number)],
    "VERB": number == 1 ? thirdPerson : sense.synonyms,
    "WHO": thirdPerson,
    "STEM": sense.synonyms,
    "OPPOSITE": sense.antonyms,
    "DO": [number == 1 ? "does" : "do"],
  ]
}

private func undergoers(_ nouns: [StoryNoun]) -> [Value] {
  nouns.flatMap { noun in (1...4).map { undergoer(noun, $0) } }
}

private func undergoer(_ noun: StoryNoun, _ number: Int) -> Value {
  let object = NounPhrase(number: number, noun: noun.word)
  return [
    "MANY": [object.words[0]], "OBJECT": [object.form],
    "CLASS": [NounPhrase(number: number, noun: noun.hypernym).form], "THEM": [noun.object(number)],
  ]
}

private let owners: [Value] = StoryWords.persons.map {
  ["OWNER": [$0.word], "HE": [$0.pronoun], "OWN": ["own", "have"], "OWNS": ["owns", "has"]]
}

private let belongings: [Value] = StoryWords.things.flatMap { thing in (1...4).map { belonging(thing, $0) } }

private func belonging(_ thing: String, _ number: Int) -> Value {
  let things = NounPhrase(number: number, noun: thing)
  return [
    "COUNT": [things.words[0]], "THING": [things.form], "THINGS": [things.plural],
    "IT": [number == 1 ? "it" : "them"],
  ]
}

private let places: [Value] =
  StoryWords.waters.map { ["PLACE": [$0], "AREA": ["water"]] }
  + StoryWords.buildings.map { ["PLACE": [$0], "AREA": ["building"]] }

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
  temper(StoryWords.praise, not: StoryWords.complaints, StoryWords.joys, StoryWords.joyfulDegrees),
  temper(StoryWords.complaints, not: StoryWords.praise, StoryWords.sorrows, StoryWords.sorrowfulDegrees),
]

private func temper(
  _ adjectives: [String], not others: [String], _ reactions: [String], _ degrees: [String]
) -> Value {
  [
    "ADJECTIVE": adjectives, "COUNTER": others, "REACT": reactions, "REACTS": reactions.map { $0 + "s" },
    "SO": degrees,
  ]
}
