import Tensors
import TestSupport
import Testing
import Training

@testable import LoRA

/// The format: what a number becomes, and how many bytes it takes.
struct QuantizedMatrixTests {
  private func matrix(_ shape: [Int], seed: Int = 1) -> Tensor {
    var generator = Generator(seed: seed)
    return .normal(shape, using: &generator)
  }

  /// The scale that the format prescribes for a block: the largest magnitude over the largest code, rounded up to 8 digits.
  private func scale(_ block: [Scalar], bits: Int) -> Scalar {
    let exact = block.map(abs).max()! / (bits == 8 ? 127 : 7)
    if exact == 0 { return 0 }
    let unit = Scalar(sign: .plus, exponent: exact.exponent - 7, significand: 1)
    return (exact / unit).rounded(.up) * unit
  }

  @Test(arguments: [8, 4], [[64, 16], [70, 21], [31, 1], [1, 40], [130, 70]])
  func `no number moves by more than half of its block's scale`(bits: Int, shape: [Int]) {
    let W = matrix(shape)
    let found = QuantizedMatrix(W, bits: bits).dequantized
    for column in 0..<shape[1] {
      for start in stride(from: 0, to: shape[0], by: 32) {
        let rows = start..<min(start + 32, shape[0])
        let scale = scale(rows.map { W[$0, column] }, bits: bits)
        for row in rows {
          let (code, error) = (found[row, column] / scale, abs(found[row, column] - W[row, column]))
          if error > scale * 0.50001 || code != code.rounded() || abs(code) > (bits == 8 ? 127 : 7) {
            Issue.record("[\(row), \(column)] \(W[row, column]) became \(found[row, column]), scale \(scale)")
          }
        }
      }
    }
  }

  /// Halves are rounded away from zero.
  @Test func `a block of 8 bits written out`() {
    let block: [Scalar] = [127, -127, 1, 0.4, 0.6, -0.5, 63.2, 0]
    let matrix = QuantizedMatrix(Tensor(shape: [8, 1], scalars: block))
    #expect(matrix.dequantized.scalars == [127, -127, 1, 0, 1, -1, 63, 0])
  }

  @Test(arguments: [8, 4]) func `multiples of a scale that 8 digits hold stay what they are`(bits: Int) {
    let largest = bits == 8 ? 127 : 7
    let W = Tensor(shape: [96, 33]) { index in
      let code = index[0] % 32 == 0 ? largest : (index[0] * 31 + index[1] * 17) % (2 * largest + 1) - largest
      return Scalar(code) * Scalar(1 + index[1]) / 4096
    }
    expectEqual(QuantizedMatrix(W, bits: bits).dequantized, to: W)
  }

  @Test(arguments: [8, 4]) func `a block of zeros stays zeros beside others`(bits: Int) {
    let W = Tensor(shape: [64, 2]) { $0[0] < 32 && $0[1] == 0 ? 0 : bits == 8 ? 127 : 7 }
    expectEqual(QuantizedMatrix(W, bits: bits).dequantized, to: W)
    let zeros = QuantizedMatrix(.zeros(40, 3), bits: bits)
    expectEqual(zeros.dequantized, to: .zeros(40, 3))
    expectEqual(zeros.product(.ones(2, 40)), to: .zeros(2, 3))
  }

  /// A `Float16` of this size would be zero.
  @Test func `very small and very large numbers keep their proportion`() {
    for factor: Scalar in [1e-30, 1e30] {
      let W = matrix([32, 4]) * factor
      expectClose(QuantizedMatrix(W).dequantized, to: W, tolerance: 0.005)
    }
  }

  @Test(arguments: [8, 4]) func `each block of a column has a scale of its own`(bits: Int) {
    var generator = Generator(seed: 4)
    let factors = Tensor(shape: [128, 20]) { index in index[0] / 32 == 1 || index[1] == 3 ? 1 : 1000 }
    let W = Tensor.normal([128, 20], using: &generator) * factors
    let found = QuantizedMatrix(W, bits: bits).dequantized
    let ratio = ((found - W) / factors).scalars.map(abs).max()!
    #expect(ratio < (bits == 8 ? 0.02 : 0.35))
  }

  @Test(arguments: [8, 4]) func `the transpose is quantized along the table's rows`(bits: Int) {
    let table = matrix([21, 70])
    let found = QuantizedMatrix(table, bits: bits, isTransposed: true)
    expectEqual(found.dequantized, to: QuantizedMatrix(table.transposed, bits: bits).dequantized)
    expectEqual(found.columns(at: [20, 0, 20]), to: found.dequantized.transposed.rows(at: [20, 0, 20]))
  }

  @Test func `8 bits take 1.0625 bytes a number, 4 bits 0.5625`() {
    let W = matrix([768, 64])
    #expect(QuantizedMatrix(W, bits: 8).byteCount == W.count * 17 / 16)
    #expect(QuantizedMatrix(W, bits: 4).byteCount == W.count * 9 / 16)
  }

  @Test func `8 bits are sixteen times as exact as 4, and more`() {
    let W = matrix([256, 64])
    let errors = [8, 4].map { bits in
      let difference = QuantizedMatrix(W, bits: bits).dequantized - W
      return (difference * difference).mean.squareRoot()
    }
    // A scale of 2.1/127 or 2.1/7 leaves an error of scale/√12.
    #expect((0.004..<0.006).contains(errors[0]))
    #expect((0.07..<0.11).contains(errors[1]))
  }

  @Test func `a number that is not finite is refused`() async throws {
    for number: Scalar in [.nan, .infinity] {
      let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        [isNaN = number.isNaN as Bool] in
        var W = Tensor.ones(64, 3)
        W[40, 1] = isNaN ? .nan : -.infinity
        _ = QuantizedMatrix(W)
      }
      #expect(String(decoding: result.standardErrorContent, as: UTF8.self).contains("a number is not finite"))
    }
  }
}
