import Tensors

// A sum passes the whole gradient to each term, a mean an equal share, a maximum everything to the largest term.

extension Variable {
  /// The sum of all numbers.
  public var sum: Variable {
    let shape = shape
    return Variable(Tensor(value.sum), from: [self]) { dy in [Tensor(repeating: dy.scalar, shape: shape)] }
  }

  /// The mean of all numbers.
  public var mean: Variable { sum / Scalar(value.count) }

  public func sum(axis: Int, keepingAxis: Bool = false) -> Variable {
    let shape = shape
    let kept = value.sum(axis: axis, keepingAxis: true)
    let keptShape = kept.shape
    let result = keepingAxis ? kept : kept.reshaped(dropping(axis))
    return Variable(result, from: [self]) { dy in [dy.reshaped(keptShape).broadcast(to: shape)] }
  }

  public func mean(axis: Int, keepingAxis: Bool = false) -> Variable {
    sum(axis: axis, keepingAxis: keepingAxis) / Scalar(shape[axis < 0 ? axis + shape.count : axis])
  }

  /// The largest number along an axis; of equals, the first one gets the gradient.
  public func max(axis: Int, keepingAxis: Bool = false) -> Variable {
    let shape = shape
    let result = value.max(axis: axis, keepingAxis: keepingAxis)
    let winners = value.argmax(axis: axis)
    let axis = axis < 0 ? axis + shape.count : axis
    return Variable(result, from: [self]) { dy in
      let inner = shape[(axis + 1)...].reduce(1, *)
      var scalars = [Scalar](repeating: 0, count: shape.reduce(1, *))
      for (position, winner) in winners.enumerated() {
        scalars[(position / inner * shape[axis] + winner) * inner + position % inner] = dy.scalars[position]
      }
      return [Tensor(shape: shape, scalars: scalars)]
    }
  }

  private func dropping(_ axis: Int) -> [Int] {
    var result = shape
    result.remove(at: axis < 0 ? axis + shape.count : axis)
    return result
  }
}

// MARK: Softmax and its relatives

/// eˣ / Σ eˣ along the last axis: positive numbers that sum to one.
///
/// Each probability depends on every logit of its row: dx = y ⊙ (dy − Σ dy⊙y).
public func softmax(_ x: Variable) -> Variable {
  let y = softmax(x.value)
  return Variable(y, from: [x]) { dy in [y * (dy - (dy * y).sum(axis: -1, keepingAxis: true))] }
}

/// The logarithm of the softmax along the last axis: dx = dy − y Σ dy, with y the probabilities.
public func logSoftmax(_ x: Variable) -> Variable {
  let logarithms = logSoftmax(x.value)
  return Variable(logarithms, from: [x]) { dy in [dy - exp(logarithms) * dy.sum(axis: -1, keepingAxis: true)] }
}

/// ln Σ eˣ along the last axis: its derivative is the softmax.
public func logSumExp(_ x: Variable) -> Variable {
  let value = x.value
  return Variable(logSumExp(value), from: [x]) { dy in [softmax(value) * dy.reshaped(dy.shape + [1])] }
}
