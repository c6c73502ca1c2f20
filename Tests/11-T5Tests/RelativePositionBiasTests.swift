import Gradients
import T5
import Tensors
import TestSupport
import Testing
import Training

struct RelativePositionBiasTests {
  private let bias: RelativePositionBias

  init() {
    var generator = Generator(seed: 3)
    bias = RelativePositionBias(
      RelativePositionBuckets(count: 6, maximumDistance: 9, isBidirectional: true), heads: 2, deviation: 1,
      using: &generator)
  }

  @Test(arguments: [(1, 1), (4, 4), (3, 12), (5, 2)])
  func `a query and a key get the number of their bucket`(Tq: Int, Tk: Int) {
    for start in [0, 1, 7] {
      let numbers = bias(queries: Tq, keys: Tk, from: [start]).value
      let expected = Tensor(shape: [2, Tq, Tk]) { index in
        bias.weight.value[bias.buckets.bucket(of: index[2] - index[1] - start), index[0]]
      }
      expectEqual(numbers, to: expected)
    }
  }

  @Test func `rows that begin at different positions get what each gets alone`() {
    let both = bias(queries: 3, keys: 9, from: [5, 2, 5]).value
    #expect(both.shape == [3, 2, 3, 9])
    for (row, start) in [5, 2, 5].enumerated() {
      expectEqual(both.row(row), to: bias(queries: 3, keys: 9, from: [start]).value)
    }
    #expect(both.row(0) != both.row(1))
    expectEqual(bias(queries: 3, keys: 9, from: [5, 5]).value, to: bias(queries: 3, keys: 9, from: [5]).value)
  }

  @Test(.inDouble, arguments: [[0], [4], [0, 3]]) func `gradients match central differences`(starts: [Int]) throws {
    try reportGradients("relative position bias", of: bias.parameters) { bias(queries: 3, keys: 7, from: starts) }
  }

  @Test func `its rows are drawn with the deviation asked for`() {
    var generator = Generator(seed: 4)
    let wide = RelativePositionBias(
      RelativePositionBuckets(isBidirectional: false), heads: 64, deviation: 0.25, using: &generator)
    #expect(wide.weight.shape == [32, 64])
    #expect(abs((wide.weight.value * wide.weight.value).mean.squareRoot() - 0.25) < 0.02)
  }
}
