// Changes without a new tensor, where a result would only replace its own input.

extension Tensor {
  /// Replaces every number x by `f(x)`.
  @inlinable
  public mutating func update<F: LaneFunction>(_ f: F) {
    let count = count
    withMutablePointer { x in
      parallelRanges(count) { range in
        @inline(always) func body(_ i: LaneRange) { x.store(f(x.lanes(i)), i) }
        forEachRegister(range, body)
      }
    }
  }

  /// Adds `row` to every row of the last axis.
  public mutating func addToRows(_ row: Tensor) {
    let width = row.count
    require(shape.last == width && row.rank == 1, "addToRows: the shapes \(shape) and \(row.shape) do not fit together")
    let rows = width == 0 ? 0 : count / width
    withMutablePointer { x in
      row.withPointer { row in
        parallelRanges(rows, cost: width) { range in
          for index in range {
            let target = x + index * width
            forEachRegister(0..<width) { target.store(target.lanes($0) + row.lanes($0), $0) }
          }
        }
      }
    }
  }
}
