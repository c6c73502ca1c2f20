import Testing

@testable import Tensors

/// Shapes that do not fit stop the program, with a message that names the operation and the shapes.
struct BadInputTests {
  struct Mistake: Codable, CustomTestStringConvertible, Sendable {
    let words: [String]
    let index: Int
    var testDescription: String { words.joined(separator: " ") }
  }

  typealias Case = (words: [String], run: @Sendable () -> Void)

  static let cases: [Case] = [
    (["+", "[2, 3]", "[2]"], { _ = Tensor.zeros(2, 3) + Tensor.zeros(2) }),
    (["/", "[3]", "[4, 2]"], { _ = Tensor.zeros(3) / Tensor.zeros(4, 2) }),
    (
      ["update", "[3]", "[2]"],
      {
        var x = Tensor.zeros(3); x += Tensor.zeros(2)
      }
    ),
    (["Tensor", "[2, 2]", "3"], { _ = Tensor(shape: [2, 2], scalars: [1, 2, 3]) }),
    (["Tensor", "[-1]", "negative"], { _ = Tensor(shape: [-1], scalars: []) }),
    (["matmul", "[2, 3]", "[2, 3]"], { _ = matmul(Tensor.zeros(2, 3), Tensor.zeros(2, 3)) }),
    (["matmul", "[2, 3]ᵀ", "[3, 4]"], { _ = matmul(Tensor.zeros(2, 3), Tensor.zeros(3, 4), transposing: .left) }),
    (["matmul", "[2, 3, 4]", "[3, 4, 5]"], { _ = matmul(Tensor.zeros(2, 3, 4), Tensor.zeros(3, 4, 5)) }),
    (["matmul", "[3]", "[3, 2]"], { _ = matmul(Tensor.zeros(3), Tensor.zeros(3, 2)) }),
    (["reshaped", "[2, 3]", "[4, 2]"], { _ = Tensor.zeros(2, 3).reshaped(4, 2) }),
    (["reshaped", "[2, 3]", "[4, -1]"], { _ = Tensor.zeros(2, 3).reshaped(4, -1) }),
    (["reshaped", "[2, 3]", "[-1, -1]"], { _ = Tensor.zeros(2, 3).reshaped(-1, -1) }),
    (["reshaped", "[2, 3]", "[-2, -3]"], { _ = Tensor.zeros(2, 3).reshaped(-2, -3) }),
    (["permuted", "[0, 0]", "[2, 3]"], { _ = Tensor.zeros(2, 3).permuted(0, 0) }),
    (["transposed", "[3]"], { _ = Tensor.zeros(3).transposed }),
    (["slice", "0..<4", "[3]"], { _ = Tensor.zeros(3).rows(0..<4) }),
    (["slice", "axis 2", "[3]"], { _ = Tensor.zeros(3).slice(axis: 2, 0..<1) }),
    (["block", "1..<4", "0..<2", "[3, 2]"], { _ = Tensor.zeros(3, 2).block(rows: 1..<4, columns: 0..<2) }),
    (["block", "0..<1", "[3]"], { _ = Tensor.zeros(3).block(rows: 0..<1, columns: 0..<1) }),
    (
      ["setBlock", "[2, 2]", "0..<1", "[3, 2]"],
      {
        var x = Tensor.zeros(3, 2)
        x.setBlock(rows: 0..<1, columns: 0..<2, to: .zeros(2, 2))
      }
    ),
    (["rows(at:)", "row 3", "[3, 2]"], { _ = Tensor.zeros(3, 2).rows(at: [0, 3]) }),
    (["rows(at:)", "row -1", "[3, 2]"], { _ = Tensor.zeros(3, 2).rows(at: [-1]) }),
    (["row:", "3", "[3, 2]"], { _ = Tensor.zeros(3, 2).row(3) }),
    (
      ["add(toRowsAt:)", "[3, 2]", "[1, 3]"],
      {
        var x = Tensor.zeros(3, 2); x.add(Tensor.zeros(1, 3), toRowsAt: [0])
      }
    ),
    (
      ["add(toRowsAt:)", "row 3"],
      {
        var x = Tensor.zeros(3, 2); x.add(Tensor.zeros(1, 2), toRowsAt: [3])
      }
    ),
    (
      ["addToRows", "[3, 2]", "[3]"],
      {
        var x = Tensor.zeros(3, 2); x.addToRows(Tensor.zeros(3))
      }
    ),
    (["concatenate", "[2, 3]", "[2, 4]"], { _ = Tensor.concatenate([Tensor.zeros(2, 3), Tensor.zeros(2, 4)]) }),
    (["concatenate", "[2, 3]", "[2]"], { _ = Tensor.concatenate([Tensor.zeros(2, 3), Tensor.zeros(2)], axis: 1) }),
    (["concatenate", "nothing"], { _ = Tensor.concatenate([]) }),
    (["stack", "[2]", "[3]"], { _ = Tensor.stack([Tensor.zeros(2), Tensor.zeros(3)]) }),
    (["summed(to:)", "[2]", "[3]"], { _ = Tensor.zeros(3).summed(to: [2]) }),
    (["broadcast(to:)", "[3]", "[3, 1]"], { _ = Tensor.zeros(3).broadcast(to: [3, 1]) }),
    (["sum", "[3]", "axis 1"], { _ = Tensor.zeros(3).sum(axis: 1) }),
    (["max", "[0]"], { _ = Tensor.zeros(0).max }),
    (["min", "[0]"], { _ = Tensor.zeros(0).min }),
    (["max", "[2, 0]"], { _ = Tensor.zeros(2, 0).max(axis: 1) }),
    (["argmax", "[2, 0]"], { _ = Tensor.zeros(2, 0).argmax() }),
    (["softmax", "axis -1", "[]"], { _ = softmax(Tensor(1)) }),
    (["scalar", "[2]"], { _ = Tensor.zeros(2).scalar }),
    (["subscript", "[0, 3]", "[2, 3]"], { _ = Tensor.zeros(2, 3)[0, 3] }),
    (["3 axes", "[2, 3]"], { _ = Tensor.zeros(2, 3).shape3 }),
    (["relativeDifference", "[2]", "[3]"], { _ = Tensor.zeros(2).relativeDifference(to: Tensor.zeros(3)) }),
  ]

  static let mistakes = cases.enumerated().map { Mistake(words: $1.words, index: $0) }

  @Test(arguments: mistakes)
  func `the message names the operation and the shapes`(mistake: Mistake) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [mistake] in
      BadInputTests.cases[mistake.index].run()
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    for word in mistake.words { #expect(message.contains(word), "\(message.prefix(300))") }
  }
}
