import TestBasics
import Testing

@testable import Tensors

/// Arithmetic of two tensors against NumPy's rule, index by index.
struct BroadcastingTests {
  static let pairs: [([Int], [Int])] = [
    ([], []), ([3], []), ([], [2, 3]), ([1], [5]), ([5], [1]), ([2, 3], [3]), ([3], [2, 3]), ([2, 3], [2, 1]),
    ([2, 1], [1, 3]), ([4, 1, 5], [3, 1]), ([4, 3, 5], [3, 5]), ([4, 3, 5], [4, 1, 5]), ([1, 3, 1], [4, 1, 5]),
    ([7, 1, 33], [1, 6, 1]), ([2, 3, 4, 5], [3, 1, 5]), ([17], [17]), ([0], [1]), ([0, 3], [3]), ([2, 0], [2, 1]),
    ([300, 257], [257]), ([300, 257], [300, 1]), ([300, 1], [257]), ([65, 31, 37], [31, 1]), ([131_101], []),
    ([1, 1], [1]),
  ]

  typealias Operation = (
    name: String, tensor: @Sendable (Tensor, Tensor) -> Tensor, number: @Sendable (Scalar, Scalar) -> Scalar
  )

  static let operations: [Operation] = [
    ("+", { $0 + $1 }, { $0 + $1 }), ("-", { $0 - $1 }, { $0 - $1 }), ("*", { $0 * $1 }, { $0 * $1 }),
    ("/", { $0 / $1 }, { $0 / $1 }),
  ]

  /// The number of `x` that broadcasting repeats at an index of the larger shape.
  private func met(_ x: Tensor, at index: [Int]) -> Scalar {
    let own = zip(index.suffix(x.rank), x.shape).map { $1 == 1 ? 0 : $0 }
    return x.scalars[zip(own, x.shape).reduce(0) { $0 * $1.1 + $1.0 }]
  }

  @Test(arguments: pairs)
  func `shapes are aligned at the last axis and ones repeated`(a: [Int], b: [Int]) {
    var generator = Generator(seed: 4)
    let (x, y) = (Tensor.uniform(a, in: 1..<2, using: &generator), Tensor.uniform(b, in: 1..<2, using: &generator))
    let shape = (0..<max(a.count, b.count)).reversed().map { back in
      let (p, q) = (back < a.count ? a[a.count - 1 - back] : 1, back < b.count ? b[b.count - 1 - back] : 1)
      return p == 1 ? q : p
    }
    let (left, right) = (Tensor(shape: shape) { met(x, at: $0) }, Tensor(shape: shape) { met(y, at: $0) })
    for (name, tensor, number) in Self.operations {
      let expected = zip(left.scalars, right.scalars).map { number($0, $1) }
      expectEqual(tensor(x, y), to: Tensor(shape: shape, scalars: expected), name)
    }
    if shape == a { #expect((x + y - x).summed(to: b).shape == b) }
  }

  @Test(arguments: pairs)
  func `summed(to:) sums over the copies of broadcast(to:)`(a: [Int], b: [Int]) {
    let shape = broadcastShape(a, b, in: "test")
    let ones = Tensor(repeating: 1, shape: a).broadcast(to: shape)
    expectEqual(ones, to: Tensor(repeating: 1, shape: shape))
    let copies = a.contains(0) ? 0 : shape.reduce(1, *) / a.reduce(1, *)
    expectEqual(ones.summed(to: a), to: Tensor(repeating: Scalar(copies), shape: a))
  }

  @Test(arguments: TestSizes.all)
  func `one number on either side broadcasts to all`(count: Int) {
    var generator = Generator(seed: 5)
    let x = Tensor.uniform([count], in: 1..<2, using: &generator)
    expectEqual([x + 3, 3 + x], to: [x.map { $0 + 3 }, x + 3])
    expectEqual([x - 3, 3 - x], to: [x.map { $0 - 3 }, x.map { 3 - $0 }])
    expectEqual([x * 3, 3 * x], to: [x.map { $0 * 3 }, x * 3])
    expectEqual([x / 3, 3 / x], to: [x.map { $0 / 3 }, x.map { 3 / $0 }])
  }

  @Test(arguments: TestSizes.all)
  func `in-place arithmetic leaves copies unchanged`(count: Int) {
    var generator = Generator(seed: 6)
    let (x, y) = (Tensor.normal([count], using: &generator), Tensor.normal([count], using: &generator))
    var sum = x
    sum += y
    expectEqual(sum, to: x + y)
    sum -= y
    expectEqual(sum, to: x + y - y)
    sum *= 3
    expectEqual(sum, to: (x + y - y) * 3)
    var rows = Tensor(repeating: 1, shape: [3, count])
    rows.addToRows(x)
    expectEqual(rows, to: Tensor(repeating: 1, shape: [3, count]) + x)
  }
}
