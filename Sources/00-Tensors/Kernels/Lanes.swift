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
    if count == Lanes.scalarCount { return lanes(offset) }
    var result = Lanes(repeating: filler)
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

  /// Up to one register's worth from `offset`, the missing lanes filled with `filler`.
  @inlinable @inline(__always)
  public func lanes(_ offset: Int, count: Int, filler: Scalar = 0) -> Lanes {
    UnsafePointer(self).lanes(offset, count: count, filler: filler)
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
