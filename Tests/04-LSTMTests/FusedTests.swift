import Gradients
import LSTM
import RNN
import TestSupport
import Testing

/// The fused sequences against the same cell unrolled step by step, in values and in every gradient.
struct FusedTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var (T, B, D, H): (Int, Int, Int, Int)
    var isBackward = false
    var lengths: [Int]?
    var maskRank = 0
    var testDescription: String {
      "T\(T) B\(B) D\(D) H\(H)\(isBackward ? " backward" : "") \(lengths.map { "\($0)" } ?? "") mask \(maskRank)"
    }
  }

  static let cases = [
    Case(T: 1, B: 1, D: 1, H: 1), Case(T: 4, B: 3, D: 2, H: 5), Case(T: 3, B: 9, D: 4, H: 17),
    Case(T: 4, B: 3, D: 2, H: 5, isBackward: true), Case(T: 4, B: 3, D: 2, H: 5, lengths: [4, 0, 2]),
    Case(T: 4, B: 3, D: 2, H: 5, isBackward: true, lengths: [1, 4, 3]), Case(T: 4, B: 3, D: 2, H: 5, maskRank: 2),
    Case(T: 4, B: 3, D: 2, H: 17, isBackward: true, lengths: [1, 4, 3], maskRank: 3),
  ]

  @Test(arguments: cases) func `an LSTM's equal`(case_: Case) throws { try compare(LSTMCell.self, case_) }
  @Test(arguments: cases) func `a GRU's equal`(case_: Case) throws { try compare(GRUCell.self, case_) }

  private func compare<Cell: RecurrentCell>(_: Cell.Type, _ case_: Case) throws {
    var generator = Generator(seed: 7)
    let (T, B, D, H) = (case_.T, case_.B, case_.D, case_.H)
    let cell = Cell(inputSize: D, hiddenSize: H, using: &generator)
    let x = Variable(.normal([T, B, D], using: &generator))
    let start = Variable(.normal([B, Cell.stateCount * H], using: &generator))
    var scan = Scan(isBackward: case_.isBackward, lengths: case_.lengths)
    if case_.maskRank > 0 {
      scan.mask = .dropoutMask(Array([T, B, H].suffix(case_.maskRank)), rate: 0.4, using: &generator)
    }
    let variables = cell.parameters + [(path: "x", variable: x), (path: "start", variable: start)]
    let cotangent = Tensor.normal([T + 1, B, Cell.stateCount * H], using: &generator)
    func run(_ states: Variable) -> [Tensor] {
      states.backward(seed: cotangent)
      return [states.value]
        + variables.map { _, variable in
          defer { variable.gradient = nil }
          return variable.gradient!
        }
    }
    let fused = run(cell.states(along: x, from: start, scan))
    let plain = run(cell.unrolled(along: x, from: start, scan))
    let names = ["states"] + variables.map(\.path)
    for (name, (a, b)) in zip(names, zip(fused, plain)) {
      #expect(a.isClose(to: b, tolerance: Scalar.self == Float.self ? 1e-5 : 1e-12), "\(name): \(a) \(b)")
    }
    try reportGradients("\(Cell.self)", of: variables, sampling: 12) { cell.states(along: x, from: start, scan) }
  }

  @Test func `a look-up commutes with the product that follows`() throws {
    try compareLookUp(RNNCell.self)
    try compareLookUp(LSTMCell.self)
  }

  private func compareLookUp<Cell: RecurrentCell>(_: Cell.Type) throws {
    var generator = Generator(seed: 3)
    let (T, B, D, H, V) = (5, 3, 4, 6, 7)
    let cell = Cell(inputSize: D, hiddenSize: H, using: &generator)
    let table = Variable(.normal([V, D], using: &generator))
    let tokens = (0..<T * B).map { _ in Int.random(in: 0..<V, using: &generator) }
    let start = constant(.zeros(B, Cell.stateCount * H))
    let fromTable = cell.states(lookingUp: tokens, in: table, from: start, Scan())
    let fromRows = cell.states(along: table.rows(at: tokens).steps(of: B), from: start, Scan())
    #expect(fromTable.value == fromRows.value)
    try reportGradients("\(Cell.self)", of: cell.parameters + [(path: "table", variable: table)], sampling: 12) {
      cell.states(lookingUp: tokens, in: table, from: start, Scan())
    }
  }
}
