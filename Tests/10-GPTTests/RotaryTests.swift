import Datasets
import Gradients
import RNN
import Tensors
import TestSupport
import Testing
import Training

@testable import GPT

/// A GPT whose blocks rotate queries and keys instead of adding rows of a table.
struct RotaryTests {
  private func model() -> GPTModel {
    var generator = Generator(seed: 5)
    var shape = smallConfiguration()
    (shape.initialDeviation, shape.block.isRotary) = (0.7, true)
    return GPTModel(shape, using: &generator)
  }

  private let tokens = [3, 7, 1, 9, 0, 4, 5, 5, 8, 10]

  @Test(.inDouble) func `gradients of the logits match central differences`() throws {
    let model = model()
    var generator = Generator(seed: 1)
    for (_, variable) in model.parameters {
      variable.update { $0 = .normal($0.shape, deviation: 0.5, using: &generator) }
    }
    // Not the biases of the keys: rotated, they do change the weights.
    try reportGradients("GPT with rotary positions", of: model.parameters, sampling: 12) { model(tokens, batch: 2) }
  }

  @Test func `there is no table of positions, and every block rotates`() {
    let model = model()
    #expect(model.positions == nil)
    #expect(!model.parameters.contains { $0.path.hasPrefix("positions") })
    #expect(model.stack.blocks.allSatisfy { $0.attention.rotary != nil })
    #expect(model.input(tokens, batch: 2, .evaluation).value == model.tokens(tokens, shape: [2, 5]).value)
  }

  @Test func `the order of the tokens matters`() {
    let model = model()
    let logits = model([3, 7, 1] + [7, 3, 1], batch: 2).value
    #expect(!logits.row(0).row(2).isClose(to: logits.row(1).row(2), tolerance: 1e-2))
  }

  @Test func `reading by a cache gives the logits of the full pass`() {
    let model = model()
    let all = model(tokens, batch: 1).value.row(0)
    var state = model.start()
    var position = -1
    for piece in [[3], [7, 1, 9], [0], [4, 5, 5], [8, 10]] {
      position += piece.count
      let logits = model.read(PaddedRows([piece]), &state)
      expectClose(logits.row(0), to: all.row(position), "position \(position)")
    }
  }

  @Test func `generation goes on beyond the limit`() {
    let model = model()
    var text = [3, 7, 1]
    let continuation = model.generate([text], from: model.start(), limit: 30)[0]
    for token in continuation {
      let logits = model(text, batch: 1).value.row(0).row(text.count - 1).scalars
      #expect(logits.firstIndex(of: logits.max()!) == token, "position \(text.count)")
      text.append(token)
    }
    #expect(Set(continuation).count > 1, "a model that repeats one token shows nothing")
  }
}
