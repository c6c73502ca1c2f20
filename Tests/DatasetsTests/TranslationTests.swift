import Datasets
import Tensors
import Testing

struct TranslationTests {
  static let task = Translation()
  static let pairs: [Pair] = {
    var generator = Generator(seed: 8)
    return (0..<20_000).map { _ in task.pair(using: &generator) }
  }()

  @Test func `exactly the requested lengths occur`() {
    #expect(Set(Self.pairs.map(\.source.count)) == Set(3...14))
    var generator = Generator(seed: 1)
    let short = Translation(lengths: 4...6)
    #expect(Set((0..<500).map { _ in short.pair(using: &generator).source.count }) == [4, 5, 6])
  }

  @Test func `both languages have a few hundred distinct words`() {
    #expect((150...250).contains(Self.task.source.count))
    #expect((300...450).contains(Self.task.target.count))
    #expect(Set(Self.task.target.tokens).count == Self.task.target.count)
    #expect(Self.task.target != Translation(seed: 2).target && Self.task.source == Translation(seed: 2).source)
  }

  @Test(arguments: [
    ("the small dog sleeps", "the dog small sleeps"),
    ("a wise old owl does not see my cats today", "today a owl old wise not my cats see not"),
    ("some kings near this lake sing", "some kings this lake near sing"),
    ("the dog that my cats fear sleeps under the tree", "the dog that my cats fear the tree under sleeps"),
    ("the dog that fears my cats runs slowly", "the dog that my cats fears slowly runs"),
  ])
  func `the parser of these tests knows the other word order`(english: String, order: String) {
    var parser = EnglishParser(english)
    #expect(parser.sentence().map(\.word).joined(separator: " ") == order)
  }

  @Test func `every translation has the other word order`() {
    for pair in Self.pairs {
      let english = Self.task.source.decode(pair.source)
      var parser = EnglishParser(english)
      let order = pair.alignment.flatMap { Self.task.source.labels(pair.source[$0]) }
      #expect(order == parser.sentence().map(\.word), "\(english)")
    }
  }

  @Test func `a becomes an before a vowel, and the verb after does not has no s`() {
    let sentences = Self.pairs.map { Self.task.source.labels($0.source) }
    var articles: [String: Int] = [:]
    for words in sentences {
      for (word, next) in zip(words, words.dropFirst()) where ["a", "an"].contains(word) {
        #expect((word == "an") == "aeiou".contains(next.first!), "\(words)")
        articles[word, default: 0] += 1
      }
      if let not = words.firstIndex(of: "not") { #expect(!words[not + 1].hasSuffix("s"), "\(words)") }
    }
    #expect(articles.values.allSatisfy { $0 > 100 } && articles.count == 2)
  }

  @Test func `words agree with their noun in gender and number`() {
    var endings: [String: Set<String>] = [:]
    for pair in Self.pairs {
      var parser = EnglishParser(Self.task.source.decode(pair.source))
      for (parsed, word) in zip(parser.sentence(), Self.task.target.labels(pair.target)) {
        guard let noun = parsed.noun else { continue }
        let ending = ["ai", "oi", "a", "o"].first(where: word.hasSuffix) ?? word
        endings[noun, default: []].insert(ending)
      }
    }
    #expect(endings.values.allSatisfy { $0.count == 1 })
    #expect(endings.allSatisfy { $0.key.hasSuffix("s") == $0.value.first!.hasSuffix("i") })
    let genders = endings.filter { !$0.key.hasSuffix("s") }.map {
      endings[$0.key + "s"]!.first! == $0.value.first! + "i"
    }
    #expect(genders.count == 48 && genders.allSatisfy { $0 })
    #expect(endings.count { $0.value == ["a"] } == 24 && endings.count { $0.value == ["o"] } == 24)
  }

  /// With word order and endings tested above, this completes the translation: a word has one counterpart in several
  /// forms.
  @Test func `an English word has one stem`() {
    var stems: [String: Set<String>] = [:]
    for pair in Self.pairs {
      for (range, word) in zip(pair.alignment, Self.task.target.labels(pair.target)) {
        stems[Self.task.source.decode(pair.source[range]), default: []].insert(
          String(word.prefix { !"aeiou".contains($0) }))
      }
    }
    #expect(stems.allSatisfy { $0.value.count == 1 }, "\(stems.filter { $0.value.count > 1 })")
  }
}

/// Parses an English sentence by the rules alone, and puts it in the word order of the other language.
private struct EnglishParser {
  /// A word, and the noun that it agrees with, if it does.
  typealias Parsed = (word: String, noun: String?)

  private static let determiners: Set = ["a", "an", "some", "the", "this", "these", "my", "your", "every", "all"]
  private static let prepositions: Set = ["near", "behind", "under", "above", "beside"]
  private static let manners: Set = ["quickly", "slowly", "gladly", "calmly", "loudly", "often"]
  private static let adjectives = Set(
    """
    small large old young red green blue black white grey happy sad angry quiet clever brave lazy proud kind rich poor \
    wise strange hungry tired gentle
    """.split(separator: " ").map(String.init))

  private var words: ArraySlice<String>

  init(_ text: String) { words = text.split(separator: " ").map(String.init)[...] }

  mutating func sentence() -> [Parsed] {
    let (subject, noun) = phrase()
    let isNegated = next(in: ["does", "do"]) && next(in: ["not"])
    let verb: Parsed = (words.removeFirst(), noun)
    let complement = isNext(in: Self.determiners) ? phrase().words : place()
    let manner: [Parsed] = isNext(in: Self.manners) ? [(words.removeFirst(), nil)] : []
    let not: [Parsed] = isNegated ? [("not", nil)] : []
    return words.map { ($0, nil) } + subject + not + complement + manner + [verb] + not
  }

  private mutating func phrase() -> (words: [Parsed], noun: String) {
    let determiner = words.removeFirst()
    let adjectives = words.prefix { Self.adjectives.contains($0) }
    words.removeFirst(adjectives.count)
    let noun = words.removeFirst()
    let plain: [Parsed] = [(determiner, noun), (noun, nil)] + adjectives.reversed().map { ($0, noun) }
    return (plain + place() + clause(noun), noun)
  }

  private mutating func place() -> [Parsed] {
    guard isNext(in: Self.prepositions) else { return [] }
    let near = words.removeFirst()
    return phrase().words + [(near, nil)]
  }

  private mutating func clause(_ head: String) -> [Parsed] {
    guard next(in: ["that"]) else { return [] }
    if isNext(in: Self.determiners) {
      let (subject, noun) = phrase()
      return [("that", head)] + subject + [(words.removeFirst(), noun)]
    }
    let verb = words.removeFirst()
    return [("that", head)] + phrase().words + [(verb, head)]
  }

  private func isNext(in set: Set<String>) -> Bool { words.first.map(set.contains) ?? false }

  /// Consumes the next word if it is one of these.
  private mutating func next(in set: Set<String>) -> Bool {
    let isFound = isNext(in: set)
    if isFound { words.removeFirst() }
    return isFound
  }
}
