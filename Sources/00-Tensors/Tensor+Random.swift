extension Tensor {
  /// Numbers drawn evenly from `range`.
  public static func uniform(_ shape: [Int], in range: Range<Scalar> = 0..<1, using generator: inout Generator) -> Tensor {
    let width = range.upperBound - range.lowerBound
    return Tensor(
      shape: shape, scalars: (0..<shape.reduce(1, *)).map { _ in range.lowerBound + width * generator.uniform() })
  }

  /// Numbers drawn from the bell curve with this mean and standard deviation.
  public static func normal(
    _ shape: [Int], mean: Scalar = 0, deviation: Scalar = 1, using generator: inout Generator
  ) -> Tensor {
    Tensor(shape: shape, scalars: (0..<shape.reduce(1, *)).map { _ in mean + deviation * generator.normal() })
  }
}

extension Generator {
  /// One draw from the standard bell curve, by Box and Muller: a random radius at a random angle.
  public mutating func normal() -> Scalar {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }
}
