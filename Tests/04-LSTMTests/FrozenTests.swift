import LSTM
import RNN
import TestSupport
import Testing

@testable import Gradients

/// What is frozen gets no gradient, costs nothing, and changes no other gradient.
struct FrozenTests {
  private struct Setup<Cell: RecurrentCell> {
    let cell: Cell
    let x: Variable
    let start: Variable

    init() {
      var generator = Generator(seed: 21)
      cell = Cell(inputSize: 3, hiddenSize: 5, using: &generator)
      x = Variable(.normal([4, 2, 3], using: &generator))
      start = Variable(.normal([2, Cell.stateCount * 5], using: &generator))
    }

    var variables: [(path: String, variable: Variable)] {
      cell.parameters + [(path: "x", variable: x), (path: "start", variable: start)]
    }
  }

  private func compare<Cell: RecurrentCell>(_: Cell.Type, _ scan: Scan) {
    func gradients(frozen: String?) -> [String: Tensor] {
      let setup = Setup<Cell>()
      for (path, variable) in setup.variables where path == frozen { variable.isTrainable = false }
      let states = setup.cell.states(along: setup.x, from: setup.start, scan)
      (states * states).sum.backward()
      return Dictionary(
        uniqueKeysWithValues: setup.variables.compactMap { path, variable in variable.gradient.map { (path, $0) } })
    }
    let all = gradients(frozen: nil)
    for (path, _) in Setup<Cell>().variables {
      var expected = all
      expected[path] = nil
      #expect(all[path] != nil && gradients(frozen: path) == expected, "\(Cell.self): \(path) frozen")
    }
  }

  @Test(arguments: [false, true])
  func `each gradient is left out alone`(isBackward: Bool) {
    let scan = Scan(isBackward: isBackward, lengths: [4, 2])
    compare(RNNCell.self, scan)
    compare(LSTMCell.self, scan)
    compare(GRUCell.self, scan)
  }

  private func pullsBack<Cell: RecurrentCell>(_: Cell.Type, only kept: String?) -> [Bool] {
    let setup = Setup<Cell>()
    for (path, variable) in setup.variables { variable.isTrainable = path == kept }
    let states = setup.cell.states(along: setup.x, from: setup.start, Scan())
    return states.pullback!(Tensor(repeating: 1, shape: states.shape)).map { $0 != nil }
  }

  /// In the order z, W, start and, for the GRU, the candidate's bias.
  @Test func `the pullback computes nothing for what is frozen`() {
    #expect(pullsBack(LSTMCell.self, only: "recurrent") == [false, true, false])
    #expect(pullsBack(LSTMCell.self, only: "start") == [false, false, true])
    #expect(pullsBack(RNNCell.self, only: "input") == [true, false, false])
    #expect(pullsBack(GRUCell.self, only: "recurrent") == [false, true, false, false])
    #expect(pullsBack(GRUCell.self, only: "candidateBias") == [false, false, false, true])
  }

  @Test func `a frozen cell records nothing`() {
    let setup = Setup<LSTMCell>()
    for (_, variable) in setup.variables { variable.isTrainable = false }
    #expect(setup.cell.states(along: setup.x, from: setup.start, Scan()).isLeaf)
  }
}
