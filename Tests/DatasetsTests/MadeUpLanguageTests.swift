import Datasets
import Foundation
import Tensors
import Testing

struct MadeUpLanguageTests {
  private typealias Entry = (noun: Int, word: [Int])

  private func language(seed: Int) -> MadeUpLanguage {
    var generator = Generator(seed: seed)
    return MadeUpLanguage(using: &generator)
  }

  private func entries(of document: [Int]) -> [Entry] {
    stride(from: 1, to: document.count, by: 5).map { (document[$0], Array(document[$0 + 1..<$0 + 4])) }
  }

  @Test func `the vocabulary is nouns, syllables, the end of a line, and titles`() {
    let tokens = MadeUpLanguage.vocabulary.tokens
    #expect(tokens.prefix(8) == ["dog", "cat", "owl", "hen", "pig", "cow", "fox", "ram"])
    #expect(tokens[8..<32].prefix(4) == ["ba", "bi", "bo", "da"])
    #expect(tokens[8..<32].allSatisfy { $0.count == 2 })
    #expect(Set(tokens).count == tokens.count)
    #expect(tokens.suffix(6) == [".", "some", "alic", "boric", "celic", "doric"])
    #expect(MadeUpLanguage.lineLength == 5)
  }

  @Test(arguments: [0, 1, 7], [nil, 0, 3])
  func `a document is a title and lines of a noun, its word and the end`(count: Int, name: Int?) {
    var generator = Generator(seed: count)
    let document = language(seed: 1).document(lines: count, name: name, using: &generator)
    let text = MadeUpLanguage.vocabulary.labels(document)
    #expect(text.count == 1 + count * MadeUpLanguage.lineLength)
    #expect(text[0] == name.map { ["alic", "boric", "celic", "doric"][$0] } ?? "some")
    for start in stride(from: 1, to: text.count, by: 5) {
      #expect(MadeUpLanguage.nouns.contains(text[start]))
      #expect(text[start + 1..<start + 4].allSatisfy { MadeUpLanguage.syllables.contains($0) })
      #expect(text[start + 4] == ".")
    }
  }

  @Test func `a noun has one word in a language, in all of its documents`() {
    let language = language(seed: 2)
    var generator = Generator(seed: 3)
    let lines = (0..<20).flatMap { _ in entries(of: language.document(lines: 20, using: &generator)) }
    for (noun, word) in lines { #expect(word == language.words[noun]) }
    for noun in 0..<8 { #expect(abs(lines.count { $0.noun == noun } - 50) < 30, "\(noun)") }
  }

  @Test func `the words of another language are others, and every syllable begins, continues and ends some`() {
    let languages = (0..<200).map { language(seed: $0) }
    #expect(Set(languages.map { $0.words[0] }).count > 195)
    #expect(Set(languages[0].words).count == 8)
    for place in 0..<3 {
      #expect(Set(languages.flatMap { $0.words.map { $0[place] } }) == Set(8..<32))
    }
  }

  @Test func `nothing known is a guess of three syllables, one line one noun in eight`() {
    let guess = 1 / 13_824.0
    #expect(abs(MadeUpLanguage.bestAccuracy(lines: 0) - guess) < 1e-15)
    #expect(abs(MadeUpLanguage.bestAccuracy(lines: 1) - (1 / 8.0 + 7 / 8.0 * guess)) < 1e-15)
    #expect(abs(MadeUpLanguage.bestAccuracy(lines: 2) - (15 / 64.0 + 49 / 64.0 * guess)) < 1e-15)
  }

  /// A reader that looks the noun of the last line up in the lines before.
  @Test(arguments: [1, 2, 4, 8, 16]) func `the best accuracy is that of a reader with a dictionary`(count: Int) {
    var generator = Generator(seed: 10 + count)
    let documents = 20_000
    let known = (0..<documents).count { _ in
      let language = MadeUpLanguage(using: &generator)
      let lines = entries(of: language.document(lines: count + 1, using: &generator))
      let dictionary = Dictionary(lines.dropLast().map { ($0.noun, $0.word) }) { $1 }
      return dictionary[lines.last!.noun] == lines.last!.word
    }
    let best = MadeUpLanguage.bestAccuracy(lines: count)
    let error = (best * (1 - best) / Double(documents)).squareRoot()
    #expect(abs(Double(known) / Double(documents) - best) < 3 * error, "\(known)")
  }
}
