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

  /// Up to one register's worth from `offset`, the missing lanes filled with `filler`.
  @inlinable @inline(__always)
  public func lanes(_ offset: Int, count: Int, filler: Scalar = 0) -> Lanes {
    var result = Lanes(repeating: filler)
    for lane in 0..<count { result[lane] = self[offset + lane] }
    return result
  }
}

extension UnsafeMutablePointer<Scalar> {
  /// The lanes that start at `offset`, aligned or not.
  @inlinable @inline(__always)
  public func lanes(_ offset: Int) -> Lanes { UnsafePointer(self).lanes(offset) }

  /// Writes all lanes from `offset` on.
  @inlinable @inline(__always)
  public func store(_ lanes: Lanes, _ offset: Int) {
    UnsafeMutableRawPointer(self + offset).storeBytes(of: lanes, as: Lanes.self)
  }

  /// Writes the first `count` lanes from `offset` on.
  @inlinable @inline(__always)
  public func store(_ lanes: Lanes, _ offset: Int, count: Int) {
    for lane in 0..<count { self[offset + lane] = lanes[lane] }
  }
}
