import Gradients
import Testing

/// The check must fail where the derivative is wrong, and say where.
struct GradientCheckTests {
  /// A function with a mistake in its derivative, and the variables it is checked on.
  struct Mistake: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let function: @Sendable (Variable, Variable) -> Variable
  }

  static let mistakes: [Mistake] = [
    Mistake(testDescription: "a wrong factor") { x, _ in
      let value = x.value
      return Variable(value * value, from: [x]) { dy in [dy * value] }  // 2x was meant
    },
    Mistake(testDescription: "a wrong sign") { x, b in
      Variable(x.value - b.value, from: [x, b]) { dy in [dy, dy.summed(to: [3])] }
    },
    Mistake(testDescription: "a dropped term, which a plain sum would not show") { x, _ in
      let y = softmax(x.value)
      return Variable(y, from: [x]) { dy in [y * dy] }
    },
    Mistake(testDescription: "a gradient that never arrives") { x, b in
      Variable(x.value * b.value, from: [x, b]) { dy in [dy * b.value, nil] }
    },
    Mistake(testDescription: "the gradient of another entry") { x, _ in
      Variable(exp(x.value), from: [x]) { dy in [(dy * exp(x.value)).columns(0..<3).rows(at: [1, 0])] }
    },
    Mistake(testDescription: "not a number") { x, _ in
      Variable(x.value * 2, from: [x]) { dy in [dy * Scalar.nan] }
    },
  ]

  private func variables() -> (x: Variable, b: Variable) {
    var generator = Generator(seed: 5)
    return (
      Variable(.uniform([2, 3], in: 0.5..<1.5, using: &generator)),
      Variable(.uniform([3], in: 0.5..<1.5, using: &generator))
    )
  }

  @Test(arguments: mistakes)
  func `a wrong derivative is found`(mistake: Mistake) {
    let (x, b) = variables()
    #expect(throws: GradientMismatch.self) {
      try checkGradients("f", of: [("x", x), ("b", b)]) { mistake.function(x, b) }
    }
  }

  @Test func `the report names the function, the path, the index and both numbers`() throws {
    let x = Variable([[1, 2], [3, 4]])
    let error = #expect(throws: GradientMismatch.self) {
      try checkGradients("the square", of: [("layer.weight", x)]) {
        let value = x.value
        return Variable(value * value, from: [x]) { dy in
          var dx = 2 * value * dy
          dx[1, 0] *= 1.5
          return [dx]
        }
      }
    }
    let mismatch = try #require(error)
    #expect(mismatch.function == "the square")
    #expect(mismatch.path == "layer.weight")
    #expect(mismatch.index == [1, 0])
    #expect(abs(mismatch.backward / mismatch.definition - 1.5) < 0.01)
    let text = "\(mismatch)"
    for part in ["the square", "layer.weight[1, 0]", "\(mismatch.backward)", "\(mismatch.definition)"] {
      #expect(text.contains(part))
    }
  }

  @Test func `a missing sum over a broadcast axis stops with an error that names both shapes`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (x, b) = (Variable([[1, 2, 3], [4, 5, 6]]), Variable([1, 2, 3]))
      _ = try checkGradients("sum", of: [("b", b)]) {
        Variable(x.value + b.value, from: [x, b]) { dy in [dy, dy] }
      }
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("backward") && message.contains("[2, 3]") && message.contains("[3]"))
  }

  @Test func `the check leaves values and gradients as they were`() throws {
    let (x, b) = variables()
    let before = x.value
    let error = try checkGradients("x·b", of: [("x", x), ("b", b)]) { x * b }
    #expect(x.value == before)
    #expect(x.gradient == nil && b.gradient == nil)
    #expect(error <= GradientCheck.tolerance(hasKinks: false))
  }

  /// The second derivative is a fiftieth of the first, and wrong by half of itself.
  @Test func `a small wrong entry beside a large right one is found`() throws {
    let x = Variable([1, 0.02])
    let error = #expect(throws: GradientMismatch.self) {
      try checkGradients("the square", of: [("x", x)]) {
        let value = x.value
        return Variable(value * value, from: [x]) { dy in [2 * value * dy * [1, 1.5]] }
      }
    }
    #expect(error?.index == [1])
  }

  @Test func `a gradient from before is not taken for a part of the new one`() throws {
    let (x, b) = variables()
    (x.gradient, b.gradient) = (Tensor(repeating: 5, shape: x.shape), Tensor(repeating: 5, shape: b.shape))
    try checkGradients("x·b", of: [("x", x), ("b", b)]) { x * b }
  }

  @Test func `the sample is spread over all of a large variable`() {
    let x = Variable(.ones(1000))
    for wrong in [0..<500, 500..<1000] {
      #expect(throws: GradientMismatch.self) {
        try checkGradients("2x", of: [("x", x)], sampling: 10) {
          Variable(x.value * 2, from: [x]) { dy in [dy * Tensor(shape: [1000]) { wrong.contains($0[0]) ? 3 : 2 }] }
        }
      }
    }
  }

  @Test func `a large variable is checked by a sample of its entries`() throws {
    var calls = 0
    let x = Variable(.ones(1000))
    try checkGradients("sum", of: [("x", x)], sampling: 10) {
      calls += 1
      return (x * x).sum
    }
    #expect(calls == 1 + 2 * 10)
  }
}
