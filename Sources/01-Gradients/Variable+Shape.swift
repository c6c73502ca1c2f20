import Tensors

// These operations move numbers and change none. Their derivatives move the gradients back.

extension Variable {
  /// The same numbers under another shape; one extent may be −1 and is worked out.
  public func reshaped(_ newShape: [Int]) -> Variable {
    let shape = shape
    return Variable(value.reshaped(newShape), from: [self]) { dy in [dy.reshaped(shape)] }
  }

  /// The same numbers under another shape; one extent may be −1 and is worked out.
  public func reshaped(_ newShape: Int...) -> Variable { reshaped(newShape) }

  /// The last two axes exchanged.
  public var transposed: Variable {
    Variable(value.transposed, from: [self]) { dy in [dy.transposed] }
  }

  /// The axes in a new order: axis `i` of the result is axis `order[i]` of this variable.
  public func permuted(_ order: Int...) -> Variable {
    let inverse = order.indices.sorted { order[$0] < order[$1] }
    return Variable(value.permuted(order), from: [self]) { dy in [dy.permuted(inverse)] }
  }

  /// The steps `range` along one axis.
  public func slice(axis: Int, _ range: Range<Int>) -> Variable {
    let shape = shape
    let axis = axis < 0 ? axis + shape.count : axis
    return Variable(value.slice(axis: axis, range), from: [self]) { dy in
      let parts = [0..<range.lowerBound, range, range.upperBound..<shape[axis]].map { part in
        if part == range { return dy }
        var missing = shape
        missing[axis] = part.count
        return Tensor(repeating: 0, shape: missing)
      }
      return [Tensor.concatenate(parts, axis: axis)]
    }
  }

  /// The steps `range` along the first axis.
  public func rows(_ range: Range<Int>) -> Variable { slice(axis: 0, range) }

  /// The steps `range` along the last axis.
  public func columns(_ range: Range<Int>) -> Variable { slice(axis: -1, range) }

  /// The steps `rows` along the first axis and `columns` along the last one, cut out at once.
  public func block(rows: Range<Int>, columns: Range<Int>) -> Variable {
    let shape = shape
    return Variable(value.block(rows: rows, columns: columns), from: [self]) { dy in
      var dx = Tensor(repeating: 0, shape: shape)
      dx.setBlock(rows: rows, columns: columns, to: dy)
      return [dx]
    }
  }

  /// The rows with these numbers, in this order: how an embedding is looked up.
  public func rows(at indices: [Int]) -> Variable {
    let shape = shape
    return Variable(value.rows(at: indices), from: [self]) { dy in
      var dx = Tensor(repeating: 0, shape: shape)
      dx.add(dy, toRowsAt: indices)
      return [dx]
    }
  }

  /// `parts` one after the other along an axis.
  public static func concatenate(_ parts: [Variable], axis: Int = 0) -> Variable {
    let joined = Tensor.concatenate(parts.map(\.value), axis: axis)
    let axis = axis < 0 ? axis + joined.rank : axis
    let extents = parts.map { (extent: $0.shape[axis], isTrainable: $0.isTrainable) }
    return Variable(joined, from: parts) { dy in
      var start = 0
      return extents.map { extent, isTrainable in
        defer { start += extent }
        return isTrainable ? dy.slice(axis: axis, start..<start + extent) : nil
      }
    }
  }

  /// `parts`, all of one shape, side by side along a new axis.
  public static func stack(_ parts: [Variable], axis: Int = 0) -> Variable {
    let stacked = Tensor.stack(parts.map(\.value), axis: axis)
    let areTrainable = parts.map(\.isTrainable)
    let axis = axis < 0 ? axis + stacked.rank : axis
    return Variable(stacked, from: parts) { dy in
      var shape = dy.shape
      shape.remove(at: axis)
      return areTrainable.enumerated().map { index, isTrainable in
        isTrainable ? dy.slice(axis: axis, index..<index + 1).reshaped(shape) : nil
      }
    }
  }
}
