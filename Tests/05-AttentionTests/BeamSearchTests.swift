import Datasets
import Foundation
import LSTM
import RNN
import Tensors
import Testing

@testable import Attention

/// A Markov chain over tokens, small enough that every sequence can be enumerated.
private struct Chain: AutoregressiveModel {
  let logits: Tensor  // [V, V]

  struct State: DecoderState {
    func rows(at indices: [Int]) -> State { self }
  }

  func read(_ tokens: PaddedRows, _ state: inout State) -> Tensor {
    logits.rows(at: tokens.lengths.enumerated().map { tokens.tokens[$0 * tokens.width + $1 - 1] })
  }

  /// Up to `width` sequences, the best first.
  func search(_ width: Int, penalty: Double = 0) -> [BeamSearch.Hypothesis] {
    let beam = BeamSearch(width: width, lengthPenalty: penalty)
    return generate([[Chain.begin]], from: State(), limit: Chain.limit, end: Chain.end, beam: beam)[0]
  }

  static let (begin, end, limit) = (0, 1, 4)

  /// Every sequence that ends within the limit or is cut off by it, with its log-probability.
  func all() -> [(tokens: [Int], logProbability: Double)] {
    let logarithms = logSoftmax(logits)
    func extend(_ text: [Int], _ sum: Double) -> [(tokens: [Int], logProbability: Double)] {
      if text.count == Chain.limit { return [(text, sum)] }
      return (0..<logits.shape[0]).flatMap { token in
        let next = sum + Double(logarithms[text.last ?? Chain.begin, token])
        return token == Chain.end ? [(text, next)] : extend(text + [token], next)
      }
    }
    return extend([], 0)
  }
}

/// The search as the papers describe it, for one prompt: a beginning is its tokens, from which everything is computed anew.
private func plainSearch(
  _ search: BeamSearch, limit: Int, end: Int, logProbabilities: (_ tokens: [Int]) -> [Scalar]
) -> [BeamSearch.Hypothesis] {
  var (open, finished): ([BeamSearch.Hypothesis], [BeamSearch.Hypothesis]) = ([.init()], [])
  for _ in 0..<limit {
    let continuations = open.flatMap { old in
      logProbabilities(old.tokens).enumerated().map { token, logProbability in
        let sum = old.logProbability + Double(logProbability)
        let tokens = old.tokens + (token == end ? [] : [token])
        let score = sum / pow((5 + Double(tokens.count)) / 6, search.lengthPenalty)
        return (hypothesis: BeamSearch.Hypothesis(tokens: tokens, logProbability: sum, score: score), token: token)
      }
    }
    // Each that has ended takes one place; of equals, the first stay first.
    let best = continuations.sorted { $0.hypothesis.logProbability > $1.hypothesis.logProbability }
      .prefix(search.width - finished.count)
    finished += best.filter { $0.token == end }.map(\.hypothesis)
    open = best.filter { $0.token != end }.map(\.hypothesis)
  }
  return (finished + open).sorted { $0.score > $1.score }
}

struct BeamSearchTests {
  private func chain(seed: Int) -> Chain {
    var generator = Generator(seed: seed)
    return Chain(logits: .normal([4, 4], using: &generator) * 1.5)
  }

  /// Logits of 0 and 1, so that many sequences are equally probable.
  private func tiedChain(seed: Int) -> Chain {
    var generator = Generator(seed: seed)
    return Chain(logits: Tensor(shape: [4, 4]) { _ in Scalar(Int.random(in: 0...1, using: &generator)) })
  }

  @Test(arguments: [1, 2, 3, 5], [0, 0.6, 2])
  func `the hypotheses, their order and their scores are those of the plain search`(width: Int, penalty: Double) {
    for chain in (0..<20).flatMap({ [chain(seed: $0), tiedChain(seed: $0)] }) {
      let logarithms = logSoftmax(chain.logits)
      let search = BeamSearch(width: width, lengthPenalty: penalty)
      let plain = plainSearch(search, limit: Chain.limit, end: Chain.end) {
        logarithms.row($0.last ?? Chain.begin).scalars
      }
      #expect(chain.search(width, penalty: penalty) == plain)
    }
  }

  @Test func `a beam narrows as its hypotheses end`() {
    // The end is most probable at once. After 2 it is less probable than 3, behind which nothing is probable.
    let chain = Chain(logits: [[0, 9, 8, 0], [0, 0, 0, 0], [0, 9, 0, 9.5], [1, 1, 1, 1]] as Tensor)
    #expect(chain.search(1).map(\.tokens) == [[]])
    #expect(chain.search(2).map(\.tokens) == [[], [2, 3, 0]], "with room for two, 2 would have ended")
  }

  @Test(arguments: 0..<20) func `a beam that is wide enough finds the most probable of all sequences`(seed: Int) {
    let chain = chain(seed: seed)
    let best = chain.all().max { $0.logProbability < $1.logProbability }!
    let found = chain.search(400)
    #expect(found[0].tokens == best.tokens)
    #expect(abs(found[0].logProbability - best.logProbability) < 1e-5)
    #expect(found.count == chain.all().count)
    #expect(abs(found.reduce(0) { $0 + exp($1.logProbability) } - 1) < 1e-5)
  }

  @Test(arguments: [0, 0.6, 2]) func `a beam of width one is greedy decoding`(penalty: Double) {
    for seed in 0..<20 {
      let chain = chain(seed: seed)
      let prompts = [[Chain.begin], [2], [3, Chain.begin]]
      let search = BeamSearch(width: 1, lengthPenalty: penalty)
      let beam = chain.generate(prompts, from: Chain.State(), limit: Chain.limit, end: Chain.end, beam: search)
      let texts = chain.generate(prompts, from: Chain.State(), limit: Chain.limit, end: Chain.end)
      #expect(beam.map { $0[0].tokens } == texts && beam.allSatisfy { $0.count == 1 })
    }
  }

  /// A chain by its probabilities: *begin* 0, *end* 1, *the* 2, *a* 3, *cat* 4, *dog* 5.
  @Test func `the example by hand in the chapter: greedy decoding finds 0.3, a beam of two 0.36`() {
    let probabilities: [[Scalar]] = [
      [0, 0, 0.6, 0.4, 0, 0], [0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0.5, 0.5], [0, 0, 0, 0, 0.9, 0.1], [0, 1, 0, 0, 0, 0],
      [0, 1, 0, 0, 0, 0],
    ]
    let chain = Chain(logits: Tensor(shape: [6, 6]) { log(max(probabilities[$0[0]][$0[1]], 1e-30)) })
    let (greedy, beam) = (chain.search(1)[0], chain.search(2)[0])
    #expect(greedy.tokens == [2, 4] && abs(greedy.logProbability + 1.204) < 1e-3)
    #expect(beam.tokens == [3, 4] && abs(beam.logProbability + 1.022) < 1e-3)
  }

  @Test func `a wider beam finds what greedy decoding misses`() {
    let better = (0..<40).filter { seed in
      let chain = chain(seed: seed)
      return chain.search(3)[0].logProbability > chain.search(1)[0].logProbability + 1e-6
    }
    #expect(better.count > 5)
  }

  @Test func `a length penalty prefers longer sequences`() {
    func length(_ penalty: Double) -> Int {
      (0..<40).reduce(0) { $0 + chain(seed: $1).search(8, penalty: penalty)[0].tokens.count }
    }
    #expect(length(0) < length(1) && length(1) < length(4))
  }

  @Test func `several prompts in one batch are searched as each alone`() {
    var generator = Generator(seed: 3)
    let model = Translator<GRUCell>(
      sourceVocabularySize: 6, targetVocabularySize: 5, width: 4, hiddenSize: 6, score: DotScore.self, using: &generator
    )
    for (_, variable) in model.parameters { variable.update { $0 *= 8 } }
    let sources = [[2, 3, 4], [5], [1, 2], [4, 4, 4, 4]]
    func search(_ sources: [[Int]]) -> [[BeamSearch.Hypothesis]] {
      let prompts = sources.map { _ in [Chain.begin] }
      let beam = BeamSearch(width: 3, lengthPenalty: 0.6)
      return model.generate(prompts, from: model.encode(.init(sources)), limit: 4, end: Chain.end, beam: beam)
    }
    let together = search(sources)
    for (source, hypotheses) in zip(sources, together) {
      let alone = search([source])[0]
      #expect(alone.map(\.tokens) == hypotheses.map(\.tokens))
    }
    #expect(Set(together.map { $0[0].tokens }).count > 1)
  }

  @Test func `each hypothesis goes on from the state of the one that it continues`() {
    var generator = Generator(seed: 4)
    let model = Translator<LSTMCell>(
      sourceVocabularySize: 6, targetVocabularySize: 7, width: 4, hiddenSize: 6, score: DotScore.self, using: &generator
    )
    for (_, variable) in model.parameters { variable.update { $0 *= 6 } }
    for source in [[2, 3, 4], [5], [1, 2], [4, 4, 4, 4]] {
      let (rows, search) = (PaddedRows([source]), BeamSearch(width: 4))
      let plain = plainSearch(search, limit: 5, end: Chain.end) { tokens in
        logSoftmax(model(rows, PaddedRows([[Chain.begin] + tokens])).value).row(0).row(tokens.count).scalars
      }
      let found = model.generate([[Chain.begin]], from: model.encode(rows), limit: 5, end: Chain.end, beam: search)[0]
      #expect(found.map(\.tokens) == plain.map(\.tokens))
      for (a, b) in zip(found, plain) { #expect(abs(a.logProbability - b.logProbability) < 1e-4) }
    }
  }
}
