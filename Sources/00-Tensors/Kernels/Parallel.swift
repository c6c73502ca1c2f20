import Foundation
import Synchronization

/// How many threads the kernels use. Results do not depend on it, bit for bit.
public enum Threads {
  private static let stored = Atomic<Int>(ProcessInfo.processInfo.activeProcessorCount)

  public static var count: Int {
    get { stored.load(ordering: .relaxed) }
    set { stored.store(max(1, newValue), ordering: .relaxed) }
  }
}

/// Calls `body` with every index in `0 ..< count`, on up to `threads` threads: the only door to threads in the course.
///
/// Each index must write numbers that no other index touches, in an order that depends on nothing but the index. A call
/// inside another, or while another caller has the threads, runs on its own thread alone.
public func parallelFor(_ count: Int, threads: Int = Threads.count, _ body: (Int) -> Void) {
  let threads = min(threads, count)
  let isDone = threads > 1 && withoutActuallyEscaping(body) { Workers.shared.run(count, threads: threads, $0) }
  if isDone { return }
  for index in 0..<count { body(index) }
}

/// Calls `body` with contiguous ranges that cover `0 ..< count`, as few as have enough work to be worth a thread.
///
/// `cost` is the work of one index, counted in additions.
public func parallelRanges(_ count: Int, cost: Int = 1, _ body: (Range<Int>) -> Void) {
  let worthAThread = 1 << 15
  let parts = max(1, min(Threads.count, count * cost / worthAThread, count))
  parallelFor(parts) { part in body(part * count / parts..<(part + 1) * count / parts) }
}
