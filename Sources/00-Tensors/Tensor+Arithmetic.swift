// Elementwise, with NumPy's broadcasting: shapes are aligned at the last axis, and an extent of one is repeated.

extension Tensor {
  public static func + (a: Tensor, b: Tensor) -> Tensor { combine(a, b, "+", Add()) }

  public static func - (a: Tensor, b: Tensor) -> Tensor { combine(a, b, "-", Subtract()) }

  public static func * (a: Tensor, b: Tensor) -> Tensor { combine(a, b, "*", Multiply()) }

  public static func / (a: Tensor, b: Tensor) -> Tensor { combine(a, b, "/", Divide()) }

  public static prefix func - (x: Tensor) -> Tensor { x.elementwise(Negate()) }

  /// Adds `b`, whose shape must be this one's, in place.
  public static func += (a: inout Tensor, b: Tensor) { a.update(with: b, Add()) }

  public static func -= (a: inout Tensor, b: Tensor) { a.update(with: b, Subtract()) }

  public static func *= (x: inout Tensor, number: Scalar) { x.update(Scale(factor: number)) }
}

// MARK: With one number

extension Tensor {
  public static func + (x: Tensor, number: Scalar) -> Tensor { x + Tensor(number) }

  public static func + (number: Scalar, x: Tensor) -> Tensor { x + number }

  public static func - (x: Tensor, number: Scalar) -> Tensor { x - Tensor(number) }

  public static func - (number: Scalar, x: Tensor) -> Tensor { Tensor(number) - x }

  public static func * (x: Tensor, number: Scalar) -> Tensor { x * Tensor(number) }

  public static func * (number: Scalar, x: Tensor) -> Tensor { x * number }

  public static func / (x: Tensor, number: Scalar) -> Tensor { x / Tensor(number) }

  public static func / (number: Scalar, x: Tensor) -> Tensor { Tensor(number) / x }
}

// MARK: The reverse of broadcasting

extension Tensor {
  /// The sum over every axis along which a tensor of the smaller shape would be repeated to fill this one.
  ///
  /// Where the forward pass copies a number, the backward pass adds up the gradients of the copies.
  public func summed(to smaller: [Int]) -> Tensor {
    if smaller == shape { return self }
    require(
      broadcastShape(smaller, shape, in: "summed(to:)") == shape,
      "summed(to:): the shape \(smaller) is not repeated to \(shape)")
    let lead = rank - smaller.count
    let axes = shape.indices.filter { $0 < lead || (smaller[$0 - lead] == 1 && shape[$0] != 1) }
    return sum(axes: axes, keepingAxes: true).reshaped(smaller)
  }

  /// This tensor repeated to fill a larger shape.
  public func broadcast(to larger: [Int]) -> Tensor {
    if larger == shape { return self }
    let result = self + Tensor(repeating: 0, shape: larger)
    require(result.shape == larger, "broadcast(to:): the shape \(shape) does not fill \(larger)")
    return result
  }
}
