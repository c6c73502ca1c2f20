// Every number takes the same count of draws, so every position knows its own part of the sequence, and all threads fill in
// theirs at once.

extension Tensor {
  /// Numbers from the uniform distribution over `range`.
  public static func uniform(
    _ shape: [Int], in range: Range<Scalar> = 0..<1, using generator: inout Generator
  ) -> Tensor {
    if Generator.drawsZeros { return Tensor(repeating: 0, shape: shape) }
    let (start, low, width) = (generator, range.lowerBound, range.upperBound - range.lowerBound)
    generator = start.advanced(by: shape.reduce(1, *))
    return Tensor(shape: shape) { y in
      parallelRanges(shape.reduce(1, *), cost: 8) { offsets in
        for offset in offsets { y[offset] = low + width * start.uniform(after: offset) }
      }
    }
  }

  /// Numbers from the normal distribution with this mean and standard deviation.
  public static func normal(
    _ shape: [Int], mean: Scalar = 0, deviation: Scalar = 1, using generator: inout Generator
  ) -> Tensor {
    if Generator.drawsZeros { return Tensor(repeating: 0, shape: shape) }
    let start = generator
    generator = start.advanced(by: 2 * shape.reduce(1, *))
    return Tensor(shape: shape) { y in
      parallelRanges(shape.reduce(1, *), cost: 64) { offsets in
        var own = start.advanced(by: 2 * offsets.lowerBound)
        for offset in offsets { y[offset] = mean + deviation * own.normal() }
      }
    }
  }
}

extension Generator {
  @TaskLocal fileprivate static var drawsZeros = false

  /// Builds something whose random tensors stay zero: a model whose numbers are read from a file anyway. Drawing a hundred
  /// million of them first would take seconds.
  public static func withoutDrawing<Result>(_ build: () throws -> Result) rethrows -> Result {
    try $drawsZeros.withValue(true, operation: build)
  }

  /// One draw from the standard normal distribution, by Box and Muller: a random radius at a random angle.
  public mutating func normal() -> Scalar {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }
}
