import Datasets
import Foundation
import Tensors
import TestBasics
import Testing

struct EnglishTests {
  static let passage: Grammar.Passage = {
    var generator = Generator(seed: 11)
    return Grammar.english.passage(sentences: 3000, using: &generator)
  }()

  static let lines = passage.text.split(separator: "\n").map(String.init)

  @Test(arguments: Dependency.allCases)
  func `a determined character has a loss of zero`(dependency: Dependency) {
    let tokenLosses = Grammar.english.tokenLosses(of: Self.passage.text)
    let determined = zip(tokenLosses, Self.passage.dependencies).filter { $0.1 == dependency }.map(\.0)
    #expect(determined.count > 300)
    #expect(determined.allSatisfy { $0 < 1e-9 })
  }

  @Test func `the verb agrees with its subject at any distance`() {
    let simple =
      /^(the|my|your|our) (\w+ )?(\w+) (near|behind|by|under|over|above|below|beyond) .* (\w+) (here|now|again)\.$/
    let matches = Self.lines.compactMap { $0.wholeMatch(of: simple) }.filter { !$0.0.contains(" that ") }
    #expect(matches.count > 50)
    for match in matches {
      #expect(match.3.hasSuffix("s") != match.5.hasSuffix("s"), "\(match.0)")
    }
  }

  @Test func `the name before a quotation is repeated after it`() {
    let speeches = Self.lines.filter { $0.contains("\"") }
    #expect(speeches.count > 500)
    for line in speeches {
      let words = line.dropLast().split(separator: " ")
      #expect(words.first == words.dropLast().last, "\(line)")
      #expect(line.count(where: { $0 == "\"" }) == 2)
    }
  }

  @Test func `a pronoun has the gender of the person`() {
    let women = /\b(woman|queen|girl|princess)\b/
    let tales = Self.lines.filter { $0.contains(/\b(his|her|he|she)\b/) }
    #expect(tales.count > 500)
    for line in tales {
      #expect(line.contains(women) == line.contains(/\b(her|she)\b/), "\(line)")
      #expect(line.contains(women) != line.contains(/\b(his|he)\b/), "\(line)")
    }
  }

  @Test func `every bracket is closed by its counterpart`() {
    var deepest = 0
    for line in Self.lines {
      var open: [Character] = []
      for character in line {
        if "([".contains(character) { open.append(character) }
        if ")]".contains(character) { #expect(open.popLast() == (character == ")" ? "(" : "["), "\(line)") }
        deepest = max(deepest, open.count)
      }
      #expect(open.isEmpty, "\(line)")
    }
    #expect(deepest == 4)
  }

  @Test func `lines have the lengths that the grammar states`() {
    let lengths = Self.lines.map { $0.count + 1 }
    let mean = Double(lengths.reduce(0) { $0 + $1 }) / Double(lengths.count)
    #expect(lengths.allSatisfy(Grammar.english.sentence.lengths.contains))
    #expect(Grammar.english.sentence.lengths.upperBound <= 140)
    #expect(abs(mean - Grammar.english.sentence.expectedLength) < 1.5)
  }

  @Test func `king is to queen as man is to woman: only the pronouns differ`() {
    func contexts(_ person: String, _ swap: [String: String]) -> [Double] {
      Grammar.english.tokenLosses(
        of: "the old \(person) hides \(swap["his"]!) \(swap["crown"]!), and \(swap["he"]!) sings in ")
    }
    let (male, female) = (["his": "his", "he": "he"], ["his": "her", "he": "she"])
    for (man, woman, goods) in [("king", "queen", "crown"), ("man", "woman", "oven")] {
      let his = contexts(man, male.merging(["crown": goods]) { $1 }).sum
      let her = contexts(woman, female.merging(["crown": goods]) { $1 }).sum
      #expect(his.isFinite && abs(his - her) < 1e-9)
      #expect(contexts(man, female.merging(["crown": goods]) { $1 }).last == .infinity)
    }
    #expect(contexts("king", male.merging(["crown": "oven"]) { $1 }).last == .infinity)
  }

  @Test func `the same seed generates the same text, another seed another`() {
    func text(_ seed: Int) -> String {
      var generator = Generator(seed: seed)
      return Grammar.english.text(characters: 2000, using: &generator)
    }
    expectEqual(text(5), to: text(5))
    #expect(text(5) != text(6))
    #expect(text(5).count == 2000)
  }
}
