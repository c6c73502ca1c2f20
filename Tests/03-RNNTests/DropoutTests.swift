import Datasets
import RNN
import TestSupport
import Testing
import Training

/// Where dropout lies in a recurrent net: on the inputs of each layer, on the outputs, and on the state that a step reads.
struct DropoutTests {
  private func net(_ dropout: RecurrentDropout, layers: Int = 1) -> RNN {
    var generator = Generator(seed: 1)
    return RNN(inputSize: 4, hiddenSize: 30, layers: layers, dropout: dropout, using: &generator)
  }

  private func inputs() -> Variable {
    var generator = Generator(seed: 2)
    return constant(.normal([3, 5, 4], using: &generator))
  }

  @Test(arguments: [true, false])
  func `the state that a step reads is masked, the outputs are not`(isVariational: Bool) {
    let net = net(RecurrentDropout(states: 0.4, isVariational: isVariational))
    let x = inputs()
    let found = net(x, .training(Randomness(seed: 3))).outputs.value
    var generator = Generator(seed: 3)
    let mask = Tensor.dropoutMask(isVariational ? [3, 30] : [5, 3, 30], rate: 0.4, using: &generator)
    let cell = net.layers[0].forward
    var h = constant(.zeros(3, 30))
    for t in 0..<5 {
      let masked = h * constant(isVariational ? mask : mask.row(t))
      h = cell.step(x.slice(axis: 1, t..<t + 1).reshaped(3, 4), masked)
      expectClose(found.slice(axis: 1, t..<t + 1).reshaped(3, 30), to: h.value)
    }
    #expect(net(x).outputs.value == self.net(.none)(x).outputs.value, "nothing is masked in evaluation")
  }

  @Test func `inputs, what passes between layers and outputs have masks of their own`() {
    let net = net(RecurrentDropout(inputs: 0.4), layers: 2)
    let x = inputs()
    let found = net(x, .training(Randomness(seed: 4))).outputs.value
    var generator = Generator(seed: 4)
    let masks = [4, 30, 30].map { Tensor.dropoutMask([3, $0], rate: 0.4, using: &generator) }
    func masked(_ x: Variable, _ mask: Tensor) -> Variable { x * constant(mask.reshaped(3, 1, -1)) }
    var hidden = masked(x, masks[0])
    for (layer, mask) in zip(net.layers, masks.dropFirst()) {
      let states = layer.forward.states(
        along: hidden.permuted(1, 0, 2), from: constant(.zeros(3, 30)), Scan())  // [T + 1, B, H]
      hidden = masked(states.rows(1..<6).permuted(1, 0, 2), mask)
    }
    expectClose(found, to: hidden.value)
  }

  @Test func `vectors that are looked up are masked as those that are given`() {
    var generator = Generator(seed: 5)
    let net = net(RecurrentDropout(inputs: 0.4, states: 0.2))
    let table = Variable(.normal([7, 4], using: &generator))
    let tokens = (0..<15).map { $0 * $0 % 7 }
    for mode in [{ Mode.training(Randomness(seed: 6)) }, { Mode.evaluation }] {
      let lookedUp = net(lookingUp: tokens, in: table, batch: 3, mode()).outputs
      expectClose(lookedUp.value, to: net(table.rows(at: tokens).reshaped(3, 5, 4), mode()).outputs.value)
    }
  }

  @Test func `a language model that is trained on a text drops numbers, one that is evaluated does not`() throws {
    let batches = try TextBatches((0..<41).map { $0 * $0 % 7 }, batchSize: 2, contextLength: 20)
    func loss(_ dropout: RecurrentDropout, seed: Int) -> Scalar {
      TruncatedBPTT(LanguageModelTests.model(dropout: dropout), reading: batches)
        .loss(at: 0, Randomness(seed: seed)).value.scalar
    }
    let half = RecurrentDropout(inputs: 0.5)
    #expect(loss(half, seed: 1) == loss(half, seed: 1))
    #expect(loss(half, seed: 1) != loss(half, seed: 2) && loss(half, seed: 1) != loss(.none, seed: 1))
    #expect(loss(.none, seed: 1) == loss(.none, seed: 2))
    let (dropping, plain) = (LanguageModelTests.model(dropout: half), LanguageModelTests.model())
    #expect(dropping.tokenLosses(of: [0, 1, 4, 2]) == plain.tokenLosses(of: [0, 1, 4, 2]))
  }
}
