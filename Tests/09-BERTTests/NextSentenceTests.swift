import BERT
import Tensors
import Testing

/// Pairs of sentences, half of them from the text, half put together.
struct NextSentenceTests {
  /// Sentence s of document d is `[100·d + s]`.
  private func documents(_ lengths: [Int]) -> [[[Int]]] {
    lengths.enumerated().map { document, length in (0..<length).map { [100 * document + $0] } }
  }

  private func pairs(_ lengths: [Int], seed: Int = 1) -> [SentencePair] {
    var generator = Generator(seed: seed)
    return nextSentencePairs(documents(lengths), using: &generator)
  }

  @Test func `every sentence but the last of a document begins one pair`() {
    #expect(pairs([3, 1, 4, 0]).map(\.sentences.first) == [[0], [1], [200], [201], [202]])
  }

  @Test func `the next one is the next of the same document`() {
    for pair in pairs([40, 40, 40]) where pair.isNext {
      #expect(pair.sentences.second == [pair.sentences.first[0] + 1] && pair.label == 0)
    }
  }

  @Test func `another one is from another document`() {
    let others = pairs([40, 40, 40]).filter { !$0.isNext }
    #expect(others.allSatisfy { $0.sentences.second![0] / 100 != $0.sentences.first[0] / 100 && $0.label == 1 })
    #expect(Set(others.map { $0.sentences.second![0] / 100 }).count == 3)
    #expect(Set(others.map { $0.sentences.second![0] % 100 }).isSuperset(of: [0, 39]), "any of its sentences")
  }

  @Test func `in one document, another one is any but the next`() {
    let others = (0..<50).flatMap { pairs([5], seed: $0) }.filter { !$0.isNext }
    let steps = Set(others.map { $0.sentences.second![0] - $0.sentences.first[0] })
    #expect(steps == [-3, -2, -1, 0, 2, 3, 4])
  }

  @Test func `half of the pairs are true ones, drawn anew each time`() {
    let all = pairs([500, 500])
    let count = Double(all.filter(\.isNext).count)
    #expect(abs(count - 499) < 4 * (998.0 / 4).squareRoot())
    #expect(pairs([500, 500]) == all && pairs([500, 500], seed: 2) != all)
  }
}
