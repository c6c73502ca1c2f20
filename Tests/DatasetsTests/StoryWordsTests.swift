import Testing

@testable import Datasets

struct StoryWordsTests {
  private static let roles: [(name: String, words: [String])] = [
    ("noun", withS(StoryWords.nouns.map(\.word))), ("hypernym", withS(StoryWords.nouns.map(\.hypernym))),
    ("number", StoryWords.numbers), ("verb", withS(StoryWords.senses.flatMap(\.synonyms))),
    ("place", StoryWords.places + ["water", "building"]), ("day", StoryWords.days), ("part of a day", StoryWords.parts),
    ("thing", withS(StoryWords.things)), ("name", StoryWords.men + StoryWords.women), ("city", StoryWords.cities),
    ("airline", StoryWords.airlines), ("cabin", StoryWords.cabins), ("matter", StoryWords.matters),
    ("praise", StoryWords.praise), ("complaint", StoryWords.complaints), ("joy", withS(StoryWords.joys)),
    ("sorrow", withS(StoryWords.sorrows)), ("degree", StoryWords.joyfulDegrees + StoryWords.sorrowfulDegrees),
    ("hour", FlightRequest.hours), ("ordinal", FlightRequest.ordinals), ("month", FlightRequest.months),
    ("other verb", withS("fly leave take need return arrive look book find show want keep own make call".list)),
    ("other noun", withS("flight ticket seat guest class air".list)),
  ]

  private static func withS(_ words: [String]) -> [String] { words.flatMap { [$0, $0 + "s"] } }

  /// Each of these the words beside it tell apart.
  @Test func `no word has two roles but two cities that name airlines, and first`() {
    var roles: [String: Set<String>] = [:]
    for (name, words) in Self.roles {
      for word in words { roles[word, default: []].insert(name) }
    }
    #expect(
      roles.filter { $0.value.count > 1 } == [
        "boston": ["city", "airline"], "denver": ["city", "airline"], "first": ["cabin", "ordinal"],
      ])
  }

  @Test func `no list names a word twice`() {
    for (name, words) in Self.roles where name != "hypernym" { #expect(Set(words).count == words.count, "\(name)") }
  }

  @Test func `the classes have twelve nouns each, and the cities, airlines and adjectives are as many as stated`() {
    #expect(StoryWords.animals.count == 12 && StoryWords.persons.count == 12)
    #expect(StoryWords.cities.count == 56 && StoryWords.airlines.count == 24)
    #expect(StoryWords.praise.count == 40 && StoryWords.complaints.count == 40)
  }

  /// Sentences say *a* before adjectives, airlines and matters.
  @Test func `no word that follows a begins with the sound of a vowel`() {
    let words = StoryWords.airlines + StoryWords.praise + StoryWords.complaints + StoryWords.matters
    #expect(words.filter { "aeio".contains($0.first!) } == [])
    #expect(words.filter { $0.first == "u" } == ["united"])
  }

  /// Plurals and third persons are formed by an s.
  @Test func `no noun or verb needs more than an s`() {
    let words = StoryWords.nouns.map(\.word) + StoryWords.things + StoryWords.senses.flatMap(\.synonyms)
    for word in words {
      #expect(!["s", "x", "z", "ch", "sh"].contains { word.hasSuffix($0) }, "\(word)")
      #expect(!word.hasSuffix("y") || word.hasSuffix("ey"), "\(word)")
    }
  }
}
