import TestBasics
import Testing

@testable import Tensors

/// What moves numbers, against the definition by indices.
struct ShapeTests {
  static let orders: [([Int], [Int])] = [
    ([7], [0]), ([3, 5], [1, 0]), ([17, 33], [1, 0]), ([1, 9], [1, 0]), ([301, 257], [1, 0]), ([2, 3, 4], [0, 2, 1]),
    ([2, 3, 4], [2, 0, 1]), ([2, 3, 4], [1, 2, 0]), ([2, 3, 4], [2, 1, 0]), ([5, 1, 7], [2, 1, 0]),
    ([1, 1, 4], [2, 0, 1]),
    ([2, 19, 3, 8], [0, 2, 1, 3]), ([2, 19, 3, 8], [0, 2, 3, 1]), ([2, 65, 2, 64], [0, 2, 1, 3]),
    ([3, 37, 17, 5], [3, 1, 2, 0]), ([2, 3, 2, 3, 2], [4, 2, 0, 3, 1]), ([0, 3], [1, 0]), ([16, 16, 16], [0, 2, 1]),
  ]

  @Test(arguments: orders)
  func `permuted puts every number where its index says`(shape: [Int], order: [Int]) {
    let x = Tensor.counting(0..<shape.reduce(1, *)).reshaped(shape)
    let y = x.permuted(order)
    let expected = Tensor(shape: order.map { shape[$0] }) { index in
      var source = index
      for (axis, from) in order.enumerated() { source[from] = index[axis] }
      return x.scalars[zip(source, shape).reduce(0) { $0 * $1.1 + $1.0 }]
    }
    expectEqual(y, to: expected)
    expectEqual(y.permuted(order.indices.sorted { order[$0] < order[$1] }), to: x)
  }

  @Test func `transposed exchanges the last two axes`() {
    #expect(([[1, 2, 3], [4, 5, 6]] as Tensor).transposed == [[1, 4], [2, 5], [3, 6]])
    let x = Tensor.counting(0..<24).reshaped(2, 3, 4)
    #expect(x.transposed == x.permuted(0, 2, 1))
  }

  @Test func `reshaped works out one extent`() {
    let x = Tensor.counting(0..<12)
    #expect(
      x.reshaped(3, -1).shape == [3, 4] && x.reshaped(-1).shape == [12] && x.reshaped(2, -1, 2).shape == [2, 3, 2])
    #expect(x.reshaped(3, 4).flattened == x)
    #expect(Tensor.zeros(0, 3).reshaped(-1, 3).shape == [0, 3])
    #expect(Tensor(5).reshaped(1, 1).reshaped([]) == Tensor(5))
  }

  @Test(arguments: [[5], [5, 3], [3, 5, 4], [2, 5, 1], [40, 300, 20]], [0, 1, 2])
  func `slices laid end to end are the whole again`(shape: [Int], axis: Int) {
    guard axis < shape.count else { return }
    let x = Tensor.counting(0..<shape.reduce(1, *)).reshaped(shape)
    let (start, end) = (shape[axis] / 3, shape[axis] / 3 + shape[axis] / 2)
    let parts = [0..<start, start..<end, end..<shape[axis]].map { x.slice(axis: axis, $0) }
    expectEqual(Tensor.concatenate(parts, axis: axis), to: x)
    expectEqual(Tensor.concatenate(parts, axis: axis - shape.count), to: x)
    #expect(parts[1].shape[axis] == end - start)
    let expected = Tensor(shape: parts[1].shape) { index in
      var source = index
      source[axis] += start
      return x.scalars[zip(source, shape).reduce(0) { $0 * $1.1 + $1.0 }]
    }
    expectEqual(parts[1], to: expected)
  }

  @Test func `rows and columns`() {
    let x: Tensor = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    #expect(x.rows(1..<3) == [[4, 5, 6], [7, 8, 9]])
    #expect(x.columns(0..<2) == [[1, 2], [4, 5], [7, 8]])
    #expect(x.row(1) == [4, 5, 6])
    #expect(x.rows(1..<1).shape == [0, 3])
  }

  @Test(arguments: [[3, 4], [5, 2, 7], [40, 3, 50], [3, 2, 2, 5]])
  func `a block is its rows and then its columns, and can be put back`(shape: [Int]) {
    let x = Tensor.counting(0..<shape.reduce(1, *)).reshaped(shape)
    let (rows, columns) = (1..<shape[0], 1..<shape.last! - 1)
    let block = x.block(rows: rows, columns: columns)
    expectEqual(block, to: x.rows(rows).columns(columns))
    var changed = x
    changed.setBlock(rows: rows, columns: columns, to: -block)
    expectEqual(changed.block(rows: rows, columns: columns), to: -block)
    #expect((changed - x).sum == -2 * block.sum, "a number outside of the block changed")
  }

  @Test(arguments: [1, 3, 16, 17, 300])
  func `add(toRowsAt:) is the reverse of rows(at:), repeated rows included`(width: Int) {
    var generator = Generator(seed: 9)
    let table = Tensor.normal([50, width], using: &generator)
    let indices = (0..<400).map { _ in Int.random(in: 0..<50, using: &generator) }
    let taken = table.rows(at: indices)
    expectEqual(taken, to: Tensor(shape: [400, width]) { table[indices[$0[0]], $0[1]] })
    var sum = Tensor(repeating: 0, shape: table.shape)
    sum.add(taken, toRowsAt: indices)
    let counts = Tensor(shape: [50, 1]) { index in Scalar(indices.filter { $0 == index[0] }.count) }
    #expect(sum.isClose(to: table * counts, tolerance: 1e-5))
  }

  @Test func `stack makes a new axis anywhere`() {
    let (a, b): (Tensor, Tensor) = ([[1, 2], [3, 4]], [[5, 6], [7, 8]])
    #expect(Tensor.stack([a, b]) == [[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    #expect(Tensor.stack([a, b], axis: 1) == [[[1, 2], [5, 6]], [[3, 4], [7, 8]]])
    #expect(Tensor.stack([a, b], axis: -1) == [[[1, 5], [2, 6]], [[3, 7], [4, 8]]])
    #expect(Tensor.stack([Tensor(1), Tensor(2), Tensor(3)]) == [1, 2, 3])
  }
}
