import Gradients
import LSTM
import RNN
import Tensors
import TestSupport
import Testing

// H hidden size

/// How the cells begin: which gate has which bias, and how large the weights are.
struct InitializationTests {
  private let H = 50
  private var zeros: Tensor { .zeros(H) }
  private var ones: Tensor { .ones(H) }

  /// The biases of each gate.
  private func gates(_ bias: Variable) -> [Tensor] {
    (0..<bias.value.count / H).map { bias.value.slice(axis: 0, $0 * H..<($0 + 1) * H) }
  }

  @Test func `the forget gate of an LSTM and the update gate of a GRU begin with bias 1, all others with 0`() {
    var generator = Generator(seed: 1)
    let (lstm, gru) = (
      LSTMCell(inputSize: 3, hiddenSize: H, using: &generator), GRUCell(inputSize: 3, hiddenSize: H, using: &generator)
    )
    let normalized = NormalizedLSTMCell(inputSize: 3, hiddenSize: H, using: &generator)
    #expect(gates(lstm.bias) == [zeros, ones, zeros, zeros])  // i, f, g, o
    #expect(gates(normalized.bias) == [zeros, ones, zeros, zeros])
    #expect(gates(gru.bias) == [zeros, ones, zeros])  // r, u, n
    #expect(gru.candidateBias.value == zeros)
  }

  @Test func `weights fill ±1/√H, whatever the size of the input`() {
    var generator = Generator(seed: 2)
    let bound = 1 / Scalar(H).squareRoot()
    let (lstm, gru) = (
      LSTMCell(inputSize: 9, hiddenSize: H, using: &generator), GRUCell(inputSize: 9, hiddenSize: H, using: &generator)
    )
    for weight in [lstm.input, lstm.recurrent, gru.input, gru.recurrent] {
      #expect(weight.value.max <= bound && weight.value.max > 0.95 * bound)
      #expect(weight.value.min >= -bound && weight.value.min < -0.95 * bound)
    }
  }

  /// The cells of two layers of both directions, before and after a change of the whole net.
  private func cells(_ change: (LSTM) -> Void) -> [(before: LSTMCell, after: LSTMCell)] {
    func net() -> LSTM {
      var generator = Generator(seed: 3)
      return LSTM(inputSize: 2, hiddenSize: H, layers: 2, isBidirectional: true, using: &generator)
    }
    let changed = net()
    change(changed)
    let (before, after) = (net().layers.flatMap(\.cells), changed.layers.flatMap(\.cells))
    #expect(after.count == 4)
    return Array(zip(before, after))
  }

  @Test func `a forget bias of b comes with an input bias of −b, in the cells of all layers and directions`() {
    for (before, after) in cells({ $0.initializeGates(forgetBias: 2) }) {
      #expect(gates(after.bias) == [ones * -2, ones * 2, zeros, zeros])
      #expect(after.input.value == before.input.value && after.recurrent.value == before.recurrent.value)
    }
  }

  @Test func `input-driven gates hear the input ten times louder than the state, with forget biases from 1 to 2`() {
    for (before, after) in cells({ $0.initializeInputDriven() }) {
      #expect(after.input.value == before.input.value * 4)
      #expect(after.recurrent.value == before.recurrent.value * 0.4)
      let biases = gates(after.bias)
      #expect(biases[0] == zeros && biases[2] == zeros && biases[3] == ones * 4)
      expectClose(biases[1], to: Tensor((0..<H).map { 1 + (Scalar($0) + 0.5) / Scalar(H) }))
    }
  }

  @Test func `chrono initialization opens the weights of the input eightfold, and leaves those of the state`() {
    for (before, after) in cells({ $0.initializeChrono(upTo: 100) }) {
      #expect(after.input.value == before.input.value * 8 && after.recurrent.value == before.recurrent.value)
      let biases = gates(after.bias)
      #expect(biases[0] == -biases[1] && biases[2] == zeros && biases[3] == zeros)
    }
    var generator = Generator(seed: 4)
    let (gru, same) = (
      GRU(inputSize: 2, hiddenSize: H, using: &generator).layers[0].forward,
      gates(cells { $0.initializeChrono(upTo: 100) }[0].after.bias)
    )
    let weights = gru.input.value
    gru.initializeChrono(upTo: 100)
    #expect(gru.input.value == weights * 8)
    #expect(gates(gru.bias) == [zeros, same[1], zeros])
    for (before, after) in cells({ $0.initializeChrono(upTo: 100, inputScale: 2) }) {
      #expect(after.input.value == before.input.value * 2)
    }
  }

  @Test func `a GRU's gates are set as an LSTM's, in all layers and directions`() {
    func net() -> GRU {
      var generator = Generator(seed: 6)
      return GRU(inputSize: 2, hiddenSize: H, layers: 2, isBidirectional: true, using: &generator)
    }
    let (before, biased, driven, chrono) = (net(), net(), net(), net())
    biased.initializeGates(updateBias: 3)
    driven.initializeInputDriven()
    chrono.initializeChrono(upTo: 100, inputScale: 1)
    let spread = Tensor((0..<H).map { 1 + (Scalar($0) + 0.5) / Scalar(H) })
    for layer in 0..<2 {
      let all = [before, biased, driven, chrono].map { $0.layers[layer].cells }
      for (a, (b, (c, d))) in zip(all[0], zip(all[1], zip(all[2], all[3]))) {
        #expect(gates(b.bias) == [zeros, ones * 3, zeros] && b.input.value == a.input.value)
        #expect(c.input.value == a.input.value * 4 && c.recurrent.value == a.recurrent.value * 0.4)
        #expect(gates(c.bias)[0] == zeros && gates(c.bias)[2] == zeros)
        expectClose(gates(c.bias)[1], to: spread)
        #expect(d.input.value == a.input.value && gates(d.bias)[1] != gates(a.bias)[1])
      }
    }
  }

  /// The sum of n products with inputs of variance 1 has the variance n · (1/√n)² / 3 = 1/3.
  @Test func `a sum over n weights from ±1/√n has the variance one third`() {
    var generator = Generator(seed: 7)
    let n = 400
    let cell = LSTMCell(inputSize: n, hiddenSize: n, using: &generator)
    let z = matmul(.normal([50, n], using: &generator), cell.input.value)
    let variance = (z * z).sum / Scalar(z.count)
    #expect(abs(variance - 1 / 3) < 0.01, "\(variance)")
  }

  @Test func `a highway begins with gates that let an eighth of the transform through`() {
    var generator = Generator(seed: 5)
    let layer = Highway(6, using: &generator)
    #expect(layer.gate.bias!.value == Tensor(repeating: -2, shape: [6]))
    layer.gate.weight.update { $0 *= 0 }
    let x = constant(.normal([4, 6], using: &generator))
    let open: Scalar = 0.11920292202211755  // σ(−2)
    expectClose(layer(x).value, to: tanh(layer.transform(x).value) * open + x.value * (1 - open))
  }
}
