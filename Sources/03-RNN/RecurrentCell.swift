import Gradients
import Tensors
import Training

// T time steps · B batch · D input size · H hidden size · S state vectors

/// What a recurrent net computes at one time step, and at every other with the same weights.
public protocol RecurrentCell: Module {
  /// H, the size of the hidden state.
  var hiddenSize: Int { get }

  /// How many state vectors of size H the cell carries: 1 for h alone, 2 for h and c.
  static var stateCount: Int { get }

  init(inputSize: Int, hiddenSize: Int, using generator: inout Generator)

  /// The state after the input `x` `[B, D]`, from the state before `[B, S·H]`: h is in the first H columns.
  ///
  /// Read this version. It builds a dozen variables for each step.
  func step(_ x: Variable, _ state: Variable) -> Variable

  /// The same with dropout on the hidden state: the weights see `masked`, the state with a mask on h.
  ///
  /// Only cells that carry h past the weights need to tell the two apart.
  func step(_ x: Variable, _ state: Variable, masked: Variable) -> Variable

  /// All states `[T + 1, B, S·H]` along a sequence `[T, B, D]`, as `unrolled` computes them.
  ///
  /// Run this version. For a `FusedCell` it is one operation with a backward pass of its own.
  func states(along x: Variable, from state: Variable, _ scan: Scan) -> Variable

  /// The same along rows looked up in a table `[V, D]`, T·B of them, time step by time step.
  ///
  /// A look-up commutes with the product that follows it. So a cell whose inputs enter by a product may multiply the V
  /// rows of the table once, and look the results up, instead of multiplying T·B rows.
  func states(lookingUp tokens: [Int], in table: Variable, from state: Variable, _ scan: Scan) -> Variable
}

extension RecurrentCell {
  public func states(lookingUp tokens: [Int], in table: Variable, from state: Variable, _ scan: Scan) -> Variable {
    states(along: table.rows(at: tokens).steps(of: state.shape[0]), from: state, scan)
  }

  public func step(_ x: Variable, _ state: Variable, masked: Variable) -> Variable { step(x, masked) }

  /// The oracle: one step after the other, each from plain operations.
  public func unrolled(along x: Variable, from state: Variable, _ scan: Scan) -> Variable {
    let (T, B, D) = x.value.shape3
    let H = hiddenSize
    var slots = [Variable](repeating: state, count: T + 1)
    for t in scan.times(T) {
      let (before, after) = scan.slots(t)
      let old = slots[before]
      var masked = old
      if let mask = scan.mask {
        let h = old.columns(0..<H) * constant(mask.rank == 3 ? mask.row(t) : mask)
        masked = Variable.concatenate([h, old.columns(H..<old.shape[1])], axis: 1)
      }
      let new = step(x.rows(t..<t + 1).reshaped(B, D), old, masked: masked)
      slots[after] = scan.lengths.map { hold(old, new, $0.map { t < $0 }) } ?? new
    }
    return Variable.stack(slots)
  }

  /// The new state where a sequence goes on, the old one where it has ended.
  private func hold(_ old: Variable, _ new: Variable, _ isGoingOn: [Bool]) -> Variable {
    let goes = Tensor(shape: [isGoingOn.count, 1], scalars: isGoingOn.map { $0 ? 1 : 0 })
    return new * constant(goes) + old * constant(1 - goes)
  }
}

extension Variable {
  /// T·B rows as `[T, B, …]`.
  public func steps(of B: Int) -> Variable { reshaped([shape[0] / B, B] + shape.dropFirst()) }
}
