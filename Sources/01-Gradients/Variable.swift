@_exported import Tensors

/// A tensor with a record of how it was computed, so that a loss can be differentiated with respect to it.
///
/// A variable made from others holds them as `parents`, and a `pullback` that turns the gradient of the loss with respect
/// to its own value into the gradients with respect to theirs. `backward()` follows these records from the loss to the
/// leaves and frees them.
public final class Variable {
  /// The number or numbers.
  public internal(set) var value: Tensor

  /// The derivative of the loss with respect to every number of `value`, added up over all calls of `backward()`.
  ///
  /// Only leaves keep it, until it is set to nil. Without that, the gradients of the next batch are added to it.
  public var gradient: Tensor?

  /// Whether a gradient is computed for this, or for anything that this was computed from.
  public var isTrainable: Bool

  var parents: [Variable]
  var pullback: ((_ gradient: Tensor) -> [Tensor?])?

  /// A leaf: a parameter when trainable, a constant otherwise.
  public init(_ value: Tensor, isTrainable: Bool = true) {
    self.value = value
    self.isTrainable = isTrainable
    parents = []
  }

  /// The result of an operation on `parents`.
  ///
  /// - Parameter pullback: Returns the gradient for each parent, in their order and of their shapes; nil where there is none.
  ///   It must not capture the variable itself: that would be a retain cycle.
  public init(_ value: Tensor, from parents: [Variable], pullback: @escaping (_ gradient: Tensor) -> [Tensor?]) {
    let records = Recording.isOn && parents.contains(where: \.isTrainable)
    self.value = value
    self.isTrainable = records
    self.parents = records ? parents : []
    self.pullback = records ? pullback : nil
  }

  /// The result of an operation on some inputs, each with the function that turns the gradient of the result into its own.
  ///
  /// Only the functions of trainable inputs are kept and called.
  public convenience init(
    _ value: Tensor, from inputs: (variable: Variable, gradient: (_ gradient: Tensor) -> Tensor)...
  ) {
    let trainable = inputs.filter(\.variable.isTrainable)
    self.init(value, from: trainable.map(\.variable)) { [gradients = trainable.map(\.gradient)] dy in
      gradients.map { $0(dy) }
    }
  }

  /// A leaf was made by hand, anything else by an operation.
  public var isLeaf: Bool { parents.isEmpty }

  public var shape: [Int] { value.shape }

  /// The same numbers as a constant: no gradient flows back through it.
  public var detached: Variable { Variable(value, isTrainable: false) }

  /// Changes the numbers in place, without a record: for optimizers, initializers and the gradient check.
  public func update(_ change: (inout Tensor) throws -> Void) rethrows {
    let shape = value.shape
    try change(&value)
    require(value.shape == shape, "update: the shape \(shape) became \(value.shape)")
  }

  deinit { Variable.release(&parents) }

  /// Releases a whole graph one variable at a time: a long chain released by recursion would overflow the stack.
  private static func release(_ parents: inout [Variable]) {
    var doomed = parents
    parents = []
    while var variable = doomed.popLast() {
      guard isKnownUniquelyReferenced(&variable) else { continue }
      doomed += variable.parents
      variable.parents = []
    }
  }
}

/// A variable that gets no gradient.
public func constant(_ value: Tensor) -> Variable { Variable(value, isTrainable: false) }

enum Recording { @TaskLocal static var isOn = true }

/// Runs `body` without recording: for evaluation, where no gradients are needed.
public func withoutGradients<R>(_ body: () throws -> R) rethrows -> R {
  try Recording.$isOn.withValue(false) { try body() }
}
