import Attention
import Datasets
import Foundation
import RNN
import Testing
import Training

// V vocabulary size

/// The next token depends on the last one alone. In training the logits are doubled, so that the mode can be told.
private struct TableModel: PairModel {
  let table: Variable  // [V, V]
  var decodingTokens = DecodingTokens()

  struct State: DecoderState {
    func rows(at indices: [Int]) -> State { self }
  }

  func encode(_ source: PaddedRows) -> State { State() }

  func callAsFunction(_ source: PaddedRows, _ decoderInput: PaddedRows, _ mode: Mode) -> Variable {
    let logits = table.rows(at: decoderInput.tokens).reshaped(decoderInput.lengths.count, decoderInput.width, -1)
    if case .training = mode { return logits * 2 }
    return logits
  }

  func read(_ tokens: PaddedRows, _ state: inout State) -> Tensor {
    table.value.rows(at: tokens.lengths.enumerated().map { tokens.tokens[$0 * tokens.width + $1 - 1] })
  }
}

/// Pairs of different lengths, so that batches are padded.
private struct FewPairs: PairTask {
  let source = Vocabulary(words: ["a", "b"], special: SpecialToken.names)
  let target = Vocabulary(words: ["x", "y", "z"], special: SpecialToken.names)
  static let pairs = [
    Pair(source: [3], target: [3, 4]), Pair(source: [4, 3], target: [3, 4, 3, 4]), Pair(source: [4], target: [5]),
  ]

  func trainingPair(using generator: inout Generator) -> Pair { Self.pairs.randomElement(using: &generator)! }

  func test(_ count: Int, lengths: ClosedRange<Int>?) -> [Pair] {
    Array(Self.pairs.filter { lengths?.contains($0.source.count) ?? true }.prefix(count))
  }
}

/// What is done with a model of pairs, whichever it is.
struct PairModelTests {
  private let task = FewPairs()
  private let model: TableModel

  /// Greedily it decodes `x y` and ends; whatever it reads after the end is `z`.
  init() {
    var generator = Generator(seed: 5)
    let next = [SpecialToken.begin: 3, 3: 4, 4: SpecialToken.end, SpecialToken.end: 5, 5: 5, SpecialToken.padding: 5]
    let noise = Tensor.uniform([6, 6], using: &generator)
    model = TableModel(
      table: Variable(Tensor(shape: [6, 6]) { noise[$0[0], $0[1]] + (next[$0[0]] == $0[1] ? 3 : 0) }))
  }

  /// −ln p of every target token, the end included, its probability smoothed; no padding.
  private func meanLoss(_ pairs: [Pair], doubled: Bool, smoothing: Double = 0) -> Double {
    let logarithms = logSoftmax(model.table.value * (doubled ? 2 : 1))
    let losses = pairs.flatMap { pair in
      zip([SpecialToken.begin] + pair.target, pair.target + [SpecialToken.end]).map { last, next in
        let row = logarithms.row(last).scalars.map { -Double($0) }
        return (1 - smoothing) * row[next] + smoothing * row.reduce(0, +) / Double(row.count)
      }
    }
    return losses.reduce(0, +) / Double(losses.count)
  }

  @Test(arguments: [0, 0.1] as [Scalar])
  func `a training step has the mode of training, the smoothing asked for, and no loss on padding`(smoothing: Scalar)
    throws
  {
    var plan = TrainingPlan(steps: 1, seed: 3)
    plan.batchSize = 7
    let randomness = Randomness(seed: plan.seed)
    let pairs = task.batch(size: plan.batchSize, using: &randomness.generator).pairs
    #expect(Set(pairs.map(\.target.count)).count > 1)
    let expected = meanLoss(pairs, doubled: true, smoothing: Double(smoothing))
    let trainer = Trainer(Checkpoint(path: "/nowhere"), savesRegularly: false)
    let run = try trainer.train("pairs", model, on: task, plan, smoothing: smoothing)
    #expect(abs(Double(run.losses[0]) - expected) < 1e-5)
  }

  @Test func `an evaluation has the mode of evaluation, no loss on padding, and scores what is decoded`() {
    let result = Evaluation(task, count: 3)(model)
    #expect(abs(result.loss - meanLoss(FewPairs.pairs, doubled: false)) < 1e-5)
    #expect(result.exactMatch == 1.0 / 3)
    #expect(result.bleu == BLEU([[3, 4], [3, 4], [3, 4]], reference: FewPairs.pairs.map(\.target)).score)
    #expect(result.bleu != BLEU(FewPairs.pairs.map(\.target), reference: [[3, 4], [3, 4], [3, 4]]).score)
  }

  @Test func `an evaluation keeps to its lengths, its count and its limit`() {
    #expect(Evaluation(task, count: 9, lengths: 2...2).pairs == [FewPairs.pairs[1]])
    #expect(Evaluation(task, count: 2).pairs == Array(FewPairs.pairs.prefix(2)))
    let short = Evaluation(task, count: 3, limit: 1)
    #expect(short(model).bleu == short.scores([[3], [3], [3]]).bleu && short(model).exactMatch == 0)
  }

  @Test func `a translation begins after the begin token and stops before the end token`() {
    #expect(model.translate(FewPairs.pairs, limit: 9) == [[3, 4], [3, 4], [3, 4]])
    let beams = model.translate(FewPairs.pairs, limit: 9, beam: BeamSearch(width: 2))
    #expect(beams.map { $0[0].tokens } == [[3, 4], [3, 4], [3, 4]])
  }

  /// With other ids: 5 begins, 4 ends, 0 is a token like any other and 3 is padding.
  @Test func `a model with special tokens of its own is trained, evaluated and run with them`() throws {
    let tokens = DecodingTokens(padding: 3, begin: 5, end: 4)
    var own = model
    own.decodingTokens = tokens
    let batch = PairBatch([Pair(source: [4], target: [0, 1]), Pair(source: [4], target: [2])], tokens)
    #expect(batch.decoderInput.tokens == [5, 0, 1, 5, 2, 3] && batch.targets.tokens == [0, 1, 4, 2, 4, 3])
    let sources = PairBatch([Pair(source: [4, 5], target: []), Pair(source: [1], target: [])], tokens).source
    #expect(sources.tokens == [4, 5, 1, 3])
    let logarithms = logSoftmax(model.table.value)
    let losses = [(5, 0), (0, 1), (1, 4), (5, 2), (2, 4)].map { -Double(logarithms[$0, $1]) }
    let loss = Double(own.loss(batch).value.scalar)
    #expect(abs(loss - losses.reduce(0, +) / 5) < 1e-5)
    // 5 is followed by 5 for ever; 1 by 3 and then by the end.
    #expect(own.translate(FewPairs.pairs, limit: 3) == [[5, 5, 5], [5, 5, 5], [5, 5, 5]])
    own.decodingTokens.begin = 1
    var generator = Generator(seed: 1)
    for texts in [
      own.translate(FewPairs.pairs, limit: 9),
      own.translate(FewPairs.pairs, limit: 9, beam: BeamSearch(width: 1)).map { $0[0].tokens },
      own.translate(FewPairs.pairs, limit: 9, sampler: .greedy, using: &generator),
    ] { #expect(texts == [[3], [3], [3]]) }
    let sampled = own.translate(
      FewPairs.pairs, limit: 9, sampler: Sampler(temperature: 5), using: &generator)
    #expect(sampled.contains { $0 != [3] } && sampled.allSatisfy { !$0.contains(4) })

    var plan = TrainingPlan(steps: 1, seed: 3)
    plan.batchSize = 7
    let randomness = Randomness(seed: plan.seed)
    let drawn = PairBatch(FewPairs().batch(size: 7, using: &randomness.generator).pairs, tokens)
    own.decodingTokens = tokens
    let expected = withoutGradients { own.loss(drawn, .training(randomness)) }.value.scalar
    let run = try Trainer(Checkpoint(path: "/nowhere"), savesRegularly: false).train("pairs", own, on: task, plan)
    #expect(abs(run.losses[0] - expected) < 1e-5)
    own.decodingTokens = tokens
    let result = Evaluation(task, count: 3)(own)
    let evaluated = own.loss(PairBatch(FewPairs.pairs, tokens)).value.scalar
    #expect(abs(Scalar(result.loss) - evaluated) < 1e-5)
  }
}
