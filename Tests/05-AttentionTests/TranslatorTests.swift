import Attention
import Datasets
import Foundation
import LSTM
import RNN
import TestSupport
import Testing
import Training

/// The encoder–decoder with and without attention.
struct TranslatorTests {
  private let source = PaddedRows([[2, 3, 4, 5], [4], [5, 5]])
  private let target = PaddedRows([[0, 2, 3], [0, 4, 4], [0, 1, 2]])
  private static var scores: [(any Score.Type)?] { [nil, AdditiveScore.self, ScaledDotScore.self] }

  private func model<Cell: RecurrentCell>(_: Cell.Type, _ score: (any Score.Type)?, seed: Int = 2) -> Translator<Cell> {
    var generator = Generator(seed: seed)
    return Translator(
      sourceVocabularySize: 6, targetVocabularySize: 5, width: 3, hiddenSize: 4, score: score, using: &generator)
  }

  private func check<Cell: RecurrentCell>(_ cell: Cell.Type) throws {
    for score in Self.scores {
      let model = model(cell, score)
      // With the initial weights the gradients of the attention would be too small to check.
      for (_, variable) in model.parameters { variable.update { $0 *= 2 } }
      try reportGradients(
        "translator of \(cell), \(score.map { "\($0)" } ?? "no score")", of: model.parameters, sampling: 8
      ) {
        model(source, target)
      }
    }
  }

  /// In Float, gradients that have passed through many gates are too small for the large step of the check.
  @Test(.inDouble) func `gradients match central differences`() throws {
    try check(GRUCell.self)
    try check(LSTMCell.self)
  }

  /// The decoder begins with tanh(W·[forward end; backward end]), and predicts from tanh(W·[hidden; context]).
  @Test(arguments: 0..<3) func `the logits are those of the formulas`(index: Int) {
    let model = model(LSTMCell.self, Self.scores[index])
    for (_, variable) in model.parameters { variable.update { $0 *= 3 } }
    let (x, y) = (
      model.sourceEmbedding(source.tokens, shape: [3, 4]), model.targetEmbedding(target.tokens, shape: [3, 3])
    )
    let (states, end) = model.encoder(x, lengths: source.lengths)
    let start = tanh(model.bridge(.concatenate([end.states[0][0], end.states[0][1]], axis: -1)))
    let hidden = model.decoder(y, from: RecurrentState(states: [[start]])).outputs
    var predicted = hidden
    if let attention = model.attention {
      let keys = attention.key(states)
      let context = attend(attention.score(hidden, keys), to: keys, Mask(lengths: source.lengths)).context
      predicted = tanh(attention.combine(.concatenate([hidden, context], axis: -1)))
    }
    expectClose(model(source, target).value, to: model.output(predicted).value)
  }

  @Test(arguments: 0..<3) func `beginnings of different lengths in one batch go on as each alone`(index: Int) {
    let model = model(LSTMCell.self, Self.scores[index])
    for (_, variable) in model.parameters { variable.update { $0 *= 3 } }
    let beginnings = [[0, 2, 3], [0], [0, 1]]
    var state = model.encode(source)
    let first = model.read(PaddedRows(beginnings), &state)
    let second = model.step([1, 2, 3], &state)
    for (row, beginning) in beginnings.enumerated() {
      let whole = PaddedRows([beginning + [row + 1]])
      let sources = [[2, 3, 4, 5], [4], [5, 5]]
      let alone = model(PaddedRows([sources[row]]), whole).value.row(0)
      #expect(first.row(row).isClose(to: alone.row(beginning.count - 1), tolerance: 1e-5))
      #expect(second.row(row).isClose(to: alone.row(beginning.count), tolerance: 1e-5))
    }
  }

  @Test(arguments: 0..<3) func `decoding token by token equals one pass`(index: Int) {
    let model = model(LSTMCell.self, Self.scores[index])
    let whole = model(source, target).value  // [3, 3, 5]
    var state = model.encode(source)
    for step in 0..<3 {
      let logits = model.step((0..<3).map { target.tokens[$0 * 3 + step] }, &state)
      #expect(logits.isClose(to: whole.slice(axis: 1, step..<step + 1).reshaped(3, 5), tolerance: 1e-6))
    }
  }

  @Test(arguments: 0..<3) func `a later target token leaves earlier logits as they are`(index: Int) {
    let model = model(GRUCell.self, Self.scores[index])
    let changed = PaddedRows([[0, 2, 1], [0, 4, 4], [0, 1, 2]])
    let (before, after) = (model(source, target).value.row(0), model(source, changed).value.row(0))
    #expect(before.rows(0..<2) == after.rows(0..<2))
    #expect(before.row(2) != after.row(2))
  }

  @Test(arguments: 0..<3) func `padding of the source changes nothing`(index: Int) {
    let model = model(GRUCell.self, Self.scores[index])
    let other = PaddedRows([[2, 3, 4, 5], [4], [5, 5]], padding: 3)
    #expect(other.tokens != source.tokens)
    #expect(model(source, target).value == model(other, target).value)
  }

  @Test(arguments: 0..<3) func `states of some rows continue as these rows would`(index: Int) {
    let model = model(GRUCell.self, Self.scores[index])
    var state = model.encode(source)
    _ = model.step([0, 0, 0], &state)
    var chosen = state.rows(at: [2, 0, 2])
    let (all, some) = (model.step([1, 2, 3], &state), model.step([3, 1, 3], &chosen))
    #expect(some.isClose(to: all.rows(at: [2, 0, 2]), tolerance: 1e-6))
  }

  @Test func `every parameter is found`() {
    let (D, H, V, sources) = (3, 4, 5, 6)
    let gru = 3 * H * (D + H + 1) + H
    let plain = sources * D + V * D + 3 * gru + (2 * H + 1) * H + (H + 1) * V
    #expect(model(GRUCell.self, nil).parameterCount == plain)
    #expect(model(GRUCell.self, DotScore.self).parameterCount == plain + 2 * H * H + (2 * H + 1) * H)
    #expect(
      model(GRUCell.self, AdditiveScore.self).parameterCount == plain + 2 * H * H + (2 * H + 1) * H + 2 * H * H + H)
  }

  @Test(arguments: 0..<3) func `one batch is overfitted, from an initial loss of about ln V`(index: Int) {
    let model = model(GRUCell.self, Self.scores[index])
    let optimizer = Adam(model.parameters)
    var losses: [Double] = []
    for _ in 0..<300 {
      let loss = crossEntropy(model(source, target), [2, 3, 1, 4, 4, 1, 1, 2, 1])
      losses.append(Double(loss.value.scalar))
      loss.backward()
      optimizer.step(rate: 2e-2)
      optimizer.clearGradients()
    }
    #expect(abs(losses[0] - Foundation.log(5)) < 0.4)
    #expect(losses.last! < 0.02)
  }
}
