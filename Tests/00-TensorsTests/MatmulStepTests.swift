import TestBasics
import Testing

@testable import Tensors

struct MatmulStepTests {
  @Test(arguments: MatmulStep.allCases, [(1, 1, 1), (5, 7, 3), (4, 16, 8), (33, 50, 17), (0, 2, 2), (2, 2, 0)])
  func `every step computes the same product`(step: MatmulStep, shape: (M: Int, N: Int, K: Int)) {
    let (M, N, K) = shape
    // Small whole numbers, so that every order of the terms gives the same bits.
    let a = (0..<M * K).map { Scalar($0 % 7 - 3) }
    let b = (0..<K * N).map { Scalar($0 % 5 - 2) }
    let expected = (0..<M * N).map { n in
      (0..<K).reduce(Scalar(0)) { $0 + a[n / N * K + $1] * b[$1 * N + n % N] }
    }
    expectEqual(step.multiply(a, b, M: M, N: N, K: K), to: expected)
  }

  /// The peak is a bound that a good kernel comes near, so a peak that is counted wrongly by a factor of two is noticed.
  /// Both are the best of many tries, side by side: another program may slow down any of them.
  @Test(.disabled(if: isSanitized, "a sanitizer slows down memory, but not registers"))
  func `the packed kernel reaches more than half of the peak, and no more than the peak`() {
    let size = 256
    let a = [Scalar](repeating: 0.5, count: size * size)
    let operations = 2 * Double(size * size * size)
    var (peak, speed) = (0.0, 0.0)
    for attempt in 0..<100 where attempt < 5 || !(0.55 * peak..<peak).contains(speed) {
      peak = max(peak, measureFusedMultiplyAddPeak(threads: 1))
      for _ in 0..<20 {
        let time = ContinuousClock().measure { _ = MatmulStep.packed.multiply(a, a, M: size, N: size, K: size) }
        speed = max(speed, operations / (time / .nanoseconds(1)))
      }
    }
    #expect(speed > 0.55 * peak && speed < peak)
  }
}
