@testable import Datasets

/// Reads the headline off a paragraph, by the words alone: what a model has to learn.
struct HeadlineReader {
  enum Topic: CaseIterable { case deed, goods, trip, opinion }

  /// The sentences of the topic that most are about.
  private let sentences: [[String]]
  let topic: Topic

  init(_ paragraph: [String]) {
    let all = paragraph.split(separator: ".").map(Array.init)
    let topics = all.map(Self.topic)
    let counts = Topic.allCases.map { topic in topics.count { $0 == topic } }
    let topic = Topic.allCases[counts.firstIndex(of: counts.max()!)!]
    self.topic = topic
    sentences = zip(all, topics).filter { $1 == topic }.map(\.0)
  }

  private static func topic(of sentence: [String]) -> Topic {
    func has(_ words: String) -> Bool { !Set(words.list).isDisjoint(with: sentence) }
    if has("flies flight flights ticket leaves leave leaving fly takes arrives returns") { return .trip }
    if has("own owns has have keeps shows") { return .goods }
    return sentence.contains { sense($0) != nil } ? .deed : .opinion
  }

  /// Nil if the paragraph leaves something open.
  var headline: [String]? {
    switch topic {
    case .deed: deed
    case .goods: goods
    case .trip: trip
    case .opinion: opinion
    }
  }

  private var words: [String] { Array(sentences.joined()) }

  private func first(of options: [String]) -> String? { words.first(where: options.contains) }

  /// The first word that follows one of these.
  private func word(after before: [String], in options: [String]) -> String? {
    zip(words, words.dropFirst()).first { before.contains($0) && options.contains($1) }?.1
  }

  // MARK: Deeds

  private static func sense(_ word: String) -> VerbSense? {
    StoryWords.senses.first { $0.synonyms.contains(word) || $0.synonyms.contains(String(word.dropLast())) }
  }

  private static func isOf(_ nouns: [StoryNoun], _ word: String) -> Bool {
    let all = nouns.flatMap { [$0.word, $0.hypernym] }
    return all.contains(word) || word.hasSuffix("s") && all.contains(String(word.dropLast()))
  }

  private var deed: [String]? {
    // The class of what stands before the verb.
    let subjects = sentences.lazy.compactMap { sentence in
      sentence.prefix { Self.sense($0) == nil && $0 != "not" && $0 != "?" }.first {
        Self.isOf(StoryWords.nouns, $0)
      }
    }
    guard let subject = subjects.first else { return nil }
    let isAnimal = Self.isOf(StoryWords.animals, subject)
    let (doers, others) =
      isAnimal ? (StoryWords.animals, StoryWords.persons) : (StoryWords.persons, StoryWords.animals)
    guard let doer = form(doers), let other = form(others) else { return nil }
    let verb = words.firstIndex { Self.sense($0) != nil }!
    let sense = Self.sense(words[verb])!
    let stem = (words[verb - (verb > 0 ? 1 : 0)] == "not" ? Self.sense(sense.antonyms[0])! : sense).synonyms[0]
    let deed = [doer, doer.hasSuffix("s") ? stem : stem + "s", other]
    if let place = first(of: StoryWords.places) { return deed + ["near", place] }
    return first(of: StoryWords.days).map { deed + ["on", $0] }
  }

  /// The singular if it is told: *how many dogs … ? one .* has the plural of one dog.
  private func form(_ nouns: [StoryNoun]) -> String? {
    first(of: nouns.map(\.word)) ?? first(of: nouns.map { $0.word + "s" })
  }

  // MARK: The other topics

  private var goods: [String]? {
    let forms = StoryWords.things.flatMap { [$0, $0 + "s"] }
    guard let owner = first(of: StoryWords.persons.map(\.word)), let count = first(of: StoryWords.numbers),
      let thing = word(after: [count], in: forms)
    else { return nil }
    return [owner, "owns", count, thing]
  }

  private var trip: [String]? {
    let text = words.joined(separator: " ").replacing("returns to", with: "returns from").list
    let pairs = zip(text, text.dropFirst()).filter { StoryWords.cities.contains($1) }
    let from = pairs.first { "from leaving leave leaves".list.contains($0.0) }?.1
    let to = pairs.first { "to for in".list.contains($0.0) }?.1
    guard let name = first(of: StoryWords.men + StoryWords.women), let from, let to else { return nil }
    return [name, "flies", "from", from, "to", to]
  }

  private var opinion: [String]? {
    guard let matter = first(of: StoryWords.matters) else { return nil }
    return [matter, "makes", "guests", isPraise ? "smile" : "sigh"]
  }

  private var isPraise: Bool {
    let index = words.firstIndex { (StoryWords.praise + StoryWords.complaints).contains($0) }
    guard let index else { return first(of: StoryWords.joys + StoryWords.joys.map { $0 + "s" }) != nil }
    let isNegated = words[..<index].suffix(2).contains("not")
    return StoryWords.praise.contains(words[index]) != isNegated
  }
}
