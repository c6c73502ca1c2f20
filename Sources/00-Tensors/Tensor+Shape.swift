// Everything here moves numbers and changes none.

extension Tensor {
  /// The same numbers under another shape; one extent may be −1 and is worked out.
  public func reshaped(_ newShape: [Int]) -> Tensor {
    var resolved = newShape
    if let unknown = newShape.firstIndex(of: -1) {
      let known = newShape.filter { $0 != -1 }.reduce(1, *)
      resolved[unknown] = known == 0 ? 0 : count / known
    }
    require(
      resolved.reduce(1, *) == count && resolved.allSatisfy { $0 >= 0 },
      "reshaped: the shape \(shape) holds \(count) numbers, which do not fill \(newShape)")
    return Tensor(shape: resolved, scalars: scalars)
  }

  /// The same numbers under another shape; one extent may be −1 and is worked out.
  public func reshaped(_ newShape: Int...) -> Tensor { reshaped(newShape) }

  /// All numbers in one row.
  public var flattened: Tensor { Tensor(scalars) }

  /// The last two axes exchanged.
  public var transposed: Tensor {
    require(rank >= 2, "transposed: the shape \(shape) has fewer than two axes")
    return permuted(Array(0..<rank - 2) + [rank - 1, rank - 2])
  }

  /// The axes in a new order: axis `i` of the result is axis `order[i]` of this tensor.
  public func permuted(_ order: Int...) -> Tensor { permuted(order) }

  /// The axes in a new order: axis `i` of the result is axis `order[i]` of this tensor.
  public func permuted(_ order: [Int]) -> Tensor {
    require(order.sorted() == Array(0..<rank), "permuted: \(order) is no order of the axes of the shape \(shape)")
    return permute(self, order)
  }

  /// The steps `range` along one axis.
  public func slice(axis: Int, _ range: Range<Int>) -> Tensor {
    let axis = resolved(axis, in: "slice")
    require(
      range.lowerBound >= 0 && range.upperBound <= shape[axis],
      "slice: \(range) is outside axis \(axis) of the shape \(shape)")
    let (outer, length, inner) = split(at: axis)
    let size = range.count * inner
    return Tensor(shape: replacing(axis, by: range.count)) { y in
      withPointer { x in
        copyBlocks(outer, of: size, from: x + range.lowerBound * inner, apart: length * inner, to: y, apart: size)
      }
    }
  }

  /// The steps `range` along the first axis.
  public func rows(_ range: Range<Int>) -> Tensor { slice(axis: 0, range) }

  /// The steps `range` along the last axis.
  public func columns(_ range: Range<Int>) -> Tensor { slice(axis: -1, range) }

  /// The steps `rows` along the first axis and `columns` along the last one, cut out at once.
  public func block(rows: Range<Int>, columns: Range<Int>) -> Tensor {
    let (middle, width) = extents(aroundBlock: rows, columns)
    return Tensor(shape: [rows.count] + shape[1..<rank - 1] + [columns.count]) { y in
      withPointer { x in
        copyBlocks(
          rows.count * middle, of: columns.count, from: x + (rows.lowerBound * middle * width + columns.lowerBound),
          apart: width, to: y, apart: columns.count)
      }
    }
  }

  /// Puts numbers where `block` would cut them out.
  public mutating func setBlock(rows: Range<Int>, columns: Range<Int>, to block: Tensor) {
    let (middle, width) = extents(aroundBlock: rows, columns)
    require(
      block.count == rows.count * middle * columns.count,
      "setBlock: the shape \(block.shape) does not fill rows \(rows) and columns \(columns) of the shape \(shape)")
    withMutablePointer { y in
      block.withPointer { x in
        copyBlocks(
          rows.count * middle, of: columns.count, from: x, apart: columns.count,
          to: y + (rows.lowerBound * middle * width + columns.lowerBound), apart: width)
      }
    }
  }

  /// How many rows of how many numbers each step along the first axis has.
  private func extents(aroundBlock rows: Range<Int>, _ columns: Range<Int>) -> (middle: Int, width: Int) {
    require(
      rank >= 2 && rows.lowerBound >= 0 && rows.upperBound <= shape[0] && columns.lowerBound >= 0
        && columns.upperBound <= shape[rank - 1],
      "block: rows \(rows) and columns \(columns) are not within the shape \(shape)")
    return (shape[1..<rank - 1].reduce(1, *), shape[rank - 1])
  }

  /// The step `index` along the first axis, without that axis.
  public func row(_ index: Int) -> Tensor {
    require(rank >= 1 && index >= 0 && index < shape[0], "row: there is no row \(index) in the shape \(shape)")
    return rows(index..<index + 1).reshaped(Array(shape.dropFirst()))
  }

  /// The rows with these numbers, in this order; a row may be taken more than once.
  public func rows(at indices: [Int]) -> Tensor {
    require(rank >= 1, "rows(at:): a single number has no rows")
    if let index = indices.first(where: { $0 < 0 || $0 >= shape[0] }) {
      fail("rows(at:): there is no row \(index) in the shape \(shape)")
    }
    let width = shape.dropFirst().reduce(1, *)
    return Tensor(shape: [indices.count] + shape.dropFirst()) { y in
      withPointer { x in
        parallelRanges(indices.count, cost: width) { range in
          for offset in range { (y + offset * width).update(from: x + indices[offset] * width, count: width) }
        }
      }
    }
  }

  /// Adds row `i` of `updates` to row `indices[i]`: the reverse of `rows(at:)`.
  public mutating func add(_ updates: Tensor, toRowsAt indices: [Int]) {
    require(
      rank >= 1 && updates.shape == [indices.count] + shape.dropFirst(),
      "add(toRowsAt:): \(indices.count) rows of the shape \(shape) need updates of another shape than \(updates.shape)")
    if let index = indices.first(where: { $0 < 0 || $0 >= shape[0] }) {
      fail("add(toRowsAt:): there is no row \(index) in the shape \(shape)")
    }
    addRows(of: updates, at: indices, width: shape.dropFirst().reduce(1, *))
  }

  /// `parts` one after the other along an axis.
  public static func concatenate(_ parts: [Tensor], axis: Int = 0) -> Tensor {
    require(!parts.isEmpty, "concatenate: there is nothing to concatenate")
    let axis = parts[0].resolved(axis, in: "concatenate")
    for part in parts {
      require(
        part.rank == parts[0].rank && part.replacing(axis, by: 0) == parts[0].replacing(axis, by: 0),
        "concatenate: the shapes \(parts[0].shape) and \(part.shape) differ beside axis \(axis)")
    }
    let length = parts.reduce(0) { $0 + $1.shape[axis] }
    let (outer, _, inner) = parts[0].split(at: axis)
    return Tensor(shape: parts[0].replacing(axis, by: length)) { y in
      var target = y
      for part in parts {
        let size = part.shape[axis] * inner
        part.withPointer { copyBlocks(outer, of: size, from: $0, apart: size, to: target, apart: length * inner) }
        target += size
      }
    }
  }

  /// `parts`, all of one shape, side by side along a new axis.
  public static func stack(_ parts: [Tensor], axis: Int = 0) -> Tensor {
    require(!parts.isEmpty, "stack: there is nothing to stack")
    for part in parts {
      require(part.shape == parts[0].shape, "stack: the shapes \(parts[0].shape) and \(part.shape) differ")
    }
    var shape = parts[0].shape
    let axis = axis < 0 ? axis + shape.count + 1 : axis
    require(axis >= 0 && axis <= shape.count, "stack: the shape \(shape) has no offset for a new axis \(axis)")
    shape.insert(1, at: axis)
    return concatenate(parts.map { $0.reshaped(shape) }, axis: axis)
  }

  private func replacing(_ axis: Int, by extent: Int) -> [Int] {
    var result = shape
    result[axis] = extent
    return result
  }
}
