// One number out for each position, at the speed of memory: whole registers, then the tail, on all threads when it pays.

extension Tensor {
  /// `f` of every number.
  @inlinable
  public func elementwise<F: LaneFunction>(_ f: F) -> Tensor {
    let count = count
    return Tensor(shape: shape) { y in
      withPointer { x in
        parallelRanges(count) { range in
          @inline(always) func body(_ i: LaneRange) { y.store(f(x.lanes(i)), i) }
          forEachRegister(range, body)
        }
      }
    }
  }

  /// `f` of the numbers of two tensors of one shape, element by element.
  @inlinable
  public func elementwise<F: LanePairFunction>(_ other: Tensor, _ f: F) -> Tensor {
    require(shape == other.shape, "elementwise: the shapes \(shape) and \(other.shape) differ")
    let count = count
    return Tensor(shape: shape) { z in
      withPointer { x in
        other.withPointer { y in
          parallelRanges(count) { range in
            @inline(always) func body(_ i: LaneRange) { z.store(f(x.lanes(i), y.lanes(i)), i) }
            forEachRegister(range, body)
          }
        }
      }
    }
  }

  /// Replaces every number x by `f(x, y)`, with y at the same index of `other`.
  @inlinable
  public mutating func update<F: LanePairFunction>(with other: Tensor, _ f: F) {
    require(shape == other.shape, "update: the shapes \(shape) and \(other.shape) differ")
    let count = count
    withMutablePointer { x in
      other.withPointer { y in
        parallelRanges(count) { range in
          @inline(always) func body(_ i: LaneRange) { x.store(f(x.lanes(i), y.lanes(i)), i) }
          forEachRegister(range, body)
        }
      }
    }
  }

  /// Adds row `i` of `updates`, `width` numbers, to row `indices[i]`.
  ///
  /// Threads share the columns, not the rows: two updates of one row must not meet, and they add up in their order.
  mutating func addRows(of updates: Tensor, at indices: [Int], width: Int) {
    withMutablePointer { rows in
      updates.withPointer { updates in
        parallelRanges(width, cost: indices.count) { columns in
          for (source, target) in indices.enumerated() {
            let (row, update) = (rows + target * width, updates + source * width)
            forEachRegister(columns) { row.store(row.lanes($0) + update.lanes($0), $0) }
          }
        }
      }
    }
  }
}
