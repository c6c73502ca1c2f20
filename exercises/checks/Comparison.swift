import Tensors

#if Double
  private let tolerance: Scalar = 1e-7
#else
  private let tolerance: Scalar = 1e-4
#endif

/// The first index at which two tensors of one shape differ by more than rounding error.
///
/// The tolerance is relative to the largest finite entry of `b`.
func firstDifference(_ a: Tensor, _ b: Tensor) -> [Int]? {
  let largest = b.scalars.lazy.filter(\.isFinite).map(abs).max() ?? 0
  let allowed = tolerance * (largest == 0 ? 1 : largest)
  let offset = zip(a.scalars, b.scalars).enumerated().first { !isClose($1.0, $1.1, allowed) }?.offset
  return offset.map { b.index(at: $0) }
}

private func isClose(_ x: Scalar, _ y: Scalar, _ allowed: Scalar) -> Bool {
  x == y || (x.isNaN && y.isNaN) || (x.isFinite && y.isFinite && abs(x - y) <= allowed)
}

extension Tensor {
  /// The entry at an index as messages print it: a NaN without its sign, an integer without a point.
  func at(_ index: [Int], asInteger: Bool) -> String {
    Tensor.text(scalars[zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 }], asInteger: asInteger)
  }

  /// A list of integers as messages print it, `[2, 3]`; nil for another tensor.
  var listOfIntegers: String? {
    rank == 1 ? "[\(scalars.map { Tensor.text($0, asInteger: true) }.joined(separator: ", "))]" : nil
  }

  private static func text(_ number: Scalar, asInteger: Bool) -> String {
    if number.isNaN { return "nan" }
    return (asInteger ? Int(exactly: number).map { "\($0)" } : nil) ?? "\(number)"
  }

  /// Whole numbers as a tensor, so that lists of integers are compared like all other answers.
  init(whole numbers: [Int]) { self.init(numbers.map { Scalar($0) }) }
}

/// Standard normal numbers, the same in every run.
func random(_ shape: Int..., seed: Int) -> Tensor {
  var generator = Generator(seed: seed)
  return Tensor.normal(shape, using: &generator)
}
