import Gradients
import TestSupport
import Testing

/// Every operation's derivative against the definition, on shapes that broadcast, transpose and cut.
struct OperationTests {
  struct Operation: CustomTestStringConvertible, Sendable {
    let name: String
    let shapes: [[Int]]
    var range: Range<Scalar> = -2..<2
    var hasKinks = false
    let function: @Sendable ([Variable]) -> Variable
    var testDescription: String { "\(name) \(shapes)" }
  }

  static let arithmetic: [Operation] = [
    ([2, 3], [2, 3]), ([2, 3], [3]), ([3], [2, 3]), ([2, 1, 4], [3, 1]), ([], [2, 2]), ([1, 1], [1]),
  ].flatMap { (a: [Int], b: [Int]) in
    [
      Operation(name: "+", shapes: [a, b]) { $0[0] + $0[1] },
      Operation(name: "-", shapes: [a, b]) { $0[0] - $0[1] },
      Operation(name: "*", shapes: [a, b]) { $0[0] * $0[1] },
      Operation(name: "/", shapes: [a, b], range: 1..<2) { $0[0] / $0[1] },
    ]
  }

  static let functions: [Operation] = [
    Operation(name: "-x", shapes: [[3]]) { -$0[0] },
    Operation(name: "x + 2", shapes: [[3]]) { $0[0] + 2 },
    Operation(name: "2 - x", shapes: [[3]]) { 2 - $0[0] },
    Operation(name: "x - 2", shapes: [[3]]) { $0[0] - 2 },
    Operation(name: "3 * x", shapes: [[3]]) { 3 * $0[0] },
    Operation(name: "x / 3", shapes: [[3]]) { $0[0] / 3 },
    Operation(name: "3 / x", shapes: [[3]], range: 1..<2) { 3 / $0[0] },
    Operation(name: "exp", shapes: [[2, 5]]) { exp($0[0]) },
    Operation(name: "log", shapes: [[2, 5]], range: 1..<2) { log($0[0]) },
    Operation(name: "sqrt", shapes: [[2, 5]], range: 1..<2) { sqrt($0[0]) },
    Operation(name: "tanh", shapes: [[3, 7]]) { tanh($0[0]) },
    Operation(name: "sigmoid", shapes: [[3, 7]]) { sigmoid($0[0]) },
    Operation(name: "erf", shapes: [[3, 7]]) { erf($0[0]) },
    Operation(name: "gelu", shapes: [[3, 7]]) { gelu($0[0]) },
    Operation(name: "geluTanh", shapes: [[3, 7]]) { geluTanh($0[0]) },
    Operation(name: "relu", shapes: [[3, 7]], hasKinks: true) { relu($0[0]) },
  ]

  static let products: [Operation] = [
    Operation(name: "matmul", shapes: [[2, 3], [3, 4]]) { matmul($0[0], $0[1]) },
    Operation(name: "matmul", shapes: [[1, 1], [1, 1]]) { matmul($0[0], $0[1]) },
    Operation(name: "matmul left", shapes: [[3, 2], [3, 4]]) { matmul($0[0], $0[1], transposing: .left) },
    Operation(name: "matmul right", shapes: [[2, 3], [4, 3]]) { matmul($0[0], $0[1], transposing: .right) },
    Operation(name: "matmul", shapes: [[2, 2, 3], [3, 4]]) { matmul($0[0], $0[1]) },
    Operation(name: "matmul right", shapes: [[2, 2, 3], [4, 3]]) { matmul($0[0], $0[1], transposing: .right) },
    Operation(name: "matmul left", shapes: [[2, 3, 2], [3, 4]]) { matmul($0[0], $0[1], transposing: .left) },
    Operation(name: "matmul", shapes: [[2, 3], [2, 3, 4]]) { matmul($0[0], $0[1]) },
    Operation(name: "matmul right", shapes: [[2, 3], [2, 4, 3]]) { matmul($0[0], $0[1], transposing: .right) },
    Operation(name: "matmul left", shapes: [[3, 2], [2, 3, 4]]) { matmul($0[0], $0[1], transposing: .left) },
    Operation(name: "matmul", shapes: [[2, 2, 2, 3], [2, 2, 3, 4]]) { matmul($0[0], $0[1]) },
    Operation(name: "matmul right", shapes: [[2, 2, 2, 3], [2, 2, 4, 3]]) {
      matmul($0[0], $0[1], transposing: .right)
    },
    Operation(name: "matmul left", shapes: [[2, 2, 3, 2], [2, 2, 3, 4]]) { matmul($0[0], $0[1], transposing: .left) },
  ]

  static let shapes: [Operation] = [
    Operation(name: "reshaped", shapes: [[2, 6]]) { $0[0].reshaped(3, -1) },
    Operation(name: "transposed", shapes: [[2, 3, 4]]) { $0[0].transposed },
    Operation(name: "permuted", shapes: [[2, 3, 4]]) { $0[0].permuted(2, 0, 1) },
    Operation(name: "rows", shapes: [[4, 3]]) { $0[0].rows(1..<3) },
    Operation(name: "columns", shapes: [[2, 5]]) { $0[0].columns(2..<5) },
    Operation(name: "slice", shapes: [[2, 5, 3]]) { $0[0].slice(axis: 1, 0..<2) },
    Operation(name: "block", shapes: [[3, 2, 5]]) { $0[0].block(rows: 1..<3, columns: 2..<4) },
    Operation(name: "rows(at:)", shapes: [[4, 3]]) { $0[0].rows(at: [2, 0, 2, 2]) },
    Operation(name: "concatenate", shapes: [[2, 3], [2, 1]]) { Variable.concatenate($0, axis: -1) },
    Operation(name: "concatenate", shapes: [[2, 3], [1, 3]]) { Variable.concatenate($0) },
    Operation(name: "stack", shapes: [[2, 3], [2, 3]]) { Variable.stack($0, axis: 1) },
    Operation(name: "one variable twice", shapes: [[2, 3]]) { Variable.concatenate([$0[0], $0[0] * $0[0]]) },
  ]

  static let reductions: [Operation] = [
    Operation(name: "sum", shapes: [[2, 3]]) { $0[0].sum },
    Operation(name: "mean", shapes: [[2, 3]]) { $0[0].mean },
    Operation(name: "sum(axis:)", shapes: [[2, 3, 4]]) { $0[0].sum(axis: 1) },
    Operation(name: "mean(axis:)", shapes: [[2, 3, 4]]) { $0[0].mean(axis: -1, keepingAxis: true) },
    Operation(name: "max(axis:)", shapes: [[2, 5, 3]], hasKinks: true) { $0[0].max(axis: 1) },
    Operation(name: "softmax", shapes: [[3, 5]]) { softmax($0[0]) },
    Operation(name: "logSoftmax", shapes: [[3, 5]]) { logSoftmax($0[0]) },
    Operation(name: "logSumExp", shapes: [[3, 5]]) { logSumExp($0[0]) },
  ]

  @Test(arguments: arithmetic + functions + products + shapes + reductions)
  func `matches central differences`(operation: Operation) throws {
    var generator = Generator(seed: 1)
    let inputs = operation.shapes.map { Variable(.uniform($0, in: operation.range, using: &generator)) }
    let named = inputs.enumerated().map { (path: "input \($0)", variable: $1) }
    try reportGradients(operation.name, of: named, hasKinks: operation.hasKinks) { operation.function(inputs) }
  }
}
