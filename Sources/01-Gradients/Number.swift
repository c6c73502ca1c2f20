import Foundation

/// One number that remembers how it was computed: the whole idea of this module, before tensors.
///
/// Every operation notes its inputs, and for each the slope: by how much the result moves when that input moves by one.
/// The chain rule then says that a loss which moves by g with the result moves by slope · g with the input.
public final class Number {
  public private(set) var value: Double
  /// How much the loss moves when this number moves by one.
  public private(set) var gradient = 0.0
  /// What computed it, for printing.
  public let operation: String
  private let inputs: [(number: Number, slope: Double)]

  /// A number that nothing computed.
  public convenience init(_ value: Double) { self.init(value, "given", []) }

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

  /// Adds to the gradient of every given number that led here how much this one moves with it.
  public func backward() {
    let history = history
    for number in history where !number.inputs.isEmpty { number.gradient = 0 }
    gradient = 1
    for number in history.reversed() {
      for (input, slope) in number.inputs { input.gradient += slope * number.gradient }
    }
  }

  /// Everything that led to this number and the number itself, each one after its inputs.
  ///
  /// The way back needs this order turned round: a number passes its gradient on once all who used it have added theirs.
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

  /// Moves a given number against its gradient.
  public func descend(rate: Double) { value -= rate * gradient }
}
