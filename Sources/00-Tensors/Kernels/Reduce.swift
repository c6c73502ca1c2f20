// Many numbers to one. The order of every sum is fixed by the shape alone, never by the number of threads.

/// The folding of lanes into one number: how it starts, how two lanes combine, how the last sixteen become one.
protocol Fold {
  static var start: Scalar { get }
  static func combine(_ a: Lanes, _ b: Lanes) -> Lanes
  static func collapse(_ lanes: Lanes) -> Scalar
}

enum Sum: Fold {
  static let start: Scalar = 0
  @inline(__always) static func combine(_ a: Lanes, _ b: Lanes) -> Lanes { a + b }
  @inline(__always) static func collapse(_ lanes: Lanes) -> Scalar { lanes.sum() }
}

enum Maximum: Fold {
  static let start = -Scalar.infinity
  /// The larger, or NaN when one of them is NaN.
  @inline(__always) static func combine(_ a: Lanes, _ b: Lanes) -> Lanes {
    a.replacing(with: b, where: (b .> a) .| (b .!= b))
  }
  @inline(__always) static func collapse(_ lanes: Lanes) -> Scalar {
    var result = lanes[0]
    for lane in 1..<Lanes.scalarCount where lanes[lane] > result || lanes[lane].isNaN { result = lanes[lane] }
    return result
  }
}

enum Minimum: Fold {
  static let start = Scalar.infinity
  @inline(__always) static func combine(_ a: Lanes, _ b: Lanes) -> Lanes {
    a.replacing(with: b, where: (b .< a) .| (b .!= b))
  }
  @inline(__always) static func collapse(_ lanes: Lanes) -> Scalar { -Maximum.collapse(-lanes) }
}

/// Folds `count` numbers that lie side by side, in four chains that the processor runs at once.
@inline(__always)
func fold<F: Fold>(_ x: UnsafePointer<Scalar>, _ count: Int, by _: F.Type) -> Scalar {
  let width = Lanes.scalarCount
  var (a, b) = (Lanes(repeating: F.start), Lanes(repeating: F.start))
  var (c, d) = (a, b)
  var offset = 0
  while offset + 4 * width <= count {
    a = F.combine(a, x.lanes(offset))
    b = F.combine(b, x.lanes(offset + width))
    c = F.combine(c, x.lanes(offset + 2 * width))
    d = F.combine(d, x.lanes(offset + 3 * width))
    offset += 4 * width
  }
  forEachRegister(offset..<count) {
    let lanes = x.lanes($0, padding: F.start)
    if $0.isFull { a = F.combine(a, lanes) } else { b = F.combine(b, lanes) }
  }
  return F.collapse(F.combine(F.combine(a, b), F.combine(c, d)))
}

/// Folds all numbers: pieces of a fixed size on all threads, then the pieces' results in their order.
func foldAll<F: Fold>(_ x: Tensor, by fold: F.Type) -> Scalar {
  let piece = 1 << 14
  let pieces = (x.count + piece - 1) / piece
  let partial = Tensor(shape: [pieces]) { partial in
    x.withPointer { p in
      parallelRanges(pieces, cost: piece) { range in
        for index in range {
          let start = index * piece
          partial[index] = Tensors.fold(p + start, min(piece, x.count - start), by: fold)
        }
      }
    }
  }
  return partial.withPointer { Tensors.fold($0, pieces, by: fold) }
}

/// Folds along one axis.
func foldAxis<F: Fold>(_ x: Tensor, axis: Int, by fold: F.Type) -> Tensor {
  let (outer, length, inner) = x.split(at: axis)
  var shape = x.shape
  shape[axis] = 1
  return Tensor(shape: shape) { y in
    x.withPointer { x in
      if inner == 1 {
        parallelRanges(outer, cost: length) { range in
          for row in range { y[row] = Tensors.fold(x + row * length, length, by: fold) }
        }
      } else {
        foldColumns(x, into: y, outer: outer, length: length, inner: inner, by: fold)
      }
    }
  }
}

/// Folds downwards, a strip of columns at a time: each row is read once, the strip's results stay in the nearest cache.
private func foldColumns<F: Fold>(
  _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, outer: Int, length: Int, inner: Int, by _: F.Type
) {
  // As wide as the nearest cache likes, but with something for every thread.
  let strip = min(2048, max(64, inner / Threads.count / 64 * 64))
  let strips = (inner + strip - 1) / strip
  parallelRanges(outer * strips, cost: length * min(strip, inner)) { range in
    for task in range {
      let (block, columns) = (task / strips, task % strips * strip)
      let width = min(strip, inner - columns)
      let target = y + block * inner + columns
      target.update(repeating: F.start, count: width)
      for step in 0..<length {
        let row = x + (block * length + step) * inner + columns
        forEachRegister(0..<width) { target.store(F.combine(target.lanes($0), row.lanes($0)), $0) }
      }
    }
  }
}
