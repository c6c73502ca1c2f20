extension Tensor {
  /// Whether both have one shape and no two numbers differ by more than `tolerance`, relative to the larger tensor entry.
  public func isClose(to other: Tensor, tolerance: Scalar) -> Bool {
    shape == other.shape && relativeDifference(to: other) <= tolerance
  }

  /// The largest difference of two numbers, relative to the largest number of both tensors.
  ///
  /// NaN when one holds a NaN where the other does not, so that no comparison calls them close.
  public func relativeDifference(to other: Tensor) -> Scalar {
    require(shape == other.shape, "relativeDifference: the shapes \(shape) and \(other.shape) differ")
    var (difference, largest): (Scalar, Scalar) = (0, 0)
    for (x, y) in zip(scalars, other.scalars) where !(x == y || (x.isNaN && y.isNaN)) {
      if !(abs(x - y) <= difference) { difference = abs(x - y) }
      if difference.isNaN { return .nan }
    }
    if difference == 0 { return 0 }
    for x in [scalars, other.scalars] { largest = x.reduce(largest) { Swift.max($0, abs($1)) } }
    return difference / largest
  }

  /// `f` of every number: for reading and for rare operations; the kernels do the work in bulk.
  public func map(_ f: (Scalar) -> Scalar) -> Tensor { Tensor(shape: shape, scalars: scalars.map(f)) }
}

extension Array where Element: Comparable {
  /// The indices of so many of the largest elements, the largest first; of equals the first comes first.
  public func indicesOfLargest(_ count: Int) -> [Int] {
    Array<Int>(indices.sorted { (self[$1], $0) < (self[$0], $1) }.prefix(count))
  }
}
