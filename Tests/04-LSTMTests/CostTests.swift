import LSTM
import RNN
import Tensors
import Testing

struct CostTests {
  @Test(arguments: [1, 2, 4])
  func `parameters are counted as they are built`(layers: Int) {
    var generator = Generator(seed: 1)
    let model = LanguageModel<LSTMCell>(
      vocabularySize: 11, width: 3, hiddenSize: 5, layers: layers, using: &generator)
    let count = LanguageModel<LSTMCell>.parameterCount(vocabularySize: 11, width: 3, hiddenSize: 5, layers: layers)
    #expect(model.parameterCount == count)
  }

  /// V = 11, D = 3, H = 5, 20 tokens. The table times U: 11 · 3 · G · 5; for each token h·W, 5 · G · 5, and the logits.
  @Test func `the work of a forward pass is what one counts by hand`() {
    func cost<Cell: FusedCell>(_: Cell.Type) -> [Int] {
      var generator = Generator(seed: 1)
      let model = LanguageModel<Cell>(vocabularySize: 11, width: 3, hiddenSize: 5, using: &generator)
      let cost = model.cost(ofReading: 20)
      return [cost.multiplyAdds, cost.activations]
    }
    #expect(cost(RNNCell.self) == [165 + 20 * (25 + 55), 55 + 20 * (2 * 5 + 11)])
    #expect(cost(GRUCell.self) == [495 + 20 * (75 + 55), 165 + 20 * (5 * 5 + 11)])  // r, u, n, m and h
    #expect(cost(LSTMCell.self) == [660 + 20 * (100 + 55), 220 + 20 * (6 * 5 + 11)])
  }
}
