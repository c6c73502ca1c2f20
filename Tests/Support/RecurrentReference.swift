import Gradients
import RNN
import Testing

// L layers · P states along time · B batch · T time steps · D input width · H hiddenSize · S numbers of state per unit

/// One recurrent net as PyTorch computed it. `Tests/Fixtures/make_recurrent.py` says which roles there are.
public struct RecurrentReference {
  /// What the net begins with: its parameters by path, x, the states at the start, lengths, cotangents.
  public var given: [String: Tensor]

  /// What it must arrive at: the outputs, the states at the end, and the gradient of every variable.
  public let expected: [String: Tensor]

  private let name: String

  public init(_ name: String, in fixture: Fixture) throws {
    let roles = fixture.roles(of: name)
    let isResult = { (role: String) in role == "outputs" || role == "end" || role.hasPrefix("gradient.") }
    given = roles.filter { !isResult($0.key) }
    expected = roles.filter { isResult($0.key) }
    self.name = name
  }

  /// Where a net of such cells differs, number by number. A role that only the file or only the net has counts, too.
  public func differences<Cell: RecurrentCell>(from cell: Cell.Type) throws -> [Difference] {
    let net: Recurrent<Cell> = try net()
    let inputs = ["x", "start", "lengths", "cotangent.outputs", "cotangent.end"]
    let unknown = Set(given.keys).subtracting(inputs + net.parameters.map(\.path))
    return unknown.sorted().map { Difference($0, ": given, but the net has no such parameter") }
      + compare(try results(of: net), with: expected)
  }

  /// Expects that the net differs in every single role, as it must when something that is given was spoilt.
  public func expectDifferent<Cell: RecurrentCell>(
    _ cell: Cell.Type, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(!expected.isEmpty, sourceLocation: sourceLocation)
    let found = try differences(from: cell).map(\.name)
    #expect(found == expected.keys.sorted(), "\(name)", sourceLocation: sourceLocation)
  }

  /// Gives the first layer's gates in another order.
  public mutating func exchangeGates(_ a: Int, _ b: Int, of count: Int) throws {
    for path in ["input", "recurrent", "bias"].map({ "layers.0.forward.\($0)" }) {
      let weights = try value(path)
      let H = weights.shape.last! / count
      var gates = (0..<count).map { weights.columns($0 * H..<($0 + 1) * H) }
      gates.swapAt(a, b)
      given[path] = .concatenate(gates, axis: -1)
    }
  }

  private func results<Cell>(of net: Recurrent<Cell>) throws -> [String: Tensor] {
    let (x, start) = (Variable(try value("x")), Variable(try value("start")))
    let lengths = given["lengths"].map { $0.scalars.map { Int($0) } }
    let (outputs, state) = net(x, from: split(start), lengths: lengths)
    let end = Variable.stack(state.states.map { Variable.stack($0) })  // [L, P, B, S·H]
    let weighted = [outputs * constant(try value("cotangent.outputs")), end * constant(try value("cotangent.end"))]
    (weighted[0].sum + weighted[1].sum).backward()

    var results = ["outputs": outputs.value, "end": end.value]
    for (path, variable) in [(path: "x", variable: x), (path: "start", variable: start)] + net.parameters {
      results["gradient.\(path)"] = variable.gradient
    }
    return results
  }

  /// The net with the parameters given.
  private func net<Cell>() throws -> Recurrent<Cell> {
    var generator = Generator(seed: 0)
    let (L, P, _, columns) = try value("start").shape4
    let net = Recurrent<Cell>(
      inputSize: try value("x").shape[2], hiddenSize: columns / Cell.stateCount, layers: L, isBidirectional: P == 2,
      using: &generator)
    for (path, variable) in net.parameters {
      let numbers = try value(path)
      variable.update { $0 = numbers }
    }
    return net
  }

  private func value(_ role: String) throws -> Tensor { try #require(given[role], "\(name) gives no \(role)") }

  /// The states of all states, `[L, P, B, S·H]`, as a net takes them.
  private func split(_ states: Variable) -> RecurrentState {
    let (L, P, B, columns) = states.value.shape4
    let rows = states.reshaped(L * P, B, columns)
    return RecurrentState(
      states: (0..<L).map { layer in
        (0..<P).map { rows.rows(layer * P + $0..<layer * P + $0 + 1).reshaped(B, columns) }
      })
  }
}

/// Expects that a file holds nets of one and two layers, of one and both directions, full and with lengths, each of
/// several sizes, of which one is 1 throughout.
public func expectEveryForm(in fixture: Fixture) throws {
  for L in [1, 2] {
    for P in [1, 2] {
      for hasLengths in [false, true] {
        let shapes = try fixture.cases.map { try RecurrentReference($0, in: fixture).given }
          .filter { $0["start"]?.shape.prefix(2) == [L, P] && ($0["lengths"] != nil) == hasLengths }
          .compactMap { $0["x"]?.shape }
        #expect(Set(shapes).count > 1 && shapes.contains([1, 1, 1]), "\(L) layers, \(P) states, lengths \(hasLengths)")
      }
    }
  }
}
