import Gradients
import Tensors

// T time steps · B batch · H hidden size · S state vectors

/// How a cell goes along a sequence.
public struct Scan {
  /// Whether the scan begins at the last time step.
  public var isBackward = false

  /// The true length of each sequence of the batch; beyond it the state does not change. Nil when all are as long as x.
  public var lengths: [Int]?

  /// What the hidden state is multiplied by before a step uses it: `[B, H]` for one mask at all time steps, `[T, B, H]`
  /// for a new one at each. Nil for none.
  public var mask: Tensor?

  public init(isBackward: Bool = false, lengths: [Int]? = nil, mask: Tensor? = nil) {
    self.isBackward = isBackward
    self.lengths = lengths
    self.mask = mask
  }

  /// The time steps in the order of the scan.
  public func times(_ T: Int) -> [Int] { isBackward ? (0..<T).reversed() : Array(0..<T) }

  /// The index in `[T + 1, B, S·H]` of the state after time step t, and of the one before it.
  ///
  /// Forward, index 0 is the start and index t + 1 follows step t. Backward, index T is the start and index t follows
  /// step t.
  public func slots(_ t: Int) -> (before: Int, after: Int) { isBackward ? (t + 1, t) : (t, t + 1) }

  /// The hidden states after each time step, `[T, B, H]`, from all states `[T + 1, B, S·H]`.
  func outputs(of states: Variable, hiddenSize H: Int) -> Variable {
    let T = states.shape[0] - 1
    return states.block(rows: isBackward ? 0..<T : 1..<T + 1, columns: 0..<H)
  }

  /// The last state of the scan, `[B, S·H]`, from all states `[T + 1, B, S·H]`.
  func end(of states: Variable) -> Variable {
    let (slots, B, columns) = states.value.shape3
    return states.rows(isBackward ? 0..<1 : slots - 1..<slots).reshaped(B, columns)
  }
}
