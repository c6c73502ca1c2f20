import Foundation
import Tensors
import TestSupport
import Testing

@testable import Training

// N rows · D width of the states · K quantities

struct LinearProbeTests {
  /// Float carries the states, the products are summed in Double.
  private let tolerance: Scalar = MemoryLayout<Scalar>.size == 8 ? 1e-9 : 1e-4

  private func states(_ N: Int, _ D: Int, seed: Int = 1) -> Tensor {
    var generator = Generator(seed: seed)
    return .normal([N, D], using: &generator)
  }

  private let weight = Tensor(shape: [3, 2], scalars: [1, -2, 0.5, 3, 0, 0.25])
  private let bias: Tensor = [4, -1]

  @Test func `a linear map is found again`() {
    let x = states(200, 3)
    let probe = LinearProbe(from: x, to: matmul(x, weight) + bias, ridge: 0)
    expectClose(probe.weight, to: weight, tolerance: tolerance)
    expectClose(probe.bias, to: bias, tolerance: tolerance)
    let fresh = states(7, 3, seed: 2)
    expectClose(probe(fresh), to: matmul(fresh, weight) + bias, tolerance: tolerance)
    #expect(abs(probe.explainedVariance(fresh, matmul(fresh, weight) + bias) - 1) < 1e-6)
  }

  /// y on x = 0, 1, 2, 3 is 1, 0, 3, 4: means 1.5 and 2, Σ (x − x̄)(y − ȳ) = 6, Σ (x − x̄)² = 5.
  @Test func `the line through four points is the one computed by hand`() {
    let (x, y): (Tensor, Tensor) = ([[0], [1], [2], [3]], [[1], [0], [3], [4]])
    let probe = LinearProbe(from: x, to: y, ridge: 0)
    expectClose(probe.weight, to: [[1.2]], tolerance: 1e-6)
    expectClose(probe.bias, to: [0.2], tolerance: 1e-5)
    // Residuals −0.8, 1.4, −0.4, −0.2: their squares sum to 2.8, those around the mean to 10.
    #expect(abs(probe.explainedVariance(x, y) - 0.72) < 1e-6)
  }

  /// The ridge is per row: 6 / (5 + 4 · 0.25) = 1.
  @Test func `a ridge shrinks the weights, not the bias`() {
    let (x, y): (Tensor, Tensor) = ([[0], [1], [2], [3]], [[1], [0], [3], [4]])
    let probe = LinearProbe(from: x, to: y, ridge: 0.25)
    expectClose(probe.weight, to: [[1]], tolerance: 1e-6)
    expectClose(probe.bias, to: [0.5], tolerance: 1e-5)
  }

  /// (XᵀX + ridge·N)·W = XᵀY for centered columns, whatever the noise.
  @Test func `the gradient of the squared error is zero`() {
    let (N, D) = (500, 6)
    var generator = Generator(seed: 5)
    let x = matmul(states(N, D), .normal([D, D], using: &generator)) + 2
    let y = Tensor.normal([N, 2], using: &generator)
    let probe = LinearProbe(from: x, to: y, ridge: 0.01)
    let left = probe(x) - y
    let gradient = matmul(x - x.mean(axis: 0), left, transposing: .left) / Scalar(N) + probe.weight * 0.01
    #expect(max(gradient.max, -gradient.min) < tolerance)
    #expect(left.mean(axis: 0).norm < tolerance)
  }

  @Test func `the mean explains nothing, and what is worse than it explains less`() {
    let (x, y): (Tensor, Tensor) = ([[1], [1], [1], [1]], [[1], [0], [3], [4]])
    let mean = LinearProbe(from: x, to: y)
    expectClose(mean.weight, to: [[0]], tolerance: 1e-6)
    #expect(abs(mean.explainedVariance(x, y)) < 1e-6)
    // Off by 1 everywhere: squares of 1 more for each of four rows.
    let shifted = y + 1
    #expect(abs(mean.explainedVariance(x, shifted) + 0.4) < 1e-6)
  }

  @Test func `a constant column and a column that stands twice break nothing`() {
    let x = states(300, 3)
    let y = matmul(x, weight) + bias
    let more = Tensor.concatenate([x, x.columns(1..<2), Tensor(repeating: 7, shape: [300, 1])], axis: 1)
    let probe = LinearProbe(from: more, to: y)
    #expect(probe.weight.scalars.allSatisfy { abs($0) < 4 })
    #expect(probe.explainedVariance(more, y) > 0.9999)
    // The two share the weight.
    expectClose(probe.weight.row(1), to: weight.row(1) / 2, tolerance: 1e-3)
    expectClose(probe.weight.row(3), to: weight.row(1) / 2, tolerance: 1e-3)
  }

  /// As in a residual stream: more columns than directions, of a size at which Float's rounding is larger than the ridge.
  @Test func `large states that fill few directions break nothing`() {
    var generator = Generator(seed: 8)
    let narrow = states(2000, 3)
    let wide = matmul(narrow, .normal([3, 24], using: &generator)) * 30
    let y = matmul(narrow, weight) + bias
    let probe = LinearProbe(from: wide, to: y)
    #expect(probe.explainedVariance(wide, y) > 0.999)
  }

  @Test func `many rows far from the origin lose no digits that matter`() {
    let x = states(100_000, 3)
    let y = matmul(x, weight) + bias
    let probe = LinearProbe(from: x + 1000, to: y + 500)
    expectClose(probe.weight, to: weight, tolerance: 1e-3)
    #expect(probe.explainedVariance(x + 1000, y + 500) > 0.999_99)
  }

  @Test func `a direction that no state fills asks for a ridge`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LinearProbe(from: [[1, 1], [2, 1], [3, 1]], to: [[1], [2], [4]], ridge: 0)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("leave direction 1 open"), "\(message)")
  }
}
