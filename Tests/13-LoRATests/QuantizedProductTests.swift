import Gradients
import Tensors
import TestSupport
import Testing
import Training

@testable import LoRA

/// The fast products are those with the dequantized matrix, bit for bit.
struct QuantizedProductTests {
  /// Inputs and outputs: whole panels, strips, blocks and groups; one less, one more; very few.
  static let sizes = [
    [64, 64], [32, 16], [33, 17], [63, 65], [65, 63], [96, 48], [7, 5], [1, 1], [3, 130], [130, 3], [129, 80],
    [200, 200], [40, 1030], [1030, 40], [3, 2100],
  ]

  /// - Parameter rows: Those for which the weights stay in registers, and more.
  private func differences(
    _ size: [Int], bits: Int, rows: [Int],
    _ product: (QuantizedMatrix, Tensor) -> Tensor = { $0.product($1) },
    _ transposed: (QuantizedMatrix, Tensor) -> Tensor = { $0.transposedProduct($1) }
  ) -> [Difference] {
    var generator = Generator(seed: size[0] + bits)
    let matrix = QuantizedMatrix(.normal(size, using: &generator), bits: bits)
    let W = matrix.dequantized
    return rows.flatMap { M in
      let x = Tensor.normal([M, size[0]], using: &generator)
      let y = Tensor.normal([M, size[1]], using: &generator)
      return [
        inequality(of: product(matrix, x), from: matmul(x, W), "\(M) × \(size)"),
        inequality(of: transposed(matrix, y), from: matmul(y, W, transposing: .right), "\(M) × \(size), transposed"),
      ].compactMap(\.self)
    }
  }

  @Test(arguments: [8, 4], sizes) func `fast equals plain`(bits: Int, size: [Int]) {
    expectNone(differences(size, bits: bits, rows: [0, 1, 2, 3, 4, 5, 7, 24, 25, 70]))
  }

  @Test func `a matrix of which one number is off is caught`() {
    let wrong = differences(
      [64, 64], bits: 8, rows: [1],
      { matrix, x in
        var W = matrix.dequantized
        W[63, 63] += 0.01
        return matmul(x, W)
      })
    #expect(wrong.map(\.name) == ["1 × [64, 64]"])
  }

  @Test func `all axes but the last are rows`() {
    var generator = Generator(seed: 2)
    let matrix = QuantizedMatrix(.normal([40, 24], using: &generator))
    let x = Tensor.normal([2, 3, 4, 40], using: &generator)
    expectEqual(matrix.product(x), to: matmul(x.reshaped(24, 40), matrix.dequantized).reshaped(2, 3, 4, 24))
    let y = Tensor.normal([2, 3, 24], using: &generator)
    expectEqual(
      matrix.transposedProduct(y),
      to: matmul(y.reshaped(6, 24), matrix.dequantized, transposing: .right).reshaped(2, 3, 40))
  }

  @Test(arguments: [8, 4]) func `the bits are the same on one, two, three and eight threads`(bits: Int) {
    var generator = Generator(seed: 3)
    let matrix = QuantizedMatrix(.normal([300, 500], using: &generator), bits: bits)
    let count = Threads.count
    defer { Threads.count = count }
    for M in [1, 9, 60] {
      let x = Tensor.normal([M, 300], using: &generator)
      let y = Tensor.normal([M, 500], using: &generator)
      let results = [1, 2, 3, 8].map { threads in
        Threads.count = threads
        return [matrix.product(x), matrix.transposedProduct(y)]
      }
      #expect(results.allSatisfy { $0 == results[0] })
    }
  }

  @Test(arguments: [8, 4]) func `the gradient of x matches central differences`(bits: Int) throws {
    var generator = Generator(seed: 4)
    let matrix = QuantizedMatrix(.normal([35, 18], using: &generator), bits: bits)
    let x = Variable(.normal([2, 2, 35], using: &generator))
    try reportGradients("product with a matrix of \(bits) bits", of: [("x", x)]) { matmul(x, matrix) }
  }

  @Test func `a gradient that forgets the scales is caught`() {
    final class Forgetful: FrozenMatrix {
      let matrix: QuantizedMatrix
      init(_ matrix: QuantizedMatrix) { self.matrix = matrix }
      var shape: [Int] { matrix.shape }
      var byteCount: Int { matrix.byteCount }
      func product(_ x: Tensor) -> Tensor { matrix.product(x) }
      func columns(at indices: [Int]) -> Tensor { matrix.columns(at: indices) }
      func transposedProduct(_ y: Tensor) -> Tensor {
        let codes = Tensor(shape: shape) { Scalar(matrix.panels.codeAndScale($0[0], $0[1]).code) }
        return matmul(y, codes, transposing: .right)
      }
    }
    var generator = Generator(seed: 4)
    let matrix = Forgetful(QuantizedMatrix(.normal([35, 18], using: &generator)))
    let x = Variable(.normal([2, 35], using: &generator))
    #expect(throws: GradientMismatch.self) { try checkGradients("forgetful", of: [("x", x)]) { matmul(x, matrix) } }
  }
}
