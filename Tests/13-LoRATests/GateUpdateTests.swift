import BERT
import LSTM
import RNN
import TestSupport
import Testing
import Training

@testable import LoRA

/// Low-rank updates of gate matrices, alone and in the recurrent encoder.
struct GateUpdateTests {
  private func updates(for net: LSTM) -> GateUpdates {
    var generator = Generator(seed: 1)
    let updates = GateUpdates(for: net, LoRAConfiguration(rank: 2, alpha: 3), using: &generator)
    randomize(updates.parameters, seed: 2)
    return updates
  }

  private func net() -> LSTM {
    var generator = Generator(seed: 3)
    return LSTM(inputSize: 3, hiddenSize: 4, layers: 2, isBidirectional: true, using: &generator)
  }

  /// Adds 3/2·A·B to both matrices of every cell.
  private func merge(_ updates: GateUpdates, into net: LSTM) {
    for (cell, update) in zip(net.layers.flatMap(\.cells), updates.cells) {
      for (matrix, layer) in [(cell.input, update.input), (cell.recurrent, update.recurrent)] {
        matrix.update { $0 += 1.5 * matmul(layer.a.value, layer.b.value) }
      }
    }
  }

  @Test func `an updated net computes with its matrices and s·A·B`() {
    let (net, merged) = (net(), net())
    let updates = updates(for: net)
    merge(updates, into: merged)
    var generator = Generator(seed: 4)
    let x = constant(.normal([2, 5, 3], using: &generator))
    let before = net(x, lengths: [5, 3]).outputs.value
    let updated = updates.updated(net)(x, lengths: [5, 3]).outputs.value
    expectClose(updated, to: merged(x, lengths: [5, 3]).outputs.value)
    #expect(difference(of: updated, from: before) != nil)
    expectEqual(net(x, lengths: [5, 3]).outputs.value, to: before, "the net itself")
  }

  @Test func `every A and B of the gates gets a gradient, and the net none`() {
    let net = net()
    net.setTrainable(false)
    let updates = updates(for: net)
    var generator = Generator(seed: 4)
    updates.updated(net)(constant(.normal([2, 5, 3], using: &generator))).outputs.sum.backward()
    #expect(updates.parameters.count == 16 && updates.parameters.allSatisfy { $0.variable.gradient!.norm > 0 })
    #expect(net.parameters.allSatisfy { $0.variable.gradient == nil })
  }

  @Test func `the recurrent encoder computes what was pre-trained, and with its updates something else`() {
    var generator = Generator(seed: 5)
    let model = BidirectionalLanguageModel(vocabularySize: 13, hiddenSize: 4, using: &generator)
    randomize(model.parameters, seed: 6)
    let encoder = RecurrentEncoder(model, .lora(LoRAConfiguration(rank: 2, alpha: 3)), using: &generator)
    expectEqual(encoder(tinyInput).value, to: model(tinyInput).value)
    randomize(encoder.updates!.parameters, seed: 7)
    let updated = encoder(tinyInput).value
    #expect(difference(of: updated, from: model(tinyInput).value) != nil)
    merge(encoder.updates!, into: model.net)
    expectClose(updated, to: model(tinyInput).value)
  }
}
