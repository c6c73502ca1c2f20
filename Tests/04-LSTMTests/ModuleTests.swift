import LSTM
import RNN
import TestSupport
import Testing
import Training

/// Every module of the chapter against central differences, and how many parameters each has.
struct ModuleTests {
  private func check<Cell: RecurrentCell>(_: Cell.Type, B: Int, D: Int, H: Int) throws {
    var generator = Generator(seed: 3)
    let cell = Cell(inputSize: D, hiddenSize: H, using: &generator)
    let x = Variable(.normal([B, D], using: &generator))
    let state = Variable(.normal([B, Cell.stateCount * H], using: &generator))
    let variables = cell.parameters + [(path: "x", variable: x), (path: "state", variable: state)]
    try checkGradients("\(Cell.self)", of: variables) { cell.step(x, state) }
  }

  @Test(arguments: [(1, 1, 1), (2, 3, 4)])
  func `gradients of one step match central differences`(B: Int, D: Int, H: Int) throws {
    try check(LSTMCell.self, B: B, D: D, H: H)
    try check(GRUCell.self, B: B, D: D, H: H)
    // A norm over a single number is constant, so that its gradient is nothing but rounding.
    try check(NormalizedLSTMCell.self, B: B, D: D, H: max(3, H))
  }

  @Test func `gradients of a highway match central differences`() throws {
    var generator = Generator(seed: 4)
    let layer = Highway(5, using: &generator)
    let x = Variable(.normal([3, 5], using: &generator))
    try checkGradients("Highway", of: layer.parameters + [(path: "x", variable: x)]) { layer(x) }
  }

  /// In Float, gradients that passed many gates are too small for the large step of the check.
  @Test(.inDouble, arguments: [1, 2], [false, true])
  func `gradients of a net match central differences`(layers: Int, isBidirectional: Bool) throws {
    var generator = Generator(seed: 5)
    let net = LSTM(inputSize: 2, hiddenSize: 3, layers: layers, isBidirectional: isBidirectional, using: &generator)
    let normalized = Recurrent<NormalizedLSTMCell>(inputSize: 2, hiddenSize: 3, layers: layers, using: &generator)
    let gru = GRU(inputSize: 2, hiddenSize: 3, layers: layers, isBidirectional: isBidirectional, using: &generator)
    let x = Variable(.normal([2, 4, 2], using: &generator))
    let inputs = [(path: "x", variable: x)]
    try checkGradients("LSTM", of: net.parameters + inputs, sampling: 10) { net(x, lengths: [4, 2]).outputs }
    try checkGradients("GRU", of: gru.parameters + inputs, sampling: 10) { gru(x, lengths: [4, 2]).outputs }
    try checkGradients("normalized LSTM", of: normalized.parameters + inputs, sampling: 10) {
      normalized(x, lengths: [4, 2]).outputs
    }
  }

  @Test func `gradients of a regressor match central differences`() throws {
    var generator = Generator(seed: 6)
    let model = SequenceRegressor<GRUCell>(inputSize: 2, hiddenSize: 3, outputSize: 2, using: &generator)
    let x = Variable(.normal([2, 4, 2], using: &generator))
    try checkGradients("SequenceRegressor", of: model.parameters + [(path: "x", variable: x)]) { model(x) }
  }

  @Test func `every parameter is found`() {
    var generator = Generator(seed: 0)
    let (D, H) = (3, 5)
    func count(_ module: any Module) -> Int { module.parameterCount }
    #expect(count(LSTMCell(inputSize: D, hiddenSize: H, using: &generator)) == 4 * H * (D + H + 1))
    #expect(count(GRUCell(inputSize: D, hiddenSize: H, using: &generator)) == 3 * H * (D + H + 1) + H)
    #expect(count(NormalizedLSTMCell(inputSize: D, hiddenSize: H, using: &generator)) == 4 * H * (D + H + 1) + 18 * H)
    #expect(count(Highway(H, using: &generator)) == 2 * H * (H + 1))
    #expect(
      count(SequenceRegressor<LSTMCell>(inputSize: D, hiddenSize: H, outputSize: 2, using: &generator))
        == 4 * H * (D + H + 1) + 2 * (H + 1))
    let net = LSTM(inputSize: D, hiddenSize: H, layers: 2, isBidirectional: true, using: &generator)
    #expect(count(net) == 2 * 4 * H * (D + H + 1) + 2 * 4 * H * (2 * H + H + 1))
  }

  /// 26 is exactly what a GRU of hidden size 2 has; 25 allows size 1 only.
  @Test(arguments: [25, 26, 100, 4000, 57_000])
  func `the largest model within a budget is the one whose next size exceeds it`(budget: Int) {
    func build(_ hiddenSize: Int) -> GRU {
      var generator = Generator(seed: 0)
      return GRU(inputSize: 1, hiddenSize: hiddenSize, using: &generator)
    }
    let model = largest(within: budget, build)
    let H = model.layers[0].forward.hiddenSize
    #expect(model.parameterCount <= budget)
    #expect(build(H + 1).parameterCount > budget)
    #expect((H == 1) == (budget == 25))
    #expect(model.layers[0].forward.recurrent.value == build(H).layers[0].forward.recurrent.value)
  }
}
