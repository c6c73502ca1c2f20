import Foundation
import RNN
import Tensors
import Testing

struct NGramTests {
  static let text: [Int] = {
    var generator = Generator(seed: 3)
    return (0..<300).map { _ in Int.random(in: 0..<4, using: &generator) }
  }()

  @Test(arguments: 1...5)
  func `probabilities sum to one after any history`(order: Int) {
    let model = NGram(order: order, vocabularySize: 5, text: Self.text)  // the token 4 never occurs
    for history in [[], [0], [4, 4, 4, 4], [0, 1, 2, 3], Array(Self.text.prefix(17))] {
      let probabilities = (0..<5).map { model.probability(of: $0, after: history[...]) }
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
      #expect(probabilities.allSatisfy { $0 > 0 })
    }
  }

  @Test func `the smoothing is that of Witten and Bell, computed by hand`() {
    // a b a a: after a came b and a, two kinds in two; alone, a came three times and b once, two kinds in four.
    let model = NGram(order: 2, vocabularySize: 3, text: [0, 1, 0, 0])
    let alone = (3.0 + 2 * (1.0 / 3)) / (4 + 2)
    #expect(abs(model.probability(of: 0, after: []) - alone) < 1e-12)
    #expect(abs(model.probability(of: 0, after: [0]) - (1 + 2 * alone) / (2 + 2)) < 1e-12)
    #expect(abs(model.probability(of: 0, after: [2]) - alone) < 1e-12, "an unknown context changes nothing")
    #expect(model.parameterCount == 2 + 3)
  }

  @Test func `a longer context than the order changes nothing`() {
    let model = NGram(order: 3, vocabularySize: 4, text: Self.text)
    #expect(model.probability(of: 1, after: [3, 0, 2]) == model.probability(of: 1, after: [1, 0, 2]))
  }

  @Test func `token losses are the negative logarithms of the probabilities`() {
    let model = NGram(order: 3, vocabularySize: 4, text: Self.text)
    let tokenLosses = model.tokenLosses(of: [1, 2, 3, 0])
    #expect(tokenLosses.count == 3)
    #expect(tokenLosses[2] == -log(model.probability(of: 0, after: [2, 3])))
  }
}
