import Foundation

/// One number with a record of how it was computed: the whole idea of this module, before tensors.
///
/// Every operation records its inputs, and for each the slope: the derivative of the result with respect to it. By the chain
/// rule, if the derivative of the loss with respect to the result is g, then that with respect to the input is slope · g.
public final class Number {
  public private(set) var value: Double
  /// The derivative of the loss with respect to this number.
  public private(set) var gradient = 0.0
  /// What computed it, for printing.
  public let operation: String
  private let inputs: [(number: Number, slope: Double)]

  /// A number that nothing computed.
  public convenience init(_ value: Double) { self.init(value, "leaf", []) }

  private init(_ value: Double, _ operation: String, _ inputs: [(number: Number, slope: Double)]) {
    self.value = value
    self.operation = operation
    self.inputs = inputs
  }

  public static func + (a: Number, b: Number) -> Number { Number(a.value + b.value, "+", [(a, 1), (b, 1)]) }

  public static func - (a: Number, b: Number) -> Number { Number(a.value - b.value, "-", [(a, 1), (b, -1)]) }

  public static func * (a: Number, b: Number) -> Number {
    Number(a.value * b.value, "*", [(a, b.value), (b, a.value)])
  }

  public func tanh() -> Number {
    let y = Foundation.tanh(value)
    return Number(y, "tanh", [(self, 1 - y * y)])
  }

  /// Adds to the gradient of every input that this was computed from the derivative of this number with respect to it.
  public func backward() {
    let history = history
    for number in history where !number.inputs.isEmpty { number.gradient = 0 }
    gradient = 1
    for number in history.reversed() {
      for (input, slope) in number.inputs { input.gradient += slope * number.gradient }
    }
  }

  /// Everything that this was computed from and the number itself, each one after its inputs.
  ///
  /// The backward pass takes this order in reverse: a number passes its gradient on after all its users have added theirs.
  public var history: [Number] {
    var visited: Set<ObjectIdentifier> = []
    var order: [Number] = []
    func visit(_ number: Number) {
      guard visited.insert(ObjectIdentifier(number)).inserted else { return }
      for (input, _) in number.inputs { visit(input) }
      order.append(number)
    }
    visit(self)
    return order
  }

  public func clearGradient() { gradient = 0 }

  /// Moves an input against its gradient.
  public func descend(rate: Double) { value -= rate * gradient }
}
