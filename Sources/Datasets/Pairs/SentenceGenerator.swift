import Tensors

/// A word of the translation, and the source position that it is aligned with.
struct Translated {
  let token: Int
  let position: Int
}

/// Generates a random English sentence together with its translation.
///
/// Each function appends a part of the English sentence and returns the translation of that part. Its doc comment gives
/// the order of the translation.
struct SentenceGenerator {
  private let words: Lexicon
  private(set) var english: [Int] = []

  init(_ words: Lexicon) {
    self.words = words
    english.reserveCapacity(24)
  }

  /// `time subject predicate`
  mutating func generate(using generator: inout Generator) -> [Translated] {
    let subject = nounPhrase(extended: 0.35, using: &generator)
    let predicate = predicate(subject.agreement, using: &generator)
    return optional(words.times, 0.25, using: &generator) + subject.words + predicate
  }

  /// `not object manner verb not`
  private mutating func predicate(_ agreement: Agreement, using generator: inout Generator) -> [Translated] {
    let isTransitive = generator.unit() < 0.6
    let verb = draw(isTransitive ? words.transitives : words.intransitives, using: &generator)
    var not: [Translated] = []
    if generator.unit() < 0.25 {
      _ = append(words.auxiliary[agreement.number])
      let position = append(words.negation.english[0])
      not = words.negation.foreign.map { Translated(token: $0, position: position) }
    }
    let position = append(verb.english[not.isEmpty ? agreement.number : 1])
    let complement =
      isTransitive
      ? nounPhrase(extended: 0.25, using: &generator).words
      : generator.unit() < 0.5 ? prepositional(using: &generator) : []
    let manner = optional(words.manners, 0.25, using: &generator)
    return Array(not.prefix(1)) + complement + manner
      + [Translated(token: verb.foreign[agreement.form], position: position)] + not.dropFirst()
  }

  /// `determiner noun adjectives extension`, where an extension is a prepositional phrase or a relative clause.
  private mutating func nounPhrase(
    isPlace: Bool = false, extended: Double, using generator: inout Generator
  ) -> (words: [Translated], agreement: Agreement) {
    let noun = draw(isPlace ? words.places : words.beings, using: &generator)
    let agreement = Agreement(gender: noun.gender, number: generator.below(2))
    let adjectives = self.adjectives(isPlace, using: &generator)
    let determiner = draw(words.determiners, using: &generator)
    var phrase = [append(determiner, agreement, before: adjectives.first ?? noun)]
    let translatedAdjectives = adjectives.map {
      Translated(token: $0.foreign[agreement.form], position: append($0.english[0]))
    }
    phrase.append(Translated(token: noun.foreign[agreement.number], position: append(noun.english[agreement.number])))
    phrase += translatedAdjectives.reversed()
    if generator.unit() < extended {
      phrase += generator.below(2) == 0 ? prepositional(using: &generator) : relative(agreement, using: &generator)
    }
    return (phrase, agreement)
  }

  /// None, one or two: an adjective of character, only for beings, and an adjective of look.
  private func adjectives(_ isPlace: Bool, using generator: inout Generator) -> [LexiconEntry] {
    let look = generator.unit() < 0.4 ? [draw(words.looks, using: &generator)] : []
    return !isPlace && generator.unit() < 0.3 ? [draw(words.characters, using: &generator)] + look : look
  }

  /// `noun-phrase near`
  private mutating func prepositional(using generator: inout Generator) -> [Translated] {
    let near = draw(words.prepositions, using: &generator)
    let position = append(near.english[0])
    return nounPhrase(isPlace: true, extended: 0, using: &generator).words
      + [Translated(token: near.foreign[0], position: position)]
  }

  /// `that noun-phrase verb`. In English the noun phrase is either the object, after the verb, or the subject, before
  /// it.
  private mutating func relative(_ head: Agreement, using generator: inout Generator) -> [Translated] {
    let that = Translated(token: words.relative.foreign[head.form], position: append(words.relative.english[0]))
    let verb = draw(words.transitives, using: &generator)
    if generator.below(2) == 0 {
      let position = append(verb.english[head.number])
      let object = nounPhrase(extended: 0, using: &generator).words
      return [that] + object + [Translated(token: verb.foreign[head.form], position: position)]
    }
    let (subject, agreement) = nounPhrase(extended: 0, using: &generator)
    let position = append(verb.english[agreement.number])
    return [that] + subject + [Translated(token: verb.foreign[agreement.form], position: position)]
  }

  private mutating func optional(
    _ adverbs: [LexiconEntry], _ probability: Double, using generator: inout Generator
  ) -> [Translated] {
    guard generator.unit() < probability else { return [] }
    let adverb = draw(adverbs, using: &generator)
    return [Translated(token: adverb.foreign[0], position: append(adverb.english[0]))]
  }

  private mutating func append(
    _ determiner: LexiconEntry, _ agreement: Agreement, before next: LexiconEntry
  ) -> Translated {
    let isA = determiner.english[agreement.number] == words.indefinite.english[0]
    let word = isA && next.startsWithVowel ? words.an : determiner.english[agreement.number]
    return Translated(token: determiner.foreign[agreement.form], position: append(word))
  }

  /// Appends an English word and returns its position.
  private mutating func append(_ word: Int) -> Int {
    english.append(word)
    return english.count - 1
  }

  private func draw(_ entries: [LexiconEntry], using generator: inout Generator) -> LexiconEntry {
    entries[generator.below(entries.count)]
  }
}
