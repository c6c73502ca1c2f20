import Attention
import Foundation
import Testing

/// The probability of a token depends on the one before it: so little that every text can be tried.
private struct Chain: Writer {
  let logits: Tensor  // [V, V]

  struct State: DecoderState {
    func rows(at indices: [Int]) -> State { self }
  }

  func next(after tokens: [Int], _ state: State) -> (logits: Tensor, state: State) {
    (logits.rows(at: tokens), state)
  }

  /// Every text that ends within the limit, or is cut off by it, with the logarithm of its probability.
  func all(_ writing: Writing) -> [(tokens: [Int], logProbability: Double)] {
    let logarithms = logSoftmax(logits)
    func extend(_ text: [Int], _ sum: Double) -> [(tokens: [Int], logProbability: Double)] {
      if text.count == writing.limit { return [(text, sum)] }
      return (0..<logits.shape[0]).flatMap { token in
        let next = sum + Double(logarithms[text.last ?? writing.begin, token])
        return token == writing.end ? [(text, next)] : extend(text + [token], next)
      }
    }
    return extend([], 0)
  }
}

struct BeamSearchTests {
  private let writing = Writing(begin: 0, end: 1, limit: 4)

  private func chain(seed: Int) -> Chain {
    var generator = Generator(seed: seed)
    return Chain(logits: .normal([4, 4], using: &generator) * 1.5)
  }

  @Test(arguments: 0..<20) func `a beam that is wide enough finds the best of all texts`(seed: Int) {
    let chain = chain(seed: seed)
    let best = chain.all(writing).max { $0.logProbability < $1.logProbability }!
    let found = BeamSearch(width: 400)(chain, 1, from: Chain.State(), writing)[0]
    #expect(found[0].tokens == best.tokens)
    #expect(abs(found[0].logProbability - best.logProbability) < 1e-5)
    #expect(found.count == chain.all(writing).count)
    #expect(abs(found.reduce(0) { $0 + exp($1.logProbability) } - 1) < 1e-5)
  }

  @Test(arguments: [0, 0.6, 2]) func `a beam of width one is the greedy writer`(penalty: Double) {
    for seed in 0..<20 {
      let chain = chain(seed: seed)
      let beam = BeamSearch(width: 1, lengthPenalty: penalty)(chain, 3, from: Chain.State(), writing)
      let texts = chain.generateGreedily(3, from: Chain.State(), writing)
      #expect(beam.map { $0[0].tokens } == texts && beam.allSatisfy { $0.count == 1 })
    }
  }

  @Test func `a wider beam finds what the greedy writer walks past`() {
    let better = (0..<40).filter { seed in
      let chain = chain(seed: seed)
      let logits = [1, 3].map { BeamSearch(width: $0)(chain, 1, from: Chain.State(), writing)[0][0].logProbability }
      return logits[1] > logits[0] + 1e-6
    }
    #expect(better.count > 5)
  }

  @Test func `a length penalty prefers longer texts`() {
    func length(_ penalty: Double) -> Int {
      (0..<40).reduce(0) { sum, seed in
        let beam = BeamSearch(width: 8, lengthPenalty: penalty)
        return sum + beam(chain(seed: seed), 1, from: Chain.State(), writing)[0][0].tokens.count
      }
    }
    #expect(length(0) < length(1) && length(1) < length(4))
  }

  @Test func `several texts at once are searched as each alone`() {
    var generator = Generator(seed: 3)
    let model = Translator<GRUCell>(
      sourceVocabularySize: 6, targetVocabularySize: 5, width: 4, hiddenSize: 6, score: DotScore.self, using: &generator
    )
    for (_, variable) in model.parameters { variable.update { $0 *= 8 } }
    let sources = [[2, 3, 4], [5], [1, 2], [4, 4, 4, 4]]
    let beam = BeamSearch(width: 3, lengthPenalty: 0.6)
    let together = beam(model, 4, from: model.read(.init(sources)), writing)
    for (source, hypotheses) in zip(sources, together) {
      let alone = beam(model, 1, from: model.read(.init([source])), writing)[0]
      #expect(alone.map(\.tokens) == hypotheses.map(\.tokens))
    }
    #expect(Set(together.map { $0[0].tokens }).count > 1)
  }
}
