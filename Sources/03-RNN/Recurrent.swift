// B batch · T time steps · D input width · H units · P paths along time, 1 or 2

/// A recurrent net: a stack of layers, each of which walks along time once, or once in each direction.
///
/// Every layer has weights of its own; every time step of a layer shares them. `RNN` is this with the simplest cell.
public struct Recurrent<Cell: RecurrentCell>: Module {
  /// Layer by layer, the cell that walks forward and, if there is one, the cell that walks backward.
  public let layers: [RecurrentLayer<Cell>]
  public let dropout: RecurrentDropout

  public init(
    inputs: Int, units: Int, layers: Int = 1, isBidirectional: Bool = false, dropout: RecurrentDropout = .none,
    using generator: inout Generator
  ) {
    let width = isBidirectional ? 2 * units : units
    self.layers = (0..<layers).map {
      RecurrentLayer(
        inputs: $0 == 0 ? inputs : width, units: units, isBidirectional: isBidirectional, using: &generator)
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
    if let lengths {
      require(
        lengths.count == B && lengths.allSatisfy { (0...T).contains($0) },
        "Recurrent: the lengths \(lengths) do not fit the shape \(x.shape)")
    }
    var y = x.permuted(1, 0, 2)  // [T, B, D]: a time step lies together in memory
    var ends: [[Variable]] = []
    for (index, layer) in layers.enumerated() {
      let start = state?.paths[index] ?? layer.zeros(B)
      y = dropout.onInputs(y, mode)
      let walked = layer(y, from: start, lengths: lengths) { dropout.onStates([T, B, $0], mode) }
      y = walked.outputs
      ends.append(walked.ends)
    }
    return (dropout.onInputs(y, mode).permuted(1, 0, 2), RecurrentState(paths: ends))
  }
}

public typealias RNN = Recurrent<RNNCell>

/// The states of a whole net between two calls: for each layer, for each path, `[B, S·H]`.
public struct RecurrentState {
  public let paths: [[Variable]]

  /// The same state without its history, so that gradients stop here: truncated back-propagation through time.
  public var detached: RecurrentState { RecurrentState(paths: paths.map { $0.map(\.detached) }) }
}

/// One layer of a recurrent net.
public struct RecurrentLayer<Cell: RecurrentCell>: Module {
  public let forward: Cell
  public let backward: Cell?

  init(inputs: Int, units: Int, isBidirectional: Bool, using generator: inout Generator) {
    forward = Cell(inputs: inputs, units: units, using: &generator)
    backward = isBidirectional ? Cell(inputs: inputs, units: units, using: &generator) : nil
  }

  private var cells: [Cell] { [forward] + (backward.map { [$0] } ?? []) }

  func zeros(_ B: Int) -> [Variable] { cells.map { constant(.zeros(B, Cell.numbersPerUnit * $0.units)) } }

  /// What is shown at each step, `[T, B, P·H]`, and the last state of each path.
  func callAsFunction(
    _ x: Variable, from start: [Variable], lengths: [Int]?, mask: (_ units: Int) -> Tensor?
  ) -> (outputs: Variable, ends: [Variable]) {
    let (T, B, _) = x.value.shape3
    var shown: [Variable] = []
    var ends: [Variable] = []
    for (index, cell) in cells.enumerated() {
      let path = Path(isBackward: index == 1, lengths: lengths, mask: mask(cell.units))
      let states = cell.states(along: x, from: start[index], path)  // [T + 1, B, S·H]
      let slots = path.isBackward ? 0..<T : 1..<T + 1
      let outputs = states.rows(slots)
      shown.append(Cell.numbersPerUnit == 1 ? outputs : outputs.columns(0..<cell.units))
      ends.append(states.rows(path.isBackward ? 0..<1 : T..<T + 1).reshaped(B, states.shape[2]))
    }
    var outputs = shown.count == 1 ? shown[0] : Variable.concatenate(shown, axis: -1)
    if let lengths { outputs = outputs * constant(Tensor(shape: [T, B, 1]) { $0[0] < lengths[$0[1]] ? 1 : 0 }) }
    return (outputs, ends)
  }
}
