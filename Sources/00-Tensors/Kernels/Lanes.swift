/// As many scalars as the widest register holds: every fast loop steps by one of these.
#if Double
  public typealias Lanes = SIMD8<Double>
  public typealias LaneBits = SIMD8<Int64>
#else
  public typealias Lanes = SIMD16<Float>
  public typealias LaneBits = SIMD16<Int32>
#endif

extension UnsafePointer<Scalar> {
  /// The lanes that start at `offset`, aligned or not.
  @inlinable @inline(__always)
  public func lanes(_ offset: Int) -> Lanes {
    UnsafeRawPointer(self + offset).loadUnaligned(as: Lanes.self)
  }

  /// Up to one register's worth from `offset`, the missing lanes filled with `padding`.
  @inlinable @inline(__always)
  public func lanes(_ offset: Int, count: Int, padding: Scalar = 0) -> Lanes {
    if count == Lanes.scalarCount { return lanes(offset) }
    // Pieces of 1, 2, 4 and 8 numbers, the last piece first; each next one moves what is there up by its own width. A copy
    // into memory and a load from there would take twice as long: the load has to wait for the copy.
    let raw = UnsafeRawPointer(self + offset)
    var result = Lanes(repeating: padding)
    var rest = count
    if rest & 1 != 0 {
      rest &-= 1
      result[0] = self[offset + rest]
    }
    #if Double
      if rest & 2 != 0 {
        rest &-= 2
        result.lowHalf.highHalf = result.lowHalf.lowHalf
        result.lowHalf.lowHalf = (raw + 8 * rest).loadUnaligned(as: SIMD2<Double>.self)
      }
      if rest & 4 != 0 {
        result.highHalf = result.lowHalf
        result.lowHalf = raw.loadUnaligned(as: SIMD4<Double>.self)
      }
    #else
      if rest & 2 != 0 {
        rest &-= 2
        result.lowHalf.lowHalf.highHalf = result.lowHalf.lowHalf.lowHalf
        result.lowHalf.lowHalf.lowHalf = (raw + 4 * rest).loadUnaligned(as: SIMD2<Float>.self)
      }
      if rest & 4 != 0 {
        rest &-= 4
        result.lowHalf.highHalf = result.lowHalf.lowHalf
        result.lowHalf.lowHalf = (raw + 4 * rest).loadUnaligned(as: SIMD4<Float>.self)
      }
      if rest & 8 != 0 {
        result.highHalf = result.lowHalf
        result.lowHalf = raw.loadUnaligned(as: SIMD8<Float>.self)
      }
    #endif
    return result
  }
}

extension UnsafeMutablePointer<Scalar> {
  /// The lanes that start at `offset`, aligned or not.
  @inlinable @inline(__always)
  public func lanes(_ offset: Int) -> Lanes { UnsafePointer(self).lanes(offset) }

  /// Up to one register's worth from `offset`, the missing lanes filled with `padding`.
  @inlinable @inline(__always)
  public func lanes(_ offset: Int, count: Int, padding: Scalar = 0) -> Lanes {
    UnsafePointer(self).lanes(offset, count: count, padding: padding)
  }

  /// Writes all lanes from `offset` on.
  @inlinable @inline(__always)
  public func store(_ lanes: Lanes, _ offset: Int) {
    UnsafeMutableRawPointer(self + offset).storeBytes(of: lanes, as: Lanes.self)
  }

  /// Writes the first `count` lanes from `offset` on.
  @inlinable @inline(__always)
  public func store(_ lanes: Lanes, _ offset: Int, count: Int) {
    if count == Lanes.scalarCount { return store(lanes, offset) }
    withUnsafeBytes(of: lanes) {
      UnsafeMutableRawPointer(self + offset).copyMemory(
        from: $0.baseAddress!, byteCount: count &* MemoryLayout<Scalar>.stride)
    }
  }
}

/// The offset and number of the lanes in one register: all of them, or fewer where the numbers end.
public struct LaneRange {
  public let offset: Int
  public let count: Int

  @inlinable @inline(__always)
  init(_ offset: Int, count: Int) { (self.offset, self.count) = (offset, count) }

  /// Whether the numbers fill the register; known to the compiler in each of the two copies of a loop's body.
  @inlinable @inline(__always)
  public var isFull: Bool { count == Lanes.scalarCount }

  /// As many lanes, `distance` further on.
  @inlinable @inline(__always)
  public static func + (range: LaneRange, distance: Int) -> LaneRange {
    LaneRange(range.offset + distance, count: range.count)
  }
}

/// Covers `range` register by register; only the last one may be partly filled.
///
/// The body is compiled twice: for full registers, where `count` is a constant, and for the rest. A long closure may be
/// called instead of being built into the loop; a local function with `@inline(always)`, which is an order, never is.
@inlinable @inline(__always)
public func forEachRegister(_ range: Range<Int>, _ body: (LaneRange) -> Void) {
  var offset = range.lowerBound
  let lastFull = range.upperBound - Lanes.scalarCount
  while offset <= lastFull {
    body(LaneRange(offset, count: Lanes.scalarCount))
    offset += Lanes.scalarCount
  }
  if offset < range.upperBound { body(LaneRange(offset, count: range.upperBound - offset)) }
}

extension UnsafePointer<Scalar> {
  /// The lanes of `range`, the missing ones filled with `padding`.
  @inlinable @inline(__always)
  public func lanes(_ range: LaneRange, padding: Scalar = 0) -> Lanes {
    lanes(range.offset, count: range.count, padding: padding)
  }
}

extension UnsafeMutablePointer<Scalar> {
  /// The lanes of `range`, the missing ones filled with `padding`.
  @inlinable @inline(__always)
  public func lanes(_ range: LaneRange, padding: Scalar = 0) -> Lanes {
    UnsafePointer(self).lanes(range, padding: padding)
  }

  /// Writes the lanes of `range`.
  @inlinable @inline(__always)
  public func store(_ lanes: Lanes, _ range: LaneRange) { store(lanes, range.offset, count: range.count) }
}

/// Adds `count` numbers in a row to as many others.
@inlinable @inline(__always)
public func add(_ source: UnsafePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>, count: Int) {
  forEachRegister(0..<count) { target.store(target.lanes($0) + source.lanes($0), $0) }
}
