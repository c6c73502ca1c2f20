import Synchronization

/// Lends memory for `count` scalars, aligned to a cache line, with arbitrary contents.
///
/// The memory goes back to a shelf and serves the next caller, so that in steady state nothing is allocated.
func withScratch<Result>(_ count: Int, _ body: (UnsafeMutablePointer<Scalar>) -> Result) -> Result {
  let block = Scratch.take(count)
  defer { Scratch.giveBack(block) }
  return body(block.base)
}

private struct Scratch: @unchecked Sendable {
  let base: UnsafeMutablePointer<Scalar>
  let capacity: Int

  /// More blocks than this are in use only when many threads call at once; the surplus is freed.
  private static let shelfLength = 64
  private static let shelf = Mutex<[Scratch]>([])

  static func take(_ count: Int) -> Scratch {
    // Powers of two, so that a few sizes serve all callers.
    let capacity = max(1024, 1 << (Int.bitWidth - max(0, count - 1).leadingZeroBitCount))
    let kept = shelf.withLock { blocks in
      blocks.lastIndex { $0.capacity == capacity }.map { blocks.remove(at: $0) }
    }
    if let kept { return kept }
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: capacity * MemoryLayout<Scalar>.stride, alignment: 64)
    return Scratch(base: bytes.bindMemory(to: Scalar.self, capacity: capacity), capacity: capacity)
  }

  static func giveBack(_ block: Scratch) {
    let surplus = shelf.withLock { blocks -> Scratch? in
      blocks.append(block)
      return blocks.count > shelfLength ? blocks.removeFirst() : nil
    }
    surplus?.base.deallocate()
  }
}
