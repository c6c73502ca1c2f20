import Foundation
import TestBasics
import Testing

@testable import Tensors

struct SoftmaxTests {
  static let shapes: [[Int]] = [
    [1], [17], [3, 1], [5, 16], [7, 33], [2, 3, 65], [300, 257], [3, 1009], [0, 4], [2, 70_001],
  ]

  private func logSum(_ row: ArraySlice<Scalar>) -> Double {
    let largest = Double(row.max()!)
    return largest + Foundation.log(row.reduce(0.0) { $0 + Foundation.exp(Double($1) - largest) })
  }

  @Test(arguments: shapes)
  func `softmax and its relatives agree with a plain loop`(shape: [Int]) {
    var generator = Generator(seed: 7)
    let x = Tensor.normal(shape, deviation: 5, using: &generator)
    let width = shape.last!
    let starts = stride(from: 0, to: x.count, by: width)
    let sums = starts.map { logSum(x.scalars[$0..<$0 + width]) }
    let logs = x.scalars.enumerated().map { Double($1) - sums[$0 / width] }
    let tolerance = 64 * Scalar.ulpOfOne
    func tensor(_ numbers: [Double], _ shape: [Int]) -> Tensor {
      Tensor(shape: shape, scalars: numbers.map { Scalar($0) })
    }
    #expect(softmax(x).isClose(to: tensor(logs.map { Foundation.exp($0) }, shape), tolerance: tolerance))
    #expect(logSoftmax(x).isClose(to: tensor(logs, shape), tolerance: tolerance))
    #expect(logSumExp(x).isClose(to: tensor(sums, Array(shape.dropLast())), tolerance: tolerance))
    #expect(logSumExp(x, keepingAxis: true).shape == shape.dropLast() + [1])
    #expect(softmax(x).sum(axis: -1).scalars.allSatisfy { abs($0 - 1) < tolerance })
  }

  @Test(arguments: [0, 1, 2])
  func `softmax along any axis equals that along the last`(axis: Int) {
    var generator = Generator(seed: 8)
    let x = Tensor.normal([4, 5, 6], using: &generator)
    var order = [0, 1, 2]
    order.swapAt(axis, 2)
    expectEqual(softmax(x, axis: axis), to: softmax(x.permuted(order)).permuted(order))
    expectEqual(logSoftmax(x, axis: axis), to: logSoftmax(x.permuted(order)).permuted(order))
    #expect(softmax(x, axis: axis).sum(axis: axis).scalars.allSatisfy { abs($0 - 1) < 1e-6 })
    #expect(logSumExp(x, axis: axis).shape == x.sum(axis: axis).shape)
    #expect(logSumExp(x, axis: axis).isClose(to: log(exp(x).sum(axis: axis)), tolerance: 1e-6))
  }

  @Test func `the largest finite logits do not overflow`() {
    let big = Scalar.greatestFiniteMagnitude
    #expect(softmax(Tensor([big, big, 0])) == [0.5, 0.5, 0])
    #expect(softmax(Tensor([-big, 0])) == [0, 1])
    #expect(logSumExp(Tensor([1e4, 1e4])).scalar == 1e4 + Scalar(Foundation.log(2.0)))
    #expect(logSoftmax(Tensor([0, -1e4])) == [0, -1e4])
  }

  @Test(arguments: [1, 5, 16, 33])
  func `a row of −∞ alone becomes zeros and leaves other rows unchanged`(width: Int) {
    var x = Tensor(repeating: 0, shape: [3, width])
    for column in 0..<width { x[1, column] = -.infinity }
    let p = softmax(x)
    #expect(p.row(1) == Tensor(repeating: 0, shape: [width]))
    #expect(p.row(0) == p.row(2) && abs(p.row(0).sum - 1) < 1e-6)
    #expect(logSumExp(x)[1] == -.infinity)
  }

  @Test func `one −∞ gets probability zero and leaves the others theirs`() {
    #expect(softmax(Tensor([0, -.infinity, 0])) == [0.5, 0, 0.5])
  }

  @Test(arguments: [0, 3, 16, 19])
  func `NaN changes its own row only`(offset: Int) {
    var x = Tensor.zeros(2, 20)
    x[1, offset] = .nan
    for y in [softmax(x), logSoftmax(x)] {
      #expect(y.row(1).scalars.allSatisfy(\.isNaN) && y.row(0).scalars.allSatisfy(\.isFinite))
    }
    #expect(logSumExp(x)[1].isNaN && logSumExp(x)[0].isFinite)
  }
}
