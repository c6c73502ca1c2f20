import Gradients
import TestSupport
import Testing

/// Values and gradients of every operation against PyTorch's in double precision.
struct ReferenceTests {
  @Test(arguments: operations.keys.sorted())
  func `agrees with PyTorch`(operation: String) throws {
    let roles = try Fixture(named: "operations").roles(of: operation)
    let inputs = (0...).prefix { roles["input\($0)"] != nil }.map { Variable(roles["input\($0)"]!) }
    let (value, cotangent) = (try #require(roles["output"]), try #require(roles["cotangent"]))
    let function = try #require(Self.operations[operation])

    let output = function(inputs)
    expectClose(output.value, to: value, "\(operation)")
    output.backward(seed: cotangent)
    for (index, input) in inputs.enumerated() {
      let gradient = try #require(roles["gradient\(index)"])
      expectClose(try #require(input.gradient), to: gradient, "\(operation): gradient \(index)")
    }
  }

  /// They differ by up to 5·10⁻⁴, which a drawing does not show.
  @Test func `the two GELUs are not taken for one another`() throws {
    let fixture = try Fixture(named: "operations")
    for (name, other) in [("gelu", geluTanh), ("geluTanh", gelu)] as [(String, (Variable) -> Variable)] {
      let x = Variable(try fixture["\(name).input0"])
      let y = other(x)
      y.backward(seed: try fixture["\(name).cotangent"])
      #expect(y.value.relativeDifference(to: try fixture["\(name).output"]) > 2 * referenceTolerance)
      #expect(x.gradient!.relativeDifference(to: try fixture["\(name).gradient0"]) > 2 * referenceTolerance)
    }
  }

  @Test func `every case of the file has its operation here`() throws {
    #expect(try Fixture(named: "operations").cases == Self.operations.keys.sorted())
  }

  @Test func `one wrong digit is noticed`() throws {
    let expected = try Fixture(named: "operations")["softmax.output"]
    var wrong = expected
    wrong[1, 2] += 3 * referenceTolerance * expected.max
    let found = try #require(difference(of: wrong, from: expected, "y")).description
    #expect(found.hasPrefix("y[1, 2] is \(wrong[1, 2]), expected \(expected[1, 2])"))
    wrong[1, 2] = .nan
    #expect(difference(of: wrong, from: expected)?.description.hasPrefix("result[1, 2] is nan") == true)
    let flat = difference(of: expected.flattened, from: expected)?.description
    #expect(flat == "result: the shape is [\(expected.count)], expected \(expected.shape)")
    #expect(difference(of: expected, from: expected) == nil)
  }

  typealias Operation = @Sendable ([Variable]) -> Variable

  static let operations: [String: Operation] = arithmetic.merging(functions) { $1 }.merging(products) { $1 }
    .merging(shapes) { $1 }.merging(reductions) { $1 }

  static let arithmetic: [String: Operation] = {
    var result: [String: Operation] = [:]
    for shapes in ["same", "row", "column", "both", "number", "lead"] {
      result["add-\(shapes)"] = { $0[0] + $0[1] }
      result["subtract-\(shapes)"] = { $0[0] - $0[1] }
      result["multiply-\(shapes)"] = { $0[0] * $0[1] }
      result["divide-\(shapes)"] = { $0[0] / $0[1] }
    }
    return result
  }()

  static let functions: [String: Operation] = [
    "negate": { -$0[0] },
    "plus-number": { $0[0] + 2.5 },
    "number-plus": { 2.5 + $0[0] },
    "minus-number": { $0[0] - 2.5 },
    "number-minus": { 2.5 - $0[0] },
    "times-number": { $0[0] * 2.5 },
    "number-times": { 2.5 * $0[0] },
    "over-number": { $0[0] / 2.5 },
    "number-over": { 2.5 / $0[0] },
    "exp": { exp($0[0]) },
    "log": { log($0[0]) },
    "sqrt": { sqrt($0[0]) },
    "tanh": { tanh($0[0]) },
    "sigmoid": { sigmoid($0[0]) },
    "relu": { relu($0[0]) },
    "erf": { erf($0[0]) },
    "gelu": { gelu($0[0]) },
    "geluTanh": { geluTanh($0[0]) },
  ]

  static let products: [String: Operation] = {
    var result: [String: Operation] = ["matmul-first-shared": { matmul($0[0], $0[1]) }]
    for form in ["matmul", "matmul-batch", "matmul-shared"] {
      result[form] = { matmul($0[0], $0[1]) }
      result["\(form)-left"] = { matmul($0[0], $0[1], transposing: .left) }
      result["\(form)-right"] = { matmul($0[0], $0[1], transposing: .right) }
    }
    return result
  }()

  static let shapes: [String: Operation] = [
    "reshape": { $0[0].reshaped(3, -1) },
    "transpose": { $0[0].transposed },
    "permute": { $0[0].permuted(2, 0, 1) },
    "permute-heads": { $0[0].permuted(0, 2, 1, 3) },
    "rows": { $0[0].rows(1..<3) },
    "columns": { $0[0].columns(2..<5) },
    "slice": { $0[0].slice(axis: 1, 1..<4) },
    "gather": { $0[0].rows(at: [2, 0, 2, 3, 2]) },
    "concatenate-first": { Variable.concatenate($0) },
    "concatenate-last": { Variable.concatenate($0, axis: -1) },
    "concatenate-middle": { Variable.concatenate($0, axis: 1) },
    "stack-first": { Variable.stack($0) },
    "stack-middle": { Variable.stack($0, axis: 1) },
  ]

  static let reductions: [String: Operation] = [
    "sum": { $0[0].sum },
    "mean": { $0[0].mean },
    "sum-axis": { $0[0].sum(axis: 1) },
    "sum-axis-kept": { $0[0].sum(axis: 0, keepingAxis: true) },
    "mean-axis": { $0[0].mean(axis: -1) },
    "mean-axis-kept": { $0[0].mean(axis: -1, keepingAxis: true) },
    "max-axis": { $0[0].max(axis: 1) },
    "max-axis-kept": { $0[0].max(axis: -1, keepingAxis: true) },
    "softmax": { softmax($0[0]) },
    "log-softmax": { logSoftmax($0[0]) },
    "log-sum-exp": { logSumExp($0[0]) },
  ]
}
