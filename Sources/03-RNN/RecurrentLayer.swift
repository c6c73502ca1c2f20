import Gradients
import Tensors
import Training

// B batch · H hidden size · S state vectors

/// One layer of a recurrent net: a cell, and a second one for the backward direction of a bidirectional net.
public struct RecurrentLayer<Cell: RecurrentCell>: Module {
  public let forward: Cell
  public let backward: Cell?

  init(inputSize: Int, hiddenSize: Int, isBidirectional: Bool, using generator: inout Generator) {
    forward = Cell(inputSize: inputSize, hiddenSize: hiddenSize, using: &generator)
    backward = isBidirectional ? Cell(inputSize: inputSize, hiddenSize: hiddenSize, using: &generator) : nil
  }

  init(forward: Cell, backward: Cell?) { (self.forward, self.backward) = (forward, backward) }

  /// The cell of each direction.
  public var cells: [Cell] { [forward] + (backward.map { [$0] } ?? []) }

  /// A state of zeros for each direction, `[B, S·H]`.
  func zeros(_ B: Int) -> [Variable] { cells.map { constant(.zeros(B, Cell.stateCount * $0.hiddenSize)) } }
}

/// The states of a whole net between two calls.
public struct RecurrentState {
  /// `states[layer][direction]`, each `[B, S·H]`.
  public let states: [[Variable]]

  public init(states: [[Variable]]) { self.states = states }

  /// The same numbers as constants, so that gradients stop here: truncated backpropagation through time.
  public var detached: RecurrentState { RecurrentState(states: states.map { $0.map(\.detached) }) }
}
