import Dispatch
import Foundation
import Synchronization

/// Threads that stand by for `parallelFor`: awake for a moment after each piece of work, because the next one usually
/// follows at once, and then asleep.
///
/// Waking a sleeping thread takes as long as a small matrix product, so `DispatchQueue.concurrentPerform` will not do.
///
/// A caller offers seats, one for each worker that it can use. Every worker is in one of three states:
///
/// | state | counted in | it ends when |
/// |---|---|---|
/// | looking out | – | the worker takes a free seat → at work; or its patience ends → asleep |
/// | asleep | `sleepers` | a caller takes it off that count and signals `alarm` → looking out |
/// | at work | `seats`, as taken | no index is left → looking out |
///
/// The caller's side, seen in `seats`:
///
/// | free | taken | the caller |
/// |---|---|---|
/// | 0 | 0 | has no work, or has all of it done |
/// | some | any | works, and takes every worker that comes |
/// | 0 | some | works with all the workers it asked for; or found no index left and waits for those that still work |
final class Workers: Sendable {
  static let shared = Workers()

  /// How long a worker looks out for new work before it sleeps.
  private static let patience: UInt64 = 100_000  // nanoseconds

  /// Set while one caller has the workers to itself.
  private let isTaken = Atomic<Bool>(false)
  // Written by the caller who took the workers, read by the workers who took a seat.
  nonisolated(unsafe) private var body: ((Int) -> Void)?
  nonisolated(unsafe) private var count = 0
  nonisolated(unsafe) private var started = 0

  // Between two variables that threads write at the same time lie two cache lines: otherwise each write to one would
  // take the other from the thread that waits on it. A vector is a short way to write 128 bytes.
  private let gap0 = SIMD16<Int>()
  private let next = Atomic<Int>(0)
  private let gap1 = SIMD16<Int>()
  /// Seats still free, times `freeSeat`, plus seats taken by workers who have not finished.
  private let seats = Atomic<Int>(0)
  private static let freeSeat = 1 << 32
  private let gap2 = SIMD16<Int>()

  private let sleepers = Atomic<Int>(0)
  private let alarm = DispatchSemaphore(value: 0)

  /// Calls `body` with `0 ..< count` on up to `threads` threads, or returns false when another caller has the workers.
  ///
  /// The caller works too, and waits only for workers who really came.
  func run(_ count: Int, threads: Int, _ body: @escaping (Int) -> Void) -> Bool {
    guard isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else { return false }
    start(threads - 1)
    self.body = body
    self.count = count
    next.store(0, ordering: .relaxed)
    seats.store((threads - 1) * Workers.freeSeat, ordering: .sequentiallyConsistent)
    wake(threads - 1)
    work(body, count)
    seats.bitwiseAnd(Workers.freeSeat - 1, ordering: .acquiring)
    let deadline = now() + Workers.patience
    while seats.load(ordering: .acquiring) != 0 {
      if now() > deadline { sched_yield() }
    }
    self.body = nil
    isTaken.store(false, ordering: .releasing)
    return true
  }

  @inline(never)
  private func work(_ body: (Int) -> Void, _ count: Int) {
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if index >= count { return }
      body(index)
    }
  }

  private func start(_ wanted: Int) {
    while started < wanted {
      started += 1
      let thread = Thread { self.serve() }
      thread.qualityOfService = .userInitiated
      thread.start()
    }
  }

  private func wake(_ wanted: Int) {
    for _ in 0..<wanted where leaveSleep() { alarm.signal() }
  }

  /// Takes one sleeper off the list, if there is one: whoever does must signal, unless it is the sleeper itself.
  private func leaveSleep() -> Bool {
    var asleep = sleepers.load(ordering: .sequentiallyConsistent)
    while asleep > 0 {
      let (exchanged, original) = sleepers.compareExchange(
        expected: asleep, desired: asleep - 1, ordering: .sequentiallyConsistent)
      if exchanged { return true }
      asleep = original
    }
    return false
  }

  /// A worker's life.
  private func serve() {
    while true {
      var deadline = now() + Workers.patience
      while !takeSeat() {
        if now() < deadline { continue }
        sleep()
        // The work that woke this one may be done already, but the next follows at once.
        deadline = now() + Workers.patience
      }
      if let body { work(body, count) }
      seats.subtract(1, ordering: .releasing)
    }
  }

  private func takeSeat() -> Bool {
    let seen = seats.load(ordering: .acquiring)
    if seen < Workers.freeSeat { return false }
    return seats.compareExchange(expected: seen, desired: seen - Workers.freeSeat + 1, ordering: .acquiring).exchanged
  }

  /// Sleeps until a caller wakes it. The seats are looked at once more after the sleeper is on the list, so that work
  /// which came in between is not missed.
  private func sleep() {
    sleepers.add(1, ordering: .sequentiallyConsistent)
    if seats.load(ordering: .sequentiallyConsistent) >= Workers.freeSeat && leaveSleep() { return }
    alarm.wait()
  }

  private func now() -> UInt64 { DispatchTime.now().uptimeNanoseconds }
}
