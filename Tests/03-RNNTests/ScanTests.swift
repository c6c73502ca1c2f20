import Gradients
import RNN
import TestSupport
import Testing

// T time steps · B batch · D input size · H hidden size

/// The fused scan of an RNN against the same cell unrolled step by step, in values and in every gradient.
struct ScanTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var T = 4
    var B = 3
    var H = 5
    var isBackward = false
    var lengths: [Int]?
    /// 2 for one mask at all time steps, 3 for one at each.
    var maskRank = 0
    var testDescription: String {
      "T\(T) B\(B) H\(H)\(isBackward ? " backward" : "") \(lengths.map { "\($0)" } ?? "") mask \(maskRank)"
    }
  }

  static let cases = [
    Case(T: 1, B: 1, H: 1), Case(), Case(T: 3, B: 9, H: 17), Case(isBackward: true), Case(lengths: [4, 0, 2]),
    Case(isBackward: true, lengths: [1, 4, 3]), Case(maskRank: 2), Case(maskRank: 3),
    Case(isBackward: true, lengths: [1, 4, 3], maskRank: 3),
  ]

  @Test(arguments: cases)
  func `equals the unrolled cell`(case_: Case) {
    var generator = Generator(seed: 7)
    let (T, B, H) = (case_.T, case_.B, case_.H)
    let cell = RNNCell(inputSize: 2, hiddenSize: H, using: &generator)
    let x = Variable(.normal([T, B, 2], using: &generator))
    let start = Variable(.normal([B, H], using: &generator))
    var scan = Scan(isBackward: case_.isBackward, lengths: case_.lengths)
    if case_.maskRank > 0 {
      scan.mask = .dropoutMask(Array([T, B, H].suffix(case_.maskRank)), rate: 0.4, using: &generator)
    }
    let variables = cell.parameters + [(path: "x", variable: x), (path: "start", variable: start)]
    let cotangent = Tensor.normal([T + 1, B, H], using: &generator)
    func run(_ states: Variable) -> [Tensor] {
      states.backward(seed: cotangent)
      defer { for (_, variable) in variables { variable.gradient = nil } }
      return [states.value] + variables.map { $0.variable.gradient! }
    }
    let fused = run(cell.states(along: x, from: start, scan))
    let plain = run(cell.unrolled(along: x, from: start, scan))
    for (name, (a, b)) in zip(["states"] + variables.map(\.path), zip(fused, plain)) { expectClose(a, to: b, name) }
  }

  @Test func `a row that is looked up several times gets the sum of its gradients`() throws {
    var generator = Generator(seed: 3)
    let cell = RNNCell(inputSize: 4, hiddenSize: 6, using: &generator)
    let table = Variable(.normal([5, 4], using: &generator))
    let (tokens, start) = ([0, 3, 3, 1, 0, 3], constant(.zeros(2, 6)))
    let lookedUp = cell.states(lookingUp: tokens, in: table, from: start, Scan())
    #expect(lookedUp.value == cell.states(along: table.rows(at: tokens).steps(of: 2), from: start, Scan()).value)
    try checkGradients("look-up", of: cell.parameters + [(path: "table", variable: table)]) {
      cell.states(lookingUp: tokens, in: table, from: start, Scan())
    }
  }
}
