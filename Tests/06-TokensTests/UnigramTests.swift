import Datasets
import Foundation
import Tensors
import TestBasics
import Testing

@testable import Tokens

/// Properties of the unigram tokenizer and of its training.
struct UnigramTests {
  private static let tokenizer = UnigramTokenizer(trainedOn: TokenFixture.text, size: 400, sentinels: 5)

  private static func trainer(size: Int) -> UnigramTrainer {
    UnigramTrainer(countedWords(of: TokenFixture.text), size: size)
  }

  // MARK: Texts

  @Test func `decoding gives the text back`() {
    let texts = TokenFixture.text.split(separator: ".").map(String.init)
    for text in [TokenFixture.text, "the word", "the  word ", "a", "", "the\n\nword\n", "the   end"] + texts {
      let kept = text.hasPrefix(" ") ? String(text.dropFirst()) : text
      #expect(Self.tokenizer.decode(Self.tokenizer.encode(text)) == kept)
    }
  }

  @Test func `sampled segmentations have the same text, and differ`() {
    var generator = Generator(seed: 3)
    let text = "the word is there Ж and thing"
    let best = Self.tokenizer.encode(text)
    let drawn = (0..<50).map { _ in Self.tokenizer.sample(text, smoothing: 0.3, using: &generator) }
    #expect(drawn.allSatisfy { Self.tokenizer.decode($0) == "the word is there <unk> and thing" })
    #expect(Set(drawn).count > 10)
    #expect(Self.tokenizer.sample(text, smoothing: 40, using: &generator) == best)
  }

  @Test func `neighboring unknown characters are one token, whether drawn or not`() {
    var generator = Generator(seed: 1)
    let expected = Self.tokenizer.encode("the") + [Self.tokenizer.unknown]
    #expect(Self.tokenizer.encode("theЖЖ") == expected)
    #expect(Self.tokenizer.sample("theЖЖ", smoothing: 40, using: &generator) == expected)
    #expect(Self.tokenizer.encode("ЖaЖЖ").count { $0 == Self.tokenizer.unknown } == 2)
  }

  // MARK: Ids

  @Test func `special tokens have the ids of T5`() {
    let tokenizer = Self.tokenizer
    #expect(tokenizer.count == 400)
    #expect(tokenizer.pieces.prefix(3) == ["<pad>", "</s>", "<unk>"] && tokenizer.unknown == 2)
    #expect(tokenizer.sentinels == [399, 398, 397, 396, 395])
    #expect(tokenizer.special["<extra_id_0>"] == 399 && tokenizer.pieces[395] == "<extra_id_4>")
    #expect(tokenizer.special.ids == [0, 1, 2, 395, 396, 397, 398, 399])
    #expect(tokenizer.special.ids.allSatisfy { tokenizer.scores[$0] == 0 })
    #expect(tokenizer.encodeAllowingSpecial("<extra_id_1>the</s>") == [398] + tokenizer.encode("the") + [1])
  }

  @Test func `learned pieces are sorted by probability, which add up to one`() {
    let learned = Self.tokenizer.scores[3..<395]
    #expect(zip(learned, learned.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(abs(learned.map { exp($0) }.reduce(0, +) - 1) < 1e-9)
  }

  @Test func `a missing unknown token is added`() {
    let tokenizer = UnigramTokenizer(trainedOn: "a b a b", size: 10, special: ["<s>"])
    #expect(tokenizer.pieces.prefix(2) == ["<unk>", "<s>"] && tokenizer.unknown == 0 && tokenizer.sentinels.isEmpty)
  }

  @Test func `the name of a special token in a text is text`() {
    let text = String(repeating: "<pad> </s> <extra_id_0> x ", count: 20)
    let tokenizer = UnigramTokenizer(trainedOn: text, size: 60, sentinels: 2)
    let tokens = tokenizer.encode(text)
    #expect(Set(tokens).isDisjoint(with: tokenizer.special.ids))
    #expect(tokenizer.decode(tokens) == text)
    #expect(Set(tokenizer.pieces).count == tokenizer.count)
  }

  // MARK: Training

  @Test(arguments: [1, 2, 7])
  func `a text of one word is one piece`(count: Int) {
    let word = "unrolled"
    let tokenizer = UnigramTokenizer(trainedOn: String(repeating: word + "\n", count: 100), size: 3 + 9 + count)
    #expect(tokenizer.encode(word).count == 1)
  }

  @Test func `expectation maximization never lowers the likelihood`() {
    var trainer = Self.trainer(size: 300)
    while trainer.pieces.count > 300 {
      var last = -Double.infinity
      for _ in 0..<6 {
        let next = trainer.step()
        #expect(next > last || abs(next - last) < 1e-9 * abs(next), "\(last) → \(next)")
        #expect(abs(trainer.model.scores.map { exp($0) }.reduce(0, +) - 1) < 1e-9)
        last = next
      }
      trainer.prune(to: max(300, trainer.pieces.count * 3 / 4))
    }
    #expect(trainer.pieces.count == 300)
  }

  @Test func `pruning keeps the characters and the pieces with the largest losses`() {
    var trainer = Self.trainer(size: 200)
    trainer.step()
    let (before, losses) = (trainer.pieces, trainer.losses())
    let kept = trainer.characterCount + 100
    trainer.prune(to: kept)
    #expect(trainer.pieces.count == kept)
    #expect(trainer.pieces.prefix(trainer.characterCount) == before.prefix(trainer.characterCount))
    #expect(trainer.pieces.prefix(trainer.characterCount).allSatisfy { lengthInCharacters($0) == 1 })
    let left = Set(trainer.pieces)
    let all = zip(losses, before.dropFirst(trainer.characterCount))
    let least = all.filter { left.contains($1) }.map(\.0).min()!
    #expect(all.allSatisfy { left.contains($1) || $0 <= least })
    #expect(abs(trainer.model.scores.map { exp($0) }.reduce(0, +) - 1) < 1e-9)
  }

  /// ab five times, a and b once each. Best segmentations: ab ×5, a, b. Without ab: a ×6, b ×6.
  @Test func `the loss of a piece is what its best other segmentation costs`() {
    var trainer = UnigramTrainer(
      [.init(bytes: [0x61], count: 1), .init(bytes: [0x61, 0x62], count: 5), .init(bytes: [0x62], count: 1)], size: 3)
    for _ in 0..<30 { trainer.step() }
    #expect(trainer.pieces == [[0x61], [0x62], [0x61, 0x62]])
    let losses = trainer.losses()
    #expect(losses.count == 1 && abs(losses[0] - 5 * (log(5.0 / 7) - 2 * log(6.0 / 12))) < 1e-9)
  }

  @Test func `training has the same result every time`() {
    let again = UnigramTokenizer(trainedOn: TokenFixture.text, size: 400, sentinels: 5)
    expectEqual(again.pieces, to: Self.tokenizer.pieces)
    #expect(again.scores == Self.tokenizer.scores)
  }

  @Test func `the seeds are frequent substrings`() {
    let words = [UnigramTrainer.Word(bytes: Array("éabab".utf8), count: 1), .init(bytes: Array("éa".utf8), count: 2)]
    let seeds = frequentSubstrings(of: words, atMost: 9, except: [])
    #expect(seeds == [.init(bytes: Array("éa".utf8), count: 3), .init(bytes: Array("ab".utf8), count: 2)])
    #expect(frequentSubstrings(of: words, atMost: 1, except: []) == [seeds[0]])
    #expect(frequentSubstrings(of: words, atMost: 9, except: [seeds[0].bytes]) == [seeds[1]])
    let long = UnigramTrainer.Word(bytes: Array(0x30..<0x50), count: 2)
    #expect(frequentSubstrings(of: [long], atMost: .max, except: []).map(\.bytes.count).max() == 16)
    #expect(frequentCharacters(of: words, atMost: 2, except: []).map(\.count) == [4, 3])
  }

  @Test func `of too many characters the most frequent are kept`() {
    let tokenizer = UnigramTokenizer(trainedOn: "aaa bb aaa bb c", size: 6)
    #expect(Set(tokenizer.pieces) == ["<pad>", "</s>", "<unk>", "▁", "a", "b"])
    #expect(tokenizer.encode("c") == [tokenizer.encode(" ")[0], tokenizer.unknown])
  }

  @Test(arguments: ["", "\n", " ", "a", "aaaa"], [0, 3, 5, 100])
  func `a text without words, or without room, is no trap`(text: String, size: Int) {
    let tokenizer = UnigramTokenizer(trainedOn: text, size: size)
    #expect(tokenizer.count <= max(3, size))
    #expect(tokenizer.encode("").isEmpty && tokenizer.decode([]) == "")
    #expect(tokenizer.scores.allSatisfy { $0.isFinite })
    #expect(tokenizer.encode("ЖЖ").last == tokenizer.unknown)
  }

  @Test func `a line break ends a word and is a token`() {
    #expect(
      countedWords(of: "a b\na\n") == [
        .init(bytes: [0x0A], count: 2), .init(bytes: Array("▁a".utf8), count: 2),
        .init(bytes: Array("▁b".utf8), count: 1),
      ])
  }
}
