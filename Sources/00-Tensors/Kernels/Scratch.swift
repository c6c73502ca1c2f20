import Synchronization

/// Lends memory for `count` scalars, aligned to a cache line, with arbitrary contents.
///
/// The memory returns to a pool and serves the next caller, so that in steady state nothing is allocated.
@inline(__always)
public func withScratch<Result>(_ count: Int, _ body: (UnsafeMutablePointer<Scalar>) -> Result) -> Result {
  // Powers of two, so that a few sizes serve all callers.
  let size = max(10, Int.bitWidth - max(0, count - 1).leadingZeroBitCount)
  let memory = Scratch.take(size)
  defer { Scratch.giveBack(memory, size) }
  return body(memory)
}

private enum Scratch {
  typealias Memory = UnsafeMutablePointer<Scalar>

  /// Blocks kept of each size: more are in use at once only when many threads call, and the surplus is freed.
  private static let offsets = 8
  private static let shelf = Shelf()

  private final class Shelf: @unchecked Sendable {
    let offsets = InlineArray<512, Atomic<Memory?>> { _ in Atomic(nil) }
  }

  /// A block of 2^size scalars.
  static func take(_ size: Int) -> Memory {
    for offset in size * offsets..<(size + 1) * offsets {
      if shelf.offsets[offset].load(ordering: .relaxed) == nil { continue }
      if let memory = shelf.offsets[offset].exchange(nil, ordering: .acquiring) { return memory }
    }
    return UnsafeMutableRawPointer.allocate(byteCount: MemoryLayout<Scalar>.stride << size, alignment: 64)
      .bindMemory(to: Scalar.self, capacity: 1 << size)
  }

  static func giveBack(_ memory: Memory, _ size: Int) {
    for offset in size * offsets..<(size + 1) * offsets {
      if shelf.offsets[offset].compareExchange(expected: nil, desired: memory, ordering: .releasing).exchanged {
        return
      }
    }
    memory.deallocate()
  }
}
