import Attention
import Datasets
import Foundation
import RNN
import TestSupport
import Testing
import Tokens
import Training

@testable import EncoderDecoder

/// The six stages: each has its parts and no more, and keeps the promises of a translator.
struct StageTests {
  private let source = PaddedRows([[3, 4, 5, 6], [4, 3], [6, 6, 3]])
  private let inputs = PaddedRows([[1, 3, 4], [1, 5, 5], [1, 4, 3]])

  private let targets = [3, 4, 2, 5, 5, 2, 4, 3, 2]

  private func model(_ stage: Stage, seed: Int = 4) -> StageTranslator {
    var generator = Generator(seed: seed)
    return StageTranslator(
      stage, sourceVocabularySize: 7, targetVocabularySize: 6, width: 8, heads: 2, depth: 2, using: &generator)
  }

  /// In Float, gradients that have come through so many layers are too small for the large step of the check.
  @Test(.inDouble, arguments: Stage.allCases)
  func `gradients match central differences`(stage: Stage) throws {
    let model = model(stage)
    // A key's bias changes no weight; its gradient is nothing but rounding.
    let parameters = model.parameters.filter { !$0.path.hasSuffix("key.bias") }
    try reportGradients("stage \(stage)", of: parameters, sampling: 4) { model(source, inputs) }
  }

  @Test(arguments: Stage.allCases) func `decoding step by step equals one pass with teacher forcing`(stage: Stage) {
    let model = model(stage)
    let whole = model(source, inputs).value  // [3, 3, 6]
    var state = model.encode(source)
    for step in 0..<3 {
      let logits = model.step((0..<3).map { inputs.tokens[$0 * 3 + step] }, &state)
      #expect(logits.isClose(to: whole.slice(axis: 1, step..<step + 1).reshaped(3, 6), tolerance: 1e-5))
    }
  }

  @Test(arguments: Stage.allCases) func `beginnings of different lengths in one batch go on as each alone`(
    stage: Stage
  ) {
    let model = model(stage)
    let (sources, beginnings) = ([[3, 4, 5, 6], [4, 3], [6, 6, 3]], [[1, 3, 4], [1], [1, 5]])
    var state = model.encode(source)
    let first = model.read(PaddedRows(beginnings, padding: 5), &state)
    // Two more steps of rows that were exchanged, one of them twice.
    let order = [2, 0, 1, 0]
    var chosen = state.rows(at: order)
    let next = [3, 4, 5, 1]
    let (second, third) = (model.step(next, &chosen), model.step([5, 3, 3, 4], &chosen))
    func alone(_ row: Int, _ tokens: [Int]) -> Tensor {
      model(PaddedRows([sources[row]]), PaddedRows([tokens])).value.row(0).row(tokens.count - 1)
    }
    for row in 0..<3 { #expect(first.row(row).isClose(to: alone(row, beginnings[row]), tolerance: 1e-5)) }
    for (index, row) in order.enumerated() {
      let text = beginnings[row] + [next[index]]
      #expect(second.row(index).isClose(to: alone(row, text), tolerance: 1e-5))
      #expect(third.row(index).isClose(to: alone(row, text + [[5, 3, 3, 4][index]]), tolerance: 1e-5))
    }
  }

  /// Which parts there are, in which order they stand, and what each of them reads.
  @Test(arguments: Stage.allCases) func `the logits are those of the parts, put together by hand`(stage: Stage) {
    let model = model(stage)
    var generator = Generator(seed: 9)
    for (_, variable) in model.parameters {
      variable.update { $0 = .normal($0.shape, deviation: 0.5, using: &generator) }
    }
    let positions = SinusoidalPositions(width: 8)
    let (isRecurrent, sourceMask) = (
      (stage < .encoderWithoutRecurrence, stage < .decoderWithoutRecurrence),
      Mask(lengths: source.lengths, isCausal: stage < .transformer)
    )
    var x = positions(model.sourceEmbedding(source.tokens, shape: [3, 4]))
    var ends: [RecurrentState?] = []
    for layer in model.encoder {
      if isRecurrent.0 {
        let (outputs, end) = layer.recurrence!(layer.recurrenceNorm!(x), lengths: source.lengths)
        (x, ends) = (x + outputs, ends + [end])
      } else {
        (x, ends) = (x + layer.attention!(layer.attentionNorm!(x), sourceMask, .evaluation), ends + [nil])
      }
      x = x + layer.feedForward(layer.feedForwardNorm(x), .evaluation)
    }
    let memory = model.encoderNorm(x)
    var y = positions(model.targetEmbedding(inputs.tokens, shape: [3, 3]))
    for (layer, end) in zip(model.decoder, ends) {
      if isRecurrent.1 { y = y + layer.recurrence!(layer.recurrenceNorm!(y), from: end).outputs }
      if stage >= .selfAttention { y = y + layer.attention!(layer.attentionNorm!(y), .causal, .evaluation) }
      if stage >= .crossAttention {
        y = y + layer.cross!(layer.crossNorm!(y), over: memory, Mask(lengths: source.lengths), .evaluation)
      }
      y = y + layer.feedForward(layer.feedForwardNorm(y), .evaluation)
    }
    expectClose(model(source, inputs).value, to: model.output(model.decoderNorm(y)).value)
    expectClose(model.memory(of: source), to: memory.value)
  }

  @Test(arguments: Stage.allCases) func `a later target token leaves earlier logits as they are`(stage: Stage) {
    let model = model(stage)
    let changed = PaddedRows([[1, 3, 5], [1, 5, 5], [1, 4, 3]])
    let (before, after) = (model(source, inputs).value.row(0), model(source, changed).value.row(0))
    #expect(before.rows(0..<2) == after.rows(0..<2))
    #expect(before.row(2) != after.row(2))
  }

  @Test(arguments: Stage.allCases) func `the values in the padding of the source change nothing`(stage: Stage) {
    let model = model(stage)
    let other = PaddedRows([[3, 4, 5, 6], [4, 3], [6, 6, 3]], padding: 5)
    #expect(other.tokens != source.tokens)
    #expect(model(source, inputs).value == model(other, inputs).value)
  }

  @Test(arguments: Stage.allCases) func `only the last stage's encoder is bidirectional`(stage: Stage) {
    let model = model(stage)
    let changed = PaddedRows([[3, 4, 5, 3], [4, 3], [6, 6, 3]])
    func firstThree(_ source: PaddedRows) -> Tensor { model.memory(of: source).row(0).rows(0..<3) }
    #expect((firstThree(source) == firstThree(changed)) == (stage != .transformer))
  }

  @Test(arguments: Stage.allCases) func `the logits depend on the source`(stage: Stage) {
    let model = model(stage)
    let changed = PaddedRows([[6, 4, 5, 6], [4, 3], [6, 6, 3]])
    let (before, after) = (model(source, inputs).value, model(changed, inputs).value)
    #expect(before.row(0) != after.row(0))
    #expect(before.rows(1..<3) == after.rows(1..<3))
  }

  @Test func `each stage has its parts and no more`() {
    let D = 8
    let gru = 3 * D * (2 * D + 1) + D + 2 * D
    let attention = 4 * (D * D + D) + 2 * D
    let shared = 7 * D + 6 * D + (D + 1) * 6 + 4 * D + 4 * (2 * 2 * D * D + 3 * D + 2 * D)
    let counts = Stage.allCases.map { model($0).parameterCount - shared }
    #expect(
      counts == [
        4 * gru, 4 * gru + 2 * attention, 4 * gru + 4 * attention, 2 * gru + 4 * attention, 6 * attention,
        6 * attention,
      ])
  }

  /// The output layer draws its D weights and its bias from ±1/√D, variance 1/(3D), and reads numbers of variance 1 from
  /// the last norm. So logits have the variance s = (D + 1)/(3D), and the mean loss is ln V + s/2 · (1 − 1/V) to first
  /// order. That of 40 models has a standard error of 0.034.
  @Test(arguments: Stage.allCases) func `the initial loss is that of random logits`(stage: Stage) {
    let losses = (0..<40).map { seed in
      Double(crossEntropy(model(stage, seed: seed)(source, inputs), targets).value.scalar)
    }
    let (D, V) = (8.0, 6.0)
    let expected = log(V) + (D + 1) / (3 * D) / 2 * (1 - 1 / V)
    #expect(abs(losses.reduce(0, +) / 40 - expected) < 0.1)
  }

  @Test(arguments: Stage.allCases) func `it overfits one batch`(stage: Stage) {
    let model = model(stage)
    let optimizer = Adam(model.parameters)
    var last = Double.infinity
    for _ in 0..<200 {
      let loss = crossEntropy(model(source, inputs), targets)
      last = Double(loss.value.scalar)
      loss.backward()
      optimizer.step(rate: 1e-2)
      optimizer.clearGradients()
    }
    #expect(last < 0.02)
  }
}
