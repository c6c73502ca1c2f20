import Testing

@testable import Tensors

struct CreationTests {
  @Test func `literals nest as shapes do`() {
    let vector: Tensor = [3]
    let matrix: Tensor = [[1, 2.5, 3], [4, 5, 6]]
    #expect(vector.shape == [1] && vector.scalar == 3)
    #expect(matrix.shape == [2, 3] && matrix.scalars == [1, 2.5, 3, 4, 5, 6])
    #expect(([[[1], [2]]] as Tensor).shape == [1, 2, 1])
    #expect(([] as Tensor).shape == [0])
  }

  @Test func `a function of the index fills row by row`() {
    let x = Tensor(shape: [2, 3, 4]) { Scalar($0[0] * 100 + $0[1] * 10 + $0[2]) }
    #expect(x[1, 2, 3] == 123 && x.scalars[5] == 11)
    #expect(Tensor(shape: []) { _ in 7 } == Tensor(7))
    #expect(Tensor(shape: [3, 0]) { _ in 7 }.count == 0)
  }

  @Test func `the usual ones`() {
    #expect(Tensor.zeros(2, 1) == [[0], [0]])
    #expect(Tensor.ones(3) == [1, 1, 1])
    #expect(Tensor.identity(2) == [[1, 0], [0, 1]])
    #expect(Tensor.counting(2..<5) == [2, 3, 4])
    #expect(Tensor(repeating: 7, shape: []) == Tensor(7))
    #expect(Tensor.zeros().shape == [])
  }

  @Test func `a copy is a value of its own`() {
    let original: Tensor = [[1, 2], [3, 4]]
    var copy = original
    copy[1, 0] = 9
    copy.setScalar(at: 0, to: 8)
    copy.add([[1, 1]], toRowsAt: [1])
    #expect(original == [[1, 2], [3, 4]])
    #expect(copy == [[8, 2], [10, 5]])
  }

  @Test func `equal means shape and numbers`() {
    #expect([1, 2] as Tensor != [[1, 2]])
    #expect(Tensor([.nan]) != Tensor([.nan]))
    #expect(([1, 2] as Tensor).isClose(to: [1, 2.0001], tolerance: 1e-3))
    #expect(!([1, 2] as Tensor).isClose(to: [1, 2.1], tolerance: 1e-3))
    #expect(!([1, 2] as Tensor).isClose(to: [[1, 2]], tolerance: 1))
    #expect(!Tensor([1, .nan]).isClose(to: [1, 2], tolerance: 1))
    #expect(Tensor([1, .nan]).isClose(to: Tensor([1, .nan]), tolerance: 0))
    #expect(Tensor([.infinity]).isClose(to: Tensor([.infinity]), tolerance: 0))
    #expect(!Tensor([.infinity]).isClose(to: [1], tolerance: 1e-3))
  }

  @Test func `a difference is relative to the largest number of both`() {
    let (x, y): (Tensor, Tensor) = ([400, 1], [400, 3])
    #expect(x.relativeDifference(to: y) == 0.005 && y.relativeDifference(to: x) == 0.005)
    let (small, large): (Tensor, Tensor) = ([1, 0], [-8, 0])
    #expect(small.relativeDifference(to: large) == 1.125 && large.relativeDifference(to: small) == 1.125)
  }

  @Test(arguments: [[], [5], [2, 3], [2, 1, 4, 3]])
  func `the index of a number leads back to it`(shape: [Int]) {
    let x = Tensor(shape: shape) { index in index.reduce(0) { 10 * $0 + Scalar($1) } }
    for offset in 0..<x.count {
      #expect(x.index(at: offset).reduce(0) { 10 * $0 + Scalar($1) } == x.scalars[offset])
      #expect(x.index(at: offset).count == shape.count)
    }
  }

  @Test func `extents come apart as tuples`() {
    #expect(Tensor.zeros(2, 3).shape2 == (2, 3))
    #expect(Tensor.zeros(2, 3, 4).shape3 == (2, 3, 4))
    #expect(Tensor.zeros(2, 3, 4, 5).shape4 == (2, 3, 4, 5))
  }
}
