import TestBasics
import Testing

@testable import Tensors

/// Reductions against a plain loop over indices.
struct ReductionTests {
  static let shapes: [[Int]] = [
    [1], [17], [1009], [131_101], [2, 3], [3, 1], [1, 5], [16, 16], [7, 33], [300, 257], [2, 3, 5], [4, 1, 9],
    [3, 64, 31], [2, 3, 4, 5],
  ]

  /// Folds one axis by visiting every index.
  private func plain(_ x: Tensor, axis: Int, start: Scalar, _ combine: (Double, Double) -> Double) -> Tensor {
    var shape = x.shape
    shape[axis] = 1
    var sums = [Double](repeating: Double(start), count: shape.reduce(1, *))
    var index = [Int](repeating: 0, count: x.rank)
    for value in x.scalars {
      let offset = shape.indices.reduce(0) { $0 * shape[$1] + ($1 == axis ? 0 : index[$1]) }
      sums[offset] = combine(sums[offset], Double(value))
      Tensor.advance(&index, in: x.shape)
    }
    return Tensor(shape: shape, scalars: sums.map { Scalar($0) })
  }

  @Test func `the norm is the root of the sum of squares`() {
    #expect(([[3, 0], [0, -4]] as Tensor).norm == 5)
    #expect(([[3, 0], [0, -4]] as Tensor).squaredNorm == 25)
    #expect(Tensor.zeros(0).norm == 0 && Tensor(-2).norm == 2)
    var generator = Generator(seed: 3)
    let x = Tensor.normal([131_101], using: &generator)
    let plain = x.scalars.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(abs(Double(x.norm) - plain) < 1e-5 * plain)
  }

  @Test(arguments: shapes)
  func `sums, means and maxima agree with a plain loop on every axis`(shape: [Int]) {
    var generator = Generator(seed: 2)
    let x = Tensor.normal(shape, using: &generator)
    for axis in shape.indices {
      let sum = plain(x, axis: axis, start: 0, +)
      let tolerance = 32 * Scalar.ulpOfOne * Scalar(shape[axis]).squareRoot()
      #expect(x.sum(axis: axis, keepingAxis: true).isClose(to: sum, tolerance: tolerance))
      #expect(x.sum(axis: axis - shape.count).flattened.isClose(to: sum.flattened, tolerance: tolerance))
      #expect(x.mean(axis: axis, keepingAxis: true).isClose(to: sum / Scalar(shape[axis]), tolerance: tolerance))
      let largest = plain(x, axis: axis, start: -.infinity, max)
      #expect(x.max(axis: axis, keepingAxis: true) == largest)
      var without = shape
      without.remove(at: axis)
      #expect(x.max(axis: axis).shape == without && x.sum(axis: axis).shape == without)
    }
    let total = x.scalars.reduce(0.0) { $0 + Double($1) }
    let size = x.scalars.reduce(0.0) { $0 + abs(Double($1)) }
    #expect(abs(Double(x.sum) - total) <= size * Double(Scalar.ulpOfOne) * 4)
    #expect(abs(Double(x.mean) - total / Double(x.count)) <= size / Double(x.count) * Double(Scalar.ulpOfOne) * 4)
    #expect(x.max == x.scalars.max() && x.min == x.scalars.min())
  }

  @Test func `several axes at once are one after the other`() {
    let x = Tensor.counting(0..<120).reshaped(2, 3, 4, 5)
    #expect(x.sum(axes: [1, -1]) == x.sum(axis: 3).sum(axis: 1))
    #expect(x.sum(axes: [0, 2], keepingAxes: true).shape == [1, 3, 1, 5])
    #expect(x.mean(axes: [0, 1, 2, 3]).scalar == 59.5)
    expectEqual(x.sum(axes: []), to: x)
  }

  @Test func `the largest come first, and of equals the first`() {
    let numbers: [Scalar] = [2, 5, 2, -1, 5, 5]
    #expect(numbers.indicesOfLargest(4) == [1, 4, 5, 0] && numbers.indicesOfLargest(9) == [1, 4, 5, 0, 2, 3])
    #expect(numbers.indicesOfLargest(0) == [])
  }

  @Test(arguments: shapes)
  func `argmax is the first of the largest`(shape: [Int]) {
    var generator = Generator(seed: 3)
    let x = Tensor(shape: shape) { _ in Scalar(Int.random(in: 0..<4, using: &generator)) }
    for axis in shape.indices {
      let (_, length, inner) = x.split(at: axis)
      let expected = (0..<x.count / length).map { offset in
        let start = offset / inner * length * inner + offset % inner
        let values = (0..<length).map { x.scalars[start + $0 * inner] }
        return values.firstIndex(of: values.max()!)!
      }
      expectEqual(x.argmax(axis: axis), to: expected)
    }
  }

  @Test func `argmax counts not a number as the largest`() {
    let x = Tensor(shape: [2, 3], scalars: [9, 1, .nan, 2, .nan, .nan])
    #expect(x.argmax() == [2, 1])
    #expect(x.argmax(axis: 0) == [0, 1, 0])
  }

  @Test(arguments: [0, 5, 16, 63, 64, 200, 40_000])
  func `not a number anywhere makes sum, mean, max and min not a number`(offset: Int) {
    var x = Tensor(repeating: 1, shape: [offset + 9, 1])
    x[offset, 0] = .nan
    #expect(x.sum.isNaN && x.mean.isNaN && x.max.isNaN && x.min.isNaN)
    #expect(x.max(axis: 0)[0].isNaN && x.sum(axis: 0)[0].isNaN)
    let row = x.reshaped(1, -1)
    #expect(row.max(axis: 1)[0].isNaN)
    #expect(Tensor.concatenate([x, Tensor.ones(offset + 9, 1)], axis: 1).max(axis: 0)[0].isNaN)
    x[offset, 0] = -.infinity
    #expect(x.sum == -.infinity && x.max == 1 && x.min == -.infinity)
  }

  @Test func `a maximum of nothing but −∞ is −∞, and opposite infinities add up to nothing known`() {
    #expect(Tensor(repeating: -.infinity, shape: [33]).max == -.infinity)
    #expect(Tensor([.infinity, -.infinity]).sum.isNaN)
  }

  @Test func `sums over nothing are zero`() {
    #expect(Tensor.zeros(0).sum == 0)
    #expect(Tensor.zeros(0, 3).sum(axis: 0) == [0, 0, 0])
    #expect(Tensor.zeros(3, 0).sum(axis: 1) == [0, 0, 0])
    #expect(Tensor.zeros(3, 0).sum(axis: 0).shape == [0])
    #expect(Tensor.zeros(0, 3).max(axis: 1).shape == [0])
  }
}
