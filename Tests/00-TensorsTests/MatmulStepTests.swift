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
    #expect(step.multiply(a, b, M: M, N: N, K: K) == expected)
  }

  @Test func `the peak is measured`() {
    #expect(measureFusedMultiplyAddPeak(threads: 1) > 1)
  }
}
