import Testing

@testable import Gradients

/// The computational graph: what is recorded, how gradients pass through it, and when it is freed.
struct VariableTests {
  /// A leaf and the sum of 100,000 ones added to it, one after the other.
  private func chain() -> (leaf: Variable, end: Variable) {
    let leaf = Variable(Tensor(0))
    return (leaf, (0..<100_000).reduce(leaf) { end, _ in end + 1 })
  }

  @Test func `the backward pass of a chain of 100,000 operations frees all of it`() throws {
    weak var leaf: Variable?
    do {
      let (start, end) = chain()
      leaf = start
      end.backward()
      #expect(end.value.scalar == 100_000)
      #expect(start.gradient?.scalar == 1)
    }
    #expect(leaf == nil)
  }

  @Test func `a chain of 100,000 operations released without a backward pass is freed`() {
    weak var leaf: Variable?
    do { leaf = chain().leaf }
    #expect(leaf == nil)
  }

  @Test func `backward frees the graph while the loss is still held`() {
    weak var middle: Variable?
    let x = Variable([1, 2])
    let loss: Variable
    do {
      let square = x * x
      middle = square
      loss = square.sum
    }
    #expect(middle != nil)
    loss.backward()
    #expect(middle == nil)
    #expect(loss.isLeaf && loss.pullback == nil)
    #expect(x.gradient == [2, 4])
  }

  @Test func `a second backward through a freed graph adds nothing`() {
    let x = Variable([1, 2])
    let loss = (x * x).sum
    loss.backward()
    loss.backward()
    #expect(x.gradient == [2, 4])
  }

  @Test func `gradients of two backward calls are accumulated until they are cleared`() {
    let x = Variable([1, 2])
    (x * x).sum.backward()
    (3 * x).sum.backward()
    #expect(x.gradient == [5, 7])
    x.gradient = nil
    (3 * x).sum.backward()
    #expect(x.gradient == [3, 3])
  }

  @Test func `a variable used twice in one operation receives both gradients`() {
    let x = Variable([3])
    (x * x + x / x).sum.backward()
    #expect(x.gradient == [6])
  }

  @Test func `a diamond passes its gradient on once, after both contributions`() {
    let x = Variable([2])
    let y = x * x
    var calls = 0
    let counted = Variable(y.value, from: [y]) { dy in
      calls += 1
      return [dy]
    }
    (counted * 3 + counted * counted).sum.backward()  // 3y + y² with y = x²
    #expect(calls == 1)
    #expect(x.gradient == [44])  // (3 + 2y) · 2x
  }

  @Test func `a chain of forty diamonds takes forty steps, not 2⁴⁰`() {
    let x = Variable([1])
    let top = (0..<40).reduce(x) { y, _ in y * 0.5 + y * 0.5 }
    top.sum.backward()
    #expect(x.gradient == [1])
  }

  @Test func `frozen inputs get no gradient and are not recorded`() {
    let (x, frozen) = (Variable([1, 2]), constant([3, 4]))
    (x * frozen).sum.backward()
    #expect(x.gradient == [3, 4])
    #expect(frozen.gradient == nil)
    let product = frozen * frozen
    #expect(product.isLeaf && !product.isTrainable && product.pullback == nil)
  }

  @Test func `a frozen input gets no gradient from a pullback that has one for it`() {
    let (x, frozen) = (Variable([1, 2]), constant([3, 4]))
    Variable(x.value * frozen.value, from: [x, frozen]) { dy in [dy * frozen.value, dy * x.value] }.sum.backward()
    #expect(x.gradient == [3, 4] && frozen.gradient == nil)
  }

  @Test func `an operation keeps its trainable inputs alone, and cuts no gradient for a frozen part`() throws {
    let (x, frozen) = (Variable([1, 2]), constant([3, 4]))
    #expect((x * frozen).parents.count == 1 && (frozen - x).parents.count == 1)
    for joined in [Variable.concatenate([frozen, x, frozen]), Variable.stack([frozen, x, frozen])] {
      let pullback = try #require(joined.pullback)
      #expect(pullback(joined.value) == [nil, [1, 2], nil])
    }
  }

  @Test func `only leaves keep their gradient`() {
    let x = Variable([2])
    let square = x * x
    let loss = (square * square).sum
    loss.backward()
    #expect(x.gradient == [32])
    #expect(square.gradient == nil && loss.gradient == nil)
  }

  @Test func `a graph that is released leaves what it shared with another one`() {
    let x = Variable([3])
    let square = x * x
    do { _ = square * 2 + square }
    (square * 2).sum.backward()
    #expect(x.gradient == [12])
  }

  @Test func `a detached variable stops the gradient`() {
    let x = Variable([2])
    (x * (x * x).detached).sum.backward()
    #expect(x.gradient == [4])
  }

  @Test func `withoutGradients records nothing and restores recording`() throws {
    struct Stop: Error {}
    let x = Variable([1, 2])
    let y = withoutGradients { x * x }
    #expect(y.isLeaf && !y.isTrainable && y.pullback == nil)
    #expect(throws: Stop.self) { try withoutGradients { throw Stop() } }
    #expect((x * x).isTrainable)
  }

  @Test func `a seed weights the outputs`() {
    let x = Variable([1, 2, 3])
    (x * x).backward(seed: [1, 0, 10])
    #expect(x.gradient == [2, 0, 60])
  }

  @Test func `of equal largest numbers the first gets the gradient`() {
    let x = Variable([[1, 5, 5], [7, 7, 7]])
    x.max(axis: 1).sum.backward()
    #expect(x.gradient == [[0, 1, 0], [1, 0, 0]])
  }
}
