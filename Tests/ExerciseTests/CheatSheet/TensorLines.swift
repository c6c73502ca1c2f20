import Foundation
import Tensors
import Testing

/// The lines of the cheat sheet on tensors, in its order.
struct TensorLines {
  let x: Tensor = [[1, 2, 3], [4, 5, 6]]
  let v: Tensor = [1, 2, 3]
  let y: Tensor = [[[1, 2, 3], [4, 5, 6]]]
  let targets = [2, 0]

  @Test func `make a tensor`() {
    let numbers: [Scalar] = [1, 2, 3]
    let (B, V) = (2, 3)
    let x: Tensor = [[1, 2, 3], [4, 5, 6]]
    let v = Tensor(numbers)
    #expect(x == self.x && v == self.v)
    check(Tensor(7).shape, [])
    check(Tensor.zeros(2, 3) + Tensor.ones(2, 3), [[1, 1, 1], [1, 1, 1]])
    check(Tensor(repeating: 7, shape: [2]), [7, 7])
    check(Tensor(repeating: 0, shape: x.shape), [[0, 0, 0], [0, 0, 0]])
    check(Tensor.identity(2), [[1, 0], [0, 1]])
    check(Tensor.counting(0..<4), [0, 1, 2, 3])
    check(Tensor(shape: [3, 1], scalars: numbers), [[1], [2], [3]])
    check(Tensor(shape: [2, 2]) { Scalar(10 * $0[0] + $0[1]) }, [[0, 1], [10, 11]])
    check(Tensor(shape: [B, V]) { $0[1] == targets[$0[0]] ? 1 : 0 }, [[0, 0, 1], [1, 0, 0]])
    check(Tensor(shape: [2, 2]) { $0[1] > $0[0] ? 1 : 0 }, [[0, 1], [0, 0]])
  }

  @Test func shape() {
    check(x.shape, [2, 3])
    let (B, T, D) = y.shape3
    #expect(B == 1 && T == 2 && D == 3)
    check([x.count, x.rank], [6, 2])
    check(x.reshaped(3, 2), [[1, 2], [3, 4], [5, 6]])
    check(x.reshaped(-1, 2), [[1, 2], [3, 4], [5, 6]])
    check(x.flattened, [1, 2, 3, 4, 5, 6])
    check(x.transposed, [[1, 4], [2, 5], [3, 6]])
    check(y.permuted(0, 2, 1).shape, [1, 3, 2])
    check(x.reshaped(2, 1, 3).shape, [2, 1, 3])
    check(y.reshaped(2, 3), [[1, 2, 3], [4, 5, 6]])
    check(v.broadcast(to: [2, 3]), [[1, 2, 3], [1, 2, 3]])
    check(Tensor.concatenate([x, x], axis: 1).shape, [2, 6])
    check(Tensor.stack([v, v]), [[1, 2, 3], [1, 2, 3]])
  }

  @Test func `index and slice`() {
    var z = x
    check(x[1, 2], 6)
    z[0, 0] = 9
    check(x.row(1), [4, 5, 6])
    check(x.row(x.shape[0] - 1), [4, 5, 6])
    check(x.rows(0..<1), [[1, 2, 3]])
    check(x.columns(1..<3), [[2, 3], [5, 6]])
    check(x.columns(1..<2).flattened, [2, 5])
    check(y.slice(axis: 1, 1..<2), [[[4, 5, 6]]])
    check(x.rows(at: [1, 0, 1]), [[4, 5, 6], [1, 2, 3], [4, 5, 6]])
    check(targets.indices.map { x[$0, targets[$0]] }, [3, 4])
    check(x.scalars[4], 5)
    z.setScalar(at: 4, to: 0)
    z.setBlock(rows: 0..<1, columns: 1..<3, to: [[7, 8]])
    #expect(z == [[9, 7, 8], [4, 0, 6]])
  }

  @Test func reduce() {
    check(x.sum, 21)
    check(x.sum(axis: 0), [5, 7, 9])
    check(x.sum(axis: -1, keepingAxis: true), [[6], [15]])
    check(x.mean(axis: -1), [2, 5])
    check([x.max, x.min], [6, 1])
    check(x.max(axis: -1, keepingAxis: true), [[3], [6]])
    check(x.argmax(), [2, 2])
    check(Tensor([3, 4]).norm, 5)
    let c = x - x.mean(axis: -1, keepingAxis: true)
    check((c * c).mean(axis: -1) * 3, [2, 2])
  }

  @Test func `each number by itself`() {
    let (a, b, keep): (Tensor, Tensor, Tensor) = ([1, -2, 3], [4, 2, -1], [1, 0, 1])
    check(a + b * 2 - 1, [8, 1, 0])
    check(a * a, [1, 4, 9])
    check(exp(log(a * 0 + 1)) + sqrt(b * b), [5, 3, 2])
    check(relu(a), [1, 0, 3])
    check(a.map { abs($0) }, [1, 2, 3])
    check((a * 0).map { cos($0) }, [1, 1, 1])
    check(a.map { min(1, max(-1, $0)) }, [1, -1, 1])
    check(Tensor(zip(a.scalars, b.scalars).map { max($0, $1) }), [4, 2, 3])
    check(a.map { $0 > 0 ? 1 : 0 }, [1, 0, 1])
    check(keep * a + (1 - keep) * b, [1, 2, 3])
    check(a == b, false)
    check(a.isClose(to: b, tolerance: 1e-5), false)
  }

  @Test func `broadcasting and matrix products`() {
    let w: Tensor = [[1], [1], [1]]
    check(x + v, [[2, 4, 6], [5, 7, 9]])
    check(x / x.max(axis: -1, keepingAxis: true) * 6, [[2, 4, 6], [4, 5, 6]])
    check(v.reshaped(3, 1) - v, [[0, -1, -2], [1, 0, -1], [2, 1, 0]])
    check(matmul(x, x, transposing: .right), [[14, 32], [32, 77]])
    check(matmul(x, x, transposing: .left).shape, [3, 3])
    check(matmul(y, w), [[[6], [15]]])
    check((v * v).sum, 14)
    check(matmul(y, y.transposed).shape, [1, 2, 2])
  }

  @Test func `softmax and masks`() {
    let s: Tensor = [[0, 0], [1000, 1000]]
    let hidden = [false, true]
    check(softmax(s), [[0.5, 0.5], [0.5, 0.5]])
    check(softmax(s, axis: 0), [[0, 0], [1, 1]])
    check(logSoftmax(s).shape, [2, 2])
    check(logSumExp(s).shape, [2])
    let mask = Tensor(shape: [2, 2]) { $0[1] > $0[0] ? -.infinity : 0 }
    check(softmax(s + mask), [[1, 0], [0.5, 0.5]])
    let t = Tensor(shape: [2, 2]) { hidden[$0[1]] ? -.infinity : s[$0[0], $0[1]] }
    check(softmax(t), [[1, 0], [1, 0]])
  }

  @Test func `random numbers`() {
    var generator = Generator(seed: 1)
    check(Tensor.uniform([2, 3], using: &generator).shape, [2, 3])
    check(Tensor.normal([2, 3], using: &generator).shape, [2, 3])
    let u = generator.uniform()
    let die = Int.random(in: 0..<10, using: &generator)
    let order = (0..<5).shuffled(using: &generator)
    let two = (0..<5).shuffled(using: &generator).prefix(2)
    #expect(Set(two).count == 2 && two.allSatisfy { (0..<5).contains($0) })
    #expect(0 <= u && u < 1 && (0..<10).contains(die) && order.sorted() == [0, 1, 2, 3, 4])
  }
}
