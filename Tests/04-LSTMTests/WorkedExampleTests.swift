import Gradients
import LSTM
import Tensors
import TestSupport
import Testing

/// The step with every number by hand in the README of chapter 04, with H = 1, forward and backward.
struct WorkedExampleTests {
  private let cell = LSTMCell(
    input: Variable([[-0.5, 1, -1, 1.5]]), recurrent: Variable([[1, 0.4, -1, -1]]), bias: Variable([0, 1, 0, 0]))
  private let x = Variable([[1]])
  private let h = Variable([[0.5]])
  private let c = Variable([[2]])

  /// The README gives four decimals.
  private func expect(_ actual: Tensor?, _ expected: [Double], _ what: String) throws {
    let numbers = try #require(actual).scalars.map { Double($0) }
    #expect(numbers.count == expected.count, "\(what)")
    for (a, b) in zip(numbers, expected) { #expect(abs(a - b) < 0.51e-4, "\(what): \(a), by hand \(b)") }
  }

  @Test func `the step is the one computed by hand`() throws {
    let new = cell(x, h: h, c: c)
    try expect(new.c.value, [1.3479], "c")
    try expect(new.h.value, [0.6386], "h")
    // z = x·U + h·W + b
    try expect(matmul(x, cell.input).value + matmul(h, cell.recurrent).value + cell.bias.value, [0, 2.2, -1.5, 1], "z")
  }

  @Test func `its backward pass is the one computed by hand`() throws {
    let new = cell(x, h: h, c: c)
    // The loss adds 1 · h and 0.2 · c, so dh = 1, and 0.2 arrives at c from the next step.
    (new.h + new.c * 0.2).sum.backward()
    try expect(c.gradient, [0.3360], "the gradient of the old c")
    try expect(h.gradient, [-0.2631], "the gradient of the old h")
    try expect(x.gradient, [0.3332], "the gradient of x")
    try expect(cell.bias.gradient, [-0.0844, 0.0670, 0.0337, 0.1718], "dz, which is the gradient of b")
    try expect(cell.recurrent.gradient, [-0.0422, 0.0335, 0.0169, 0.0859], "the gradient of W")
    try expect(cell.input.gradient, [-0.0844, 0.0670, 0.0337, 0.1718], "the gradient of U")
  }
}
