import Gradients
import Tensors
import Training

// B batch · T time steps · D input size · H hidden size · P directions, 1 or 2 · S state vectors · V vocabulary size

/// A recurrent net: a stack of layers, each of which scans the sequence forward, or once in each direction.
///
/// Every layer has weights of its own; every time step of a layer shares them. `RNN` is this with the simplest cell.
public struct Recurrent<Cell: RecurrentCell>: Module {
  public let layers: [RecurrentLayer<Cell>]
  public let dropout: RecurrentDropout

  public init(
    inputSize: Int, hiddenSize: Int, layers: Int = 1, isBidirectional: Bool = false, dropout: RecurrentDropout = .none,
    using generator: inout Generator
  ) {
    require(layers > 0, "Recurrent: a net without layers")
    let outputSize = isBidirectional ? 2 * hiddenSize : hiddenSize
    self.layers = (0..<layers).map {
      RecurrentLayer(
        inputSize: $0 == 0 ? inputSize : outputSize, hiddenSize: hiddenSize, isBidirectional: isBidirectional,
        using: &generator)
    }
    self.dropout = dropout
  }

  private init(layers: [RecurrentLayer<Cell>], dropout: RecurrentDropout) {
    (self.layers, self.dropout) = (layers, dropout)
  }

  /// The same net with other cells, each made from the one that it replaces; they are visited layer by layer, in each
  /// the forward direction first.
  public func replacingCells(_ replacement: (Cell) -> Cell) -> Recurrent {
    let layers = layers.map { RecurrentLayer(forward: replacement($0.forward), backward: $0.backward.map(replacement)) }
    return Recurrent(layers: layers, dropout: dropout)
  }

  /// The last layer's hidden state at every time step, `[B, T, P·H]`, and all layers' states at the end.
  ///
  /// - Parameters:
  ///   - x: `[B, T, D]`.
  ///   - state: The state to start from: zeros when nil, or an earlier call's last state, to go on from there.
  ///   - lengths: The true length of each sequence. What lies beyond is padding: it is not read, it changes nothing, and
  ///     its outputs are zeros.
  public func callAsFunction(
    _ x: Variable, from state: RecurrentState? = nil, lengths: [Int]? = nil, _ mode: Mode = .evaluation
  ) -> (outputs: Variable, state: RecurrentState) {
    let (B, T, _) = x.value.shape3
    let steps = dropout.onInputs(x.permuted(1, 0, 2), mode)  // [T, B, D]: a time step lies together in memory
    return run(.vectors(steps), T, B, from: state, lengths, mode)
  }

  /// The same for tokens, B rows of T, whose vectors are looked up in a table `[V, D]`.
  public func callAsFunction(
    lookingUp tokens: [Int], in table: Variable, batch B: Int, from state: RecurrentState? = nil,
    lengths: [Int]? = nil, _ mode: Mode = .evaluation
  ) -> (outputs: Variable, state: RecurrentState) {
    let T = tokens.count / B
    require(T * B == tokens.count, "Recurrent: \(tokens.count) tokens do not make \(B) rows")
    let byStep = (0..<T).flatMap { t in (0..<B).map { tokens[$0 * T + t] } }
    if case .training = mode, dropout.inputs > 0 {
      let steps = dropout.onInputs(table.rows(at: byStep).steps(of: B), mode)
      return run(.vectors(steps), T, B, from: state, lengths, mode)
    }
    return run(.tokens(byStep, table: table), T, B, from: state, lengths, mode)
  }

  /// Layer by layer, direction by direction.
  private func run(
    _ inputs: LayerInputs, _ T: Int, _ B: Int, from state: RecurrentState?, _ lengths: [Int]?, _ mode: Mode
  ) -> (outputs: Variable, state: RecurrentState) {
    if let lengths {
      require(
        lengths.count == B && lengths.allSatisfy { (0...T).contains($0) },
        "Recurrent: the lengths \(lengths) do not fit \(B) sequences of \(T) steps")
    }
    var inputs = inputs
    var ends: [[Variable]] = []  // [layer][direction]
    for (index, layer) in layers.enumerated() {
      var outputs: [Variable] = []  // one [T, B, H] for each direction
      ends.append([])
      let starts = state?.states[index] ?? layer.zeros(B)
      for (direction, cell) in layer.cells.enumerated() {
        let H = cell.hiddenSize
        let scan = Scan(isBackward: direction == 1, lengths: lengths, mask: dropout.onStates([T, B, H], mode))
        let states = inputs.states(of: cell, from: starts[direction], scan)  // [T + 1, B, S·H]
        outputs.append(scan.outputs(of: states, hiddenSize: H))
        ends[index].append(scan.end(of: states))
      }
      let y = zeroPadding(outputs.count == 1 ? outputs[0] : .concatenate(outputs, axis: -1), lengths)  // [T, B, P·H]
      inputs = .vectors(dropout.onInputs(y, mode))
    }
    return (inputs.vectors.permuted(1, 0, 2), RecurrentState(states: ends))
  }

  /// `y` `[T, B, P·H]` with zeros beyond the true lengths.
  private func zeroPadding(_ y: Variable, _ lengths: [Int]?) -> Variable {
    guard let lengths else { return y }
    return y * constant(Tensor(shape: [y.shape[0], y.shape[1], 1]) { $0[0] < lengths[$0[1]] ? 1 : 0 })
  }
}

public typealias RNN = Recurrent<RNNCell>

/// What a layer reads: vectors `[T, B, D]`, or T·B tokens, time step by time step, with a table `[V, D]`.
private enum LayerInputs {
  case vectors(Variable)
  case tokens([Int], table: Variable)

  func states<Cell: RecurrentCell>(of cell: Cell, from start: Variable, _ scan: Scan) -> Variable {
    switch self {
    case .vectors(let x): cell.states(along: x, from: start, scan)
    case .tokens(let tokens, let table): cell.states(lookingUp: tokens, in: table, from: start, scan)
    }
  }

  var vectors: Variable {
    switch self {
    case .vectors(let x): x
    case .tokens: fail("Recurrent: the outputs of a layer are vectors")
    }
  }
}
