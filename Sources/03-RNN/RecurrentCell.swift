@_exported import Training

// T time steps · B batch · D input width · H hiddenSize · S numbers of state per unit

/// What a recurrent net does at one time step, and again at every other with the same weights.
public protocol RecurrentCell: Module {
  /// How many hiddenSize there are.
  var hiddenSize: Int { get }

  /// How many numbers a unit remembers: one, or two for cells that keep what they remember apart from what they show.
  static var stateCount: Int { get }

  init(inputs: Int, hiddenSize: Int, using generator: inout Generator)

  /// The state after seeing `x` `[B, D]`, from the state before `[B, S·H]`: what is shown stands in the first H columns.
  ///
  /// Read this version. It builds a dozen variables for each step.
  func step(_ x: Variable, _ state: Variable) -> Variable

  /// The same, where the weights see something else than the state itself: `seen` is the state with a mask on what is
  /// shown. Only cells that carry what they show past the weights need to tell the two apart.
  func step(_ x: Variable, _ state: Variable, seenAs seen: Variable) -> Variable

  /// All states `[T + 1, B, S·H]` along a sequence `[T, B, D]`, as `Unrolled` would compute them.
  ///
  /// Run this version. It is one operation with a backward of its own.
  func states(along x: Variable, from state: Variable, _ scan: Scan) -> Variable

  /// The same along rows looked up in a table `[V, D]`, T·B of them, time step by time step.
  ///
  /// A look-up commutes with the product that follows it. So a cell whose inputs enter by a product may multiply the V
  /// rows of the table once, and look the results up, instead of multiplying T·B rows.
  func states(lookingUp tokens: [Int], in table: Variable, from state: Variable, _ scan: Scan) -> Variable
}

/// How a sequence is walked along.
public struct Scan {
  /// Whether the walk begins at the last time step.
  public var isBackward = false

  /// The true length of each sequence of the batch; beyond it the state stands still. Nil when all are as long as x.
  public var lengths: [Int]?

  /// What the shown state is multiplied by before a step uses it: `[B, H]` for one mask at all time steps, `[T, B, H]`
  /// for a new one at each. Nil for none.
  public var mask: Tensor?

  public init(isBackward: Bool = false, lengths: [Int]? = nil, mask: Tensor? = nil) {
    self.isBackward = isBackward
    self.lengths = lengths
    self.mask = mask
  }

  /// The time steps in the order of the walk.
  public func times(_ T: Int) -> [Int] { isBackward ? (0..<T).reversed() : Array(0..<T) }

  /// Where in `[T + 1, B, S·H]` the state after time step t stands, and the one before it.
  ///
  /// Forward, slot 0 is the start and slot t + 1 follows step t. Backward, slot T is the start and slot t follows step t.
  public func slots(_ t: Int) -> (before: Int, after: Int) { isBackward ? (t + 1, t) : (t, t + 1) }
}

extension RecurrentCell {
  public func states(lookingUp tokens: [Int], in table: Variable, from state: Variable, _ scan: Scan) -> Variable {
    states(along: table.rows(at: tokens).steps(of: state.shape[0]), from: state, scan)
  }

  public func step(_ x: Variable, _ state: Variable, seenAs seen: Variable) -> Variable { step(x, seen) }

  /// The oracle: one step after the other, each from plain operations.
  public func unrolled(along x: Variable, from state: Variable, _ scan: Scan) -> Variable {
    let (T, B, D) = x.value.shape3
    let H = hiddenSize
    var slots = [Variable](repeating: state, count: T + 1)
    for t in scan.times(T) {
      let (before, after) = scan.slots(t)
      let old = slots[before]
      var used = old
      if let mask = scan.mask {
        let shown = old.columns(0..<H) * constant(mask.rank == 3 ? mask.row(t) : mask)
        used = Variable.concatenate([shown, old.columns(H..<old.shape[1])], axis: 1)
      }
      let new = step(x.rows(t..<t + 1).reshaped(B, D), old, seenAs: used)
      slots[after] = scan.lengths.map { hold(old, new, $0.map { t < $0 }) } ?? new
    }
    return Variable.stack(slots)
  }

  /// The new state where a sequence is still going on, the old one where it has ended.
  private func hold(_ old: Variable, _ new: Variable, _ isGoingOn: [Bool]) -> Variable {
    let goes = Tensor(shape: [isGoingOn.count, 1], scalars: isGoingOn.map { $0 ? 1 : 0 })
    return new * constant(goes) + old * constant(1 - goes)
  }
}

extension Variable {
  /// T·B rows as `[T, B, …]`.
  public func steps(of B: Int) -> Variable { reshaped([shape[0] / B, B] + shape.dropFirst()) }
}
