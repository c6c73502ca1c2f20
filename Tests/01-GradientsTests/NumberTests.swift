import Gradients
import Testing

/// One number at a time: the derivatives of its operations, and how gradients are added up.
struct NumberTests {
  typealias Function = (name: String, of: @Sendable (Number, Number) -> Number)

  static let functions: [Function] = [
    ("a + b", { $0 + $1 }), ("a - b", { $0 - $1 }), ("a * b", { $0 * $1 }), ("tanh a", { a, _ in a.tanh() }),
    ("a * a", { a, _ in a * a }), ("(a * b).tanh() - a * b", { ($0 * $1).tanh() - $0 * $1 }),
    (
      "a shared product",
      { a, b in
        let product = a * b
        return product * product + product.tanh() * a
      }
    ),
  ]

  @Test(arguments: functions.indices)
  func `gradients match central differences`(index: Int) {
    let (name, function) = Self.functions[index]
    let (a, b) = (Number(0.7), Number(-0.4))
    function(a, b).backward()
    func value(_ da: Double, _ db: Double) -> Double { function(Number(0.7 + da), Number(-0.4 + db)).value }
    let h = 1e-5
    #expect(abs(a.gradient - (value(h, 0) - value(-h, 0)) / (2 * h)) < 1e-8, "\(name), a")
    #expect(abs(b.gradient - (value(0, h) - value(0, -h)) / (2 * h)) < 1e-8, "\(name), b")
  }

  @Test func `a second backward adds the same gradients once more, and to the inputs alone`() {
    let (a, b) = (Number(3), Number(2))
    let product = a * b
    let result = product * product
    for times in 1...3 {
      result.backward()
      #expect(product.gradient == 12 && result.gradient == 1)
      #expect(a.gradient == 24 * Double(times) && b.gradient == 36 * Double(times))
    }
    a.clearGradient()
    result.backward()
    #expect(a.gradient == 24)
  }

  @Test func `the history has every number once, each after its inputs`() {
    let (a, b) = (Number(1), Number(2))
    let sum = a + b
    let product = sum * sum
    let result = product - a
    #expect(result.history.map(\.operation) == ["leaf", "leaf", "+", "*", "-"])
    #expect(result.history.map(\.value) == [1, 2, 3, 9, 8])
  }

  @Test func `a step of descent goes against the gradient`() {
    let x = Number(5)
    (x * x).backward()
    x.descend(rate: 0.25)
    #expect(x.value == 2.5)
  }
}
