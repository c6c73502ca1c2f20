/// Tensors written as numbers in nested brackets: `let m: Tensor = [[1, 2], [3, 4]]`.
extension Tensor: ExpressibleByArrayLiteral {
  /// A number, or a row of these.
  ///
  /// A type of its own, so that a number alone is never taken for a tensor in ordinary arithmetic.
  public struct Literal: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    let tensor: Tensor

    public init(floatLiteral value: Double) { tensor = Tensor(Scalar(value)) }

    public init(integerLiteral value: Int) { tensor = Tensor(Scalar(value)) }

    public init(arrayLiteral rows: Literal...) { tensor = Tensor(rows) }
  }

  public init(arrayLiteral rows: Literal...) { self.init(rows) }

  private init(_ rows: [Literal]) {
    self = rows.isEmpty ? Tensor(shape: [0], scalars: []) : Tensor.stack(rows.map(\.tensor))
  }
}
