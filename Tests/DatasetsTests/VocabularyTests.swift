import Datasets
import TestBasics
import Testing

struct VocabularyTests {
  @Test func `decoding undoes encoding`() throws {
    let vocabulary = Grammar.english.vocabulary
    let tokens = try vocabulary.encode(EnglishTests.passage.text)
    expectEqual(vocabulary.decode(tokens), to: EnglishTests.passage.text)
    #expect(tokens.allSatisfy { $0 >= 0 && $0 < vocabulary.count })
    #expect(Set(tokens).count == vocabulary.count)
    #expect(vocabulary.count <= 48)
  }

  @Test func `an unknown character is named with its offset`() {
    #expect(throws: UnknownToken("é", .character, offset: 4)) { try Grammar.english.vocabulary.encode("the é") }
  }

  @Test func `special tokens come first, and no text encodes to one`() throws {
    let vocabulary = Vocabulary(words: ["red", "star", "red", "<end>"], special: SpecialToken.names)
    #expect(vocabulary.tokens == ["<pad>", "<begin>", "<end>", "red", "star", "<end>"])
    #expect(vocabulary.id(of: "star") == 4 && vocabulary.id(of: "<begin>") == nil && vocabulary.id(of: "<end>") == 5)
    #expect(try vocabulary.encode("star <end>") == [4, 5])
    #expect(Vocabulary(words: ["red"], special: ["<unk>"]).id(of: "red") == 1)
  }

  @Test func `decoding leaves special tokens out and stops at the end`() {
    let vocabulary = Vocabulary(words: ["red", "star", "<end>"], special: SpecialToken.names)
    #expect(vocabulary.decode([SpecialToken.begin, 3, 4, 5, SpecialToken.end, 3]) == "red star <end>")
    #expect(vocabulary.labels([4, SpecialToken.padding]) == ["star"])
    #expect(Vocabulary(characters: "ba", special: SpecialToken.names).decode([4, 3]) == "ba")
    #expect(Vocabulary(characters: "cba").decode([2, 1, 0]) == "cba", "id 2 is a character here")
  }

  @Test func `an unknown word is named with its offset in tokens`() {
    let error = UnknownToken("moon", .word, offset: 1)
    #expect(throws: error) { try Vocabulary(words: ["red", "star"]).encode("red moon") }
    #expect("\(error)" == "the word \"moon\" at offset 1 is not in the vocabulary")
  }
}
