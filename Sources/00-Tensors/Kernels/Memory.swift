#if canImport(Glibc)
  import Glibc
#endif

/// Tells the system allocator to keep freed memory: the tensors of one training step are the room for the next one's.
///
/// Otherwise each large tensor is fetched from the system anew, page by page, which costs more than filling it.
private let freedMemoryIsKept: Bool = {
  #if canImport(Glibc)
    // Looked up by name, because <malloc.h> is not part of the Glibc module.
    guard let token = dlsym(nil, "mallopt") else { return false }
    let setOption = unsafeBitCast(token, to: (@convention(c) (_ option: Int32, _ value: Int32) -> Int32).self)
    let (trimThreshold, mapMaximum): (Int32, Int32) = (-1, -4)
    return setOption(mapMaximum, 0) == 1 && setOption(trimThreshold, .max) == 1
  #else
    return true
  #endif
}()

extension Tensor {
  /// A tensor whose memory `write` fills, all of it.
  @inline(__always)
  public init(shape: [Int], writing write: (UnsafeMutablePointer<Scalar>) -> Void) {
    let count = shape.reduce(1, *)
    self.init(shape: shape, unchecked: Tensor.memory(count, write))
  }

  /// `count` numbers that `write` fills, all of them.
  @inline(__always)
  static func memory(_ count: Int, _ write: (UnsafeMutablePointer<Scalar>) -> Void) -> [Scalar] {
    _ = freedMemoryIsKept
    // All empty arrays are one object, and this initializer would write its count from every thread.
    if count == 0 { return [] }
    return [Scalar](unsafeUninitializedCapacity: count) { buffer, written in
      write(buffer.baseAddress!)
      written = count
    }
  }

  /// `count` times the same number, written by all threads.
  static func memory(_ count: Int, repeating value: Scalar) -> [Scalar] {
    memory(count) { memory in
      parallelRanges(count) { range in (memory + range.lowerBound).update(repeating: value, count: range.count) }
    }
  }

  init(shape: [Int], unchecked scalars: [Scalar]) {
    self.shape = shape
    self.scalars = scalars
  }

  /// Calls `body` with the position where the numbers lie, to read them.
  @inlinable @inline(__always)
  public func withPointer<R>(_ body: (UnsafePointer<Scalar>) throws -> R) rethrows -> R {
    try scalars.withUnsafeBufferPointer { try body($0.baseAddress ?? UnsafePointer(bitPattern: 64)!) }
  }

  /// Calls `body` with the position where the numbers lie, to change them.
  public mutating func withMutablePointer<R>(_ body: (UnsafeMutablePointer<Scalar>) throws -> R) rethrows -> R {
    try scalars.withUnsafeMutableBufferPointer { try body($0.baseAddress ?? UnsafeMutablePointer(bitPattern: 64)!) }
  }
}

/// Calls `body` with the positions where the numbers of several tensors lie, to read them.
@inlinable @inline(__always)
public func withPointers<R>(
  _ a: Tensor, _ b: Tensor, _ c: Tensor,
  _ body: (UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>) -> R
) -> R {
  a.withPointer { a in b.withPointer { b in c.withPointer { c in body(a, b, c) } } }
}

/// Calls `body` with the positions where the numbers of several tensors lie, to read them.
@inlinable @inline(__always)
public func withPointers<R>(
  _ a: Tensor, _ b: Tensor, _ c: Tensor, _ d: Tensor,
  _ body: (UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>) -> R
) -> R {
  withPointers(a, b, c) { a, b, c in d.withPointer { d in body(a, b, c, d) } }
}
