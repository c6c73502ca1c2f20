import Gradients
import LSTM
import RNN
import TestSupport
import Testing

/// What is read from a trained model: its states, its gates, and the decision by one cell.
struct CellStatesTests {
  private let model: LanguageModel<LSTMCell>
  private let text = [0, 3, 1, 4, 2]
  private let H = 4

  init() {
    var generator = Generator(seed: 13)
    model = LanguageModel<LSTMCell>(vocabularySize: 5, width: 3, hiddenSize: 4, using: &generator)
  }

  @Test func `hidden states are what the net outputs`() {
    let logits = model(text, batch: 1).logits.value.reshaped(text.count, 5)
    expectClose(model.output(constant(model.hiddenStates(of: text))).value, to: logits)
  }

  /// c = f ⊙ c + i ⊙ g and h = o ⊙ tanh c, from the gates alone.
  @Test func `the gates give the states again`() {
    let gates = model.gates(of: text)
    #expect(gates.shape == [text.count, 4 * H])
    var c = Tensor.zeros(1, H)
    for t in text.indices {
      let row = gates.rows(t..<t + 1)
      c = row.columns(H..<2 * H) * c + row.columns(0..<H) * row.columns(2 * H..<3 * H)
      expectClose(tanh(c), to: model.cellStates(of: text).rows(t..<t + 1), "tanh c of step \(t)")
      expectClose(
        row.columns(3 * H..<4 * H) * tanh(c), to: model.hiddenStates(of: text).rows(t..<t + 1), "h of step \(t)")
    }
  }

  @Test func `the best threshold lies between yes and no, on either side`() {
    let numbers = [0.3, 0.9, 0.1, 0.7]
    let above = Threshold(for: numbers, labels: [false, true, false, true])
    #expect(above.isAbove && abs(above.value - 0.5) < 1e-12 && above.fittedAccuracy == 1)
    let below = Threshold(for: numbers, labels: [true, false, true, false])
    #expect(!below.isAbove && abs(below.value - 0.5) < 1e-12 && below.fittedAccuracy == 1)
    #expect(above.accuracy(on: [0, 1, 0.6], labels: [false, false, true]) == 2.0 / 3)
  }

  @Test func `where numbers tell nothing, the commoner answer is left`() {
    let same = Threshold(for: [1, 1, 1, 1], labels: [true, false, true, true])
    #expect(same.fittedAccuracy == 0.75 && same.accuracy(on: [7, -7], labels: [true, true]) == 1)
    // One wrong of five, whatever the threshold.
    let noisy = Threshold(for: [1, 2, 3, 4, 5], labels: [false, true, false, true, true])
    #expect(noisy.fittedAccuracy == 0.8)
  }

  /// Every threshold and both sides, tried one by one.
  @Test func `no threshold decides more of them correctly`() {
    var generator = Generator(seed: 14)
    for _ in 0..<20 {
      let numbers = (0..<9).map { _ in Double(Int.random(in: 0..<6, using: &generator)) }
      let labels = (0..<9).map { _ in Bool.random(using: &generator) }
      let all = stride(from: -0.5, to: 6, by: 1).flatMap { threshold in
        [true, false].map { isAbove in
          Double(zip(numbers, labels).count { ($0 > threshold) == ($1 == isAbove) }) / 9
        }
      }
      let best = Threshold(for: numbers, labels: labels)
      #expect(best.fittedAccuracy == all.max()! && best.accuracy(on: numbers, labels: labels) == best.fittedAccuracy)
    }
  }
}
