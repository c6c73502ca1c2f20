import Dispatch
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

  @Test func `workers that went to sleep wake up again`() async throws {
    for _ in 0..<20 {
      try await Task.sleep(for: .milliseconds(2))
      let sum = Atomic<Int>(0)
      parallelFor(100, threads: 4) { sum.add($0, ordering: .relaxed) }
      #expect(sum.load(ordering: .relaxed) == 4950)
    }
  }
}
