/// Tensors written as numbers in nested brackets: `let m: Tensor = [[1, 2], [3, 4]]`.
extension Tensor: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  public init(floatLiteral value: Double) { self.init(Scalar(value)) }

  public init(integerLiteral value: Int) { self.init(Scalar(value)) }

  public init(arrayLiteral rows: Tensor...) {
    self = rows.isEmpty ? Tensor([]) : Tensor.stack(rows)
  }
}
