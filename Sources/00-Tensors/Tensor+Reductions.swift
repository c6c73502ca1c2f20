// Many numbers to one, over everything or along axes. A negative axis counts from the back.

extension Tensor {
  /// The sum of all numbers.
  public var sum: Scalar { foldAll(self, by: Sum.self) }

  /// The mean of all numbers.
  public var mean: Scalar { sum / Scalar(count) }

  /// The largest of all numbers.
  public var max: Scalar {
    require(count > 0, "max: the shape \(shape) holds no number")
    return foldAll(self, by: Maximum.self)
  }

  /// The smallest of all numbers.
  public var min: Scalar {
    require(count > 0, "min: the shape \(shape) holds no number")
    return foldAll(self, by: Minimum.self)
  }

  public func sum(axis: Int, keepingAxis: Bool = false) -> Tensor {
    sum(axes: [axis], keepingAxes: keepingAxis)
  }

  public func sum(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    let axes = axes.map { resolved($0, in: "sum") }
    let summed = axes.reduce(self) { foldAxis($0, axis: $1, by: Sum.self) }
    return keepingAxes ? summed : summed.dropping(axes)
  }

  public func mean(axis: Int, keepingAxis: Bool = false) -> Tensor {
    mean(axes: [axis], keepingAxes: keepingAxis)
  }

  public func mean(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    let extents = axes.map { shape[resolved($0, in: "mean")] }
    return sum(axes: axes, keepingAxes: keepingAxes) / Scalar(extents.reduce(1, *))
  }

  public func max(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let axis = resolved(axis, in: "max")
    require(shape[axis] > 0, "max: axis \(axis) of the shape \(shape) holds no number")
    let largest = foldAxis(self, axis: axis, by: Maximum.self)
    return keepingAxis ? largest : largest.dropping([axis])
  }

  /// The index of the largest number along an axis, of equals the first; row-major over the other axes.
  public func argmax(axis: Int = -1) -> [Int] {
    let axis = resolved(axis, in: "argmax")
    let (outer, length, inner) = split(at: axis)
    require(length > 0, "argmax: axis \(axis) of the shape \(shape) holds no number")
    let largest = foldAxis(self, axis: axis, by: Maximum.self)
    return withPointer { x in
      (0..<outer * inner).map { offset in
        let start = offset / inner * length * inner + offset % inner
        let wanted = largest.scalars[offset]
        // NaN counts as the largest. It is not equal to itself.
        return (0..<length).first { x[start + $0 * inner] == wanted || wanted.isNaN && x[start + $0 * inner].isNaN }!
      }
    }
  }

  private func dropping(_ axes: [Int]) -> Tensor {
    reshaped(shape.indices.filter { !axes.contains($0) }.map { shape[$0] })
  }
}

// MARK: Length

extension Tensor {
  /// The sum of the squares of all numbers.
  public var squaredNorm: Scalar { elementwise(Square()).sum }

  /// The Euclidean norm of all numbers, as of one long vector.
  public var norm: Scalar { squaredNorm.squareRoot() }
}
