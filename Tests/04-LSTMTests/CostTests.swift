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
}
