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
    var result = Lanes(repeating: padding)
    withUnsafeMutableBytes(of: &result) {
      $0.baseAddress!.copyMemory(from: self + offset, byteCount: count &* MemoryLayout<Scalar>.stride)
    }
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

/// Numbers in a row that fill one register, or fewer at the row's end.
public struct Window {
  public let offset: Int
  public let count: Int

  @inlinable @inline(__always)
  init(_ offset: Int, count: Int) { (self.offset, self.count) = (offset, count) }

  /// The window as far further on.
  @inlinable @inline(__always)
  public static func + (window: Window, distance: Int) -> Window {
    Window(window.offset + distance, count: window.count)
  }
}

/// Covers `range` with windows, all of them whole but perhaps the last.
///
/// The body is compiled twice, once for whole windows, where `count` is a constant that the compiler sees.
@inlinable @inline(__always)
public func forEachWindow(_ range: Range<Int>, _ body: (Window) -> Void) {
  var offset = range.lowerBound
  while offset <= range.upperBound - Lanes.scalarCount {
    body(Window(offset, count: Lanes.scalarCount))
    offset += Lanes.scalarCount
  }
  if offset < range.upperBound { body(Window(offset, count: range.upperBound - offset)) }
}

extension UnsafePointer<Scalar> {
  /// The lanes of a window; beyond it they are zero.
  @inlinable @inline(__always)
  public func lanes(_ window: Window) -> Lanes { lanes(window.offset, count: window.count) }
}

extension UnsafeMutablePointer<Scalar> {
  /// The lanes of a window; beyond it they are zero.
  @inlinable @inline(__always)
  public func lanes(_ window: Window) -> Lanes { lanes(window.offset, count: window.count) }

  /// Writes the lanes of a window.
  @inlinable @inline(__always)
  public func store(_ lanes: Lanes, _ window: Window) { store(lanes, window.offset, count: window.count) }
}

/// Adds `count` numbers in a row to as many others.
@inlinable @inline(__always)
public func add(_ source: UnsafePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>, count: Int) {
  forEachWindow(0..<count) { target.store(target.lanes($0) + source.lanes($0), $0) }
}
