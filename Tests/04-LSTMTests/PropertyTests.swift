import Foundation
import Gradients
import LSTM
import RNN
import TestSupport
import Testing

/// What holds whatever the weights are.
struct PropertyTests {
  private let x: Tensor
  private let lstm: LSTM
  private let gru: GRU

  init() {
    var generator = Generator(seed: 1)
    x = .normal([3, 6, 2], using: &generator)
    lstm = LSTM(inputSize: 2, hiddenSize: 5, layers: 2, using: &generator)
    gru = GRU(inputSize: 2, hiddenSize: 5, layers: 2, using: &generator)
  }

  /// The part of a batch `[B, T, D]` between two time steps.
  private func steps(_ range: Range<Int>) -> Variable {
    constant(x.permuted(1, 0, 2).rows(range).permuted(1, 0, 2))
  }

  private func halves<Cell>(_ net: Recurrent<Cell>) -> (
    whole: Tensor, parts: Tensor, wholeEnd: Tensor, partsEnd: Tensor
  ) {
    let whole = net(constant(x))
    let first = net(steps(0..<4))
    let second = net(steps(4..<6), from: first.state)
    return (
      whole.outputs.value, .concatenate([first.outputs.value, second.outputs.value], axis: 1),
      whole.state.states[1][0].value, second.state.states[1][0].value
    )
  }

  @Test func `one long pass equals two with the state carried over`() {
    for result in [halves(lstm), halves(gru)] {
      expectEqual(result.parts, to: result.whole)
      expectEqual(result.partsEnd, to: result.wholeEnd)
    }
  }

  @Test func `a state that is not carried over would be noticed`() {
    let (whole, again) = (lstm(constant(x)).outputs.value, lstm(steps(4..<6)).outputs.value)
    #expect(whole.permuted(1, 0, 2).rows(4..<6).permuted(1, 0, 2) != again)
  }

  private func padded<Cell>(_ net: Recurrent<Cell>) -> [(Tensor, Tensor)] {
    let lengths = [6, 2, 4]
    let noisy = Tensor(shape: x.shape) { $0[1] < lengths[$0[0]] ? x[$0[0], $0[1], $0[2]] : 1e3 }
    let (clean, changed) = (net(constant(x), lengths: lengths), net(constant(noisy), lengths: lengths))
    return zip(clean.state.states.joined(), changed.state.states.joined()).map { ($0.value, $1.value) }
      + [(clean.outputs.value, changed.outputs.value)]
  }

  @Test func `padding changes nothing`() {
    for (clean, changed) in padded(lstm) + padded(gru) { expectEqual(changed, to: clean) }
    var generator = Generator(seed: 2)
    for (clean, changed) in padded(GRU(inputSize: 2, hiddenSize: 3, isBidirectional: true, using: &generator)) {
      expectEqual(changed, to: clean)
    }
  }

  @Test func `a forget gate of one and an input gate of zero keep c unchanged`() {
    var generator = Generator(seed: 3)
    let H = 4
    let cell = LSTMCell(inputSize: 2, hiddenSize: H, using: &generator)
    cell.bias.update { $0 = .concatenate([.ones(H) * -1e4, .ones(H) * 1e4, .zeros(2 * H)]) }
    let start = Tensor.normal([3, 2 * H], using: &generator)
    let states = cell.states(along: constant(.normal([50, 3, 2], using: &generator)), from: constant(start), Scan())
      .value
    #expect(states.row(50).columns(H..<2 * H) == start.columns(H..<2 * H))
  }

  @Test func `an update gate of one keeps a GRU's state unchanged, with a dropout mask, too`() {
    var generator = Generator(seed: 4)
    let H = 4
    let cell = GRUCell(inputSize: 2, hiddenSize: H, using: &generator)
    cell.bias.update { $0 = .concatenate([.zeros(H), .ones(H) * 1e4, .zeros(H)]) }
    let start = Tensor.normal([3, H], using: &generator)
    let scan = Scan(mask: .dropoutMask([3, H], rate: 0.5, using: &generator))
    let states = cell.states(along: constant(.normal([50, 3, 2], using: &generator)), from: constant(start), scan).value
    #expect(states.row(50).isClose(to: start, tolerance: 1e-5))
  }

  @Test func `chrono initialization gives gates that keep what an average over so many steps does`() {
    var generator = Generator(seed: 31)
    let (lstm, gru) = (
      LSTM(inputSize: 1, hiddenSize: 49, using: &generator), GRU(inputSize: 1, hiddenSize: 49, using: &generator)
    )
    lstm.initializeChrono(upTo: 100)
    gru.initializeChrono(upTo: 100)
    let (f, u) = (lstm.layers[0].forward.bias.value.scalars[49..<98], gru.layers[0].forward.bias.value.scalars[49..<98])
    #expect(Array(f) == Array(u))
    // An average over n steps keeps n − 1 of n parts, which is the sigmoid of ln (n − 1): here n is 3, 5, … 99.
    for (unit, bias) in f.enumerated() { #expect(abs(Double(bias) - log(Double(2 * unit + 2))) < 1e-5) }
    let write = lstm.layers[0].forward.bias.value.scalars[0..<49]
    #expect(zip(write, f).allSatisfy { $0 == -$1 })
  }

  @Test func `a highway with closed gates is the identity, with open ones its transform`() {
    var generator = Generator(seed: 5)
    let x = Tensor.normal([4, 6], using: &generator)
    let shut = Highway(6, gateBias: -1e4, using: &generator)
    #expect(shut(constant(x)).value == x)
    let open = Highway(6, gateBias: 1e4, using: &generator)
    #expect(open(constant(x)).value == tanh(open.transform(constant(x)).value))
  }

  @Test func `a regressor answers from the last hidden state`() {
    var generator = Generator(seed: 32)
    let model = SequenceRegressor<GRUCell>(inputSize: 2, hiddenSize: 5, outputSize: 3, using: &generator)
    let end = model.net(constant(x)).state.states[0][0]
    #expect(model(constant(x)).value == model.output(end).value)
  }

  @Test func `any number of threads gives the same bits`() {
    var generator = Generator(seed: 6)
    let net = GRU(inputSize: 3, hiddenSize: 20, using: &generator)
    let other = LSTM(inputSize: 3, hiddenSize: 20, using: &generator)
    let x = Variable(.normal([16, 9, 3], using: &generator))
    let before = Threads.count
    defer { Threads.count = before }
    let results = [1, 2, 3].map { threads in
      Threads.count = threads
      let y = net(x).outputs + other(x).outputs
      y.sum.backward()
      defer { x.gradient = nil }
      return [y.value, x.gradient!]
    }
    expectEqual(results[1], to: results[0], "two threads")
    expectEqual(results[2], to: results[0], "three threads")
  }
}
