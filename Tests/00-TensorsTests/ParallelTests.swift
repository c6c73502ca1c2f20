import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Tensors

struct ParallelTests {
  @Test(arguments: [0, 1, 2, 7, 1000], [1, 2, 3, 8])
  func `every index is visited once`(count: Int, threads: Int) {
    var visits = [Int](repeating: 0, count: count)
    visits.withUnsafeMutableBufferPointer { visits in
      nonisolated(unsafe) let visits = visits
      parallelFor(count, threads: threads) { visits[$0] += 1 }
    }
    #expect(visits == [Int](repeating: 1, count: count))
  }

  @Test func `a call inside another one completes`() {
    let sum = Atomic<Int>(0)
    parallelFor(20, threads: 4) { outer in
      parallelFor(20, threads: 4) { inner in sum.add(outer * inner, ordering: .relaxed) }
    }
    #expect(sum.load(ordering: .relaxed) == 190 * 190)
  }

  @Test func `callers on several threads do not disturb one another`() {
    let sum = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<500 {
        parallelFor(10, threads: 3) { sum.add($0, ordering: .relaxed) }
      }
    }
    #expect(sum.load(ordering: .relaxed) == 8 * 500 * 45)
  }

  /// In a process of its own, where no other test has the threads. Each piece waits until the other has begun: one after
  /// the other, the first would wait in vain.
  @Test func `two pieces of work run at the same time`() async {
    await #expect(processExitsWith: .success) {
      let begun = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
      let meetings = Atomic<Int>(0)
      parallelFor(2, threads: 2) { piece in
        begun[piece].signal()
        if begun[1 - piece].wait(timeout: .now() + 20) == .success { meetings.add(1, ordering: .relaxed) }
      }
      exit(meetings.load(ordering: .relaxed) == 2 ? 0 : 1)
    }
  }

  @Test func `pieces that are made to run one after the other never meet`() {
    let begun = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
    var meetings = 0
    parallelFor(2, threads: 1) { piece in
      begun[piece].signal()
      if begun[1 - piece].wait(timeout: .now() + 0.1) == .success { meetings += 1 }
    }
    #expect(meetings == 1, "the second finds the first's signal, but the first waited in vain")
  }

  /// In a process of its own, since the number of threads is everybody's.
  @Test func `ranges are as many as there are threads, and one where there is little work`() async {
    await #expect(processExitsWith: .success) {
      func parts(_ count: Int, cost: Int = 1) -> [Range<Int>] {
        let found = Mutex<[Range<Int>]>([])
        parallelRanges(count, cost: cost) { range in found.withLock { $0.append(range) } }
        return found.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } }
      }
      Threads.count = 4
      let isRight =
        parts(1 << 20) == (0..<4).map { $0 << 18..<($0 + 1) << 18 } && parts(3, cost: 1 << 20) == [0..<1, 1..<2, 2..<3]
        && parts(1000) == [0..<1000] && parts(1 << 16) == [0..<1 << 15, 1 << 15..<1 << 16]
      exit(isRight ? 0 : 1)
    }
  }

  @Test func `workers that went to sleep wake up again`() async throws {
    for _ in 0..<20 {
      try await Task.sleep(for: .milliseconds(2))
      let sum = Atomic<Int>(0)
      parallelFor(100, threads: 4) { sum.add($0, ordering: .relaxed) }
      #expect(sum.load(ordering: .relaxed) == 4950)
    }
  }
}
