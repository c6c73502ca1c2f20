// B batch · T time steps · D input width · H hiddenSize · P states along time, 1 or 2

/// A recurrent net: a stack of layers, each of which walks along time once, or once in each direction.
///
/// Every layer has weights of its own; every time step of a layer shares them. `RNN` is this with the simplest cell.
public struct Recurrent<Cell: RecurrentCell>: Module {
  /// Layer by layer, the cell that walks forward and, if there is one, the cell that walks backward.
  public let layers: [RecurrentLayer<Cell>]
  public let dropout: RecurrentDropout

  public init(
    inputs: Int, hiddenSize: Int, layers: Int = 1, isBidirectional: Bool = false, dropout: RecurrentDropout = .none,
    using generator: inout Generator
  ) {
    let width = isBidirectional ? 2 * hiddenSize : hiddenSize
    self.layers = (0..<layers).map {
      RecurrentLayer(
        inputs: $0 == 0 ? inputs : width, hiddenSize: hiddenSize, isBidirectional: isBidirectional, using: &generator)
    }
    self.dropout = dropout
  }

  /// What the net shows at every time step, `[B, T, P·H]`, and where it stands at the end.
  ///
  /// - Parameters:
  ///   - x: `[B, T, D]`.
  ///   - state: Where to begin: zeros when nil, or what an earlier call ended with, to go on from there.
  ///   - lengths: The true length of each sequence; what lies beyond neither is read nor changes anything, and is shown
  ///     as zeros.
  public func callAsFunction(
    _ x: Variable, from state: RecurrentState? = nil, lengths: [Int]? = nil, _ mode: Mode = .evaluation
  ) -> (outputs: Variable, state: RecurrentState) {
    let (B, T, _) = x.value.shape3
    let steps = dropout.onInputs(x.permuted(1, 0, 2), mode)  // [T, B, D]: a time step lies together in memory
    return run(T, B, from: state, lengths, mode) { $0.states(along: steps, from: $1, $2) }
  }

  /// The same for tokens, B rows of T, whose vectors stand in a table `[V, D]`.
  public func callAsFunction(
    lookingUp tokens: [Int], in table: Variable, batch B: Int, from state: RecurrentState? = nil,
    lengths: [Int]? = nil, _ mode: Mode = .evaluation
  ) -> (outputs: Variable, state: RecurrentState) {
    let T = tokens.count / B
    require(T * B == tokens.count, "Recurrent: \(tokens.count) tokens do not make \(B) rows")
    let byStep = (0..<T).flatMap { t in (0..<B).map { tokens[$0 * T + t] } }
    if case .training = mode, dropout.inputs > 0 {
      let steps = dropout.onInputs(table.rows(at: byStep).steps(of: B), mode)
      return run(T, B, from: state, lengths, mode) { $0.states(along: steps, from: $1, $2) }
    }
    return run(T, B, from: state, lengths, mode) { $0.states(lookingUp: byStep, in: table, from: $1, $2) }
  }

  /// Layer by layer; `first` walks along what the lowest layer sees.
  private func run(
    _ T: Int, _ B: Int, from state: RecurrentState?, _ lengths: [Int]?, _ mode: Mode,
    first: (_ cell: Cell, _ start: Variable, _ scan: Scan) -> Variable
  ) -> (outputs: Variable, state: RecurrentState) {
    if let lengths {
      require(
        lengths.count == B && lengths.allSatisfy { (0...T).contains($0) },
        "Recurrent: the lengths \(lengths) do not fit \(B) sequences of \(T) steps")
    }
    var walk = first
    var ends: [[Variable]] = []
    for (index, layer) in layers.enumerated() {
      let start = state?.states[index] ?? layer.zeros(B)
      let walked = layer.run(T, B, from: start, lengths, mask: { dropout.onStates([T, B, $0], mode) }, walk)
      let outputs = dropout.onInputs(walked.outputs, mode)
      walk = { $0.states(along: outputs, from: $1, $2) }
      ends.append(walked.ends)
      if index == layers.count - 1 { return (outputs.permuted(1, 0, 2), RecurrentState(states: ends)) }
    }
    fail("Recurrent: a net without layers")
  }
}

public typealias RNN = Recurrent<RNNCell>

/// The states of a whole net between two calls: for each layer, for each path, `[B, S·H]`.
public struct RecurrentState {
  public let states: [[Variable]]

  public init(states: [[Variable]]) { self.states = states }

  /// The same state without its history, so that gradients stop here: truncated back-propagation through time.
  public var detached: RecurrentState { RecurrentState(states: states.map { $0.map(\.detached) }) }
}

/// One layer of a recurrent net.
public struct RecurrentLayer<Cell: RecurrentCell>: Module {
  public let forward: Cell
  public let backward: Cell?

  init(inputs: Int, hiddenSize: Int, isBidirectional: Bool, using generator: inout Generator) {
    forward = Cell(inputs: inputs, hiddenSize: hiddenSize, using: &generator)
    backward = isBidirectional ? Cell(inputs: inputs, hiddenSize: hiddenSize, using: &generator) : nil
  }

  private var cells: [Cell] { [forward] + (backward.map { [$0] } ?? []) }

  func zeros(_ B: Int) -> [Variable] { cells.map { constant(.zeros(B, Cell.stateCount * $0.hiddenSize)) } }

  /// What is shown at each step, `[T, B, P·H]`, and the last state of each path.
  func run(
    _ T: Int, _ B: Int, from start: [Variable], _ lengths: [Int]?, mask: (_ hiddenSize: Int) -> Tensor?,
    _ walk: (_ cell: Cell, _ start: Variable, _ scan: Scan) -> Variable
  ) -> (outputs: Variable, ends: [Variable]) {
    var shown: [Variable] = []
    var ends: [Variable] = []
    for (index, cell) in cells.enumerated() {
      let scan = Scan(isBackward: index == 1, lengths: lengths, mask: mask(cell.hiddenSize))
      let states = walk(cell, start[index], scan)  // [T + 1, B, S·H]
      shown.append(states.block(rows: scan.isBackward ? 0..<T : 1..<T + 1, columns: 0..<cell.hiddenSize))
      ends.append(states.rows(scan.isBackward ? 0..<1 : T..<T + 1).reshaped(B, states.shape[2]))
    }
    var outputs = shown.count == 1 ? shown[0] : Variable.concatenate(shown, axis: -1)
    if let lengths { outputs = outputs * constant(Tensor(shape: [T, B, 1]) { $0[0] < lengths[$0[1]] ? 1 : 0 }) }
    return (outputs, ends)
  }
}
