import Attention
import Datasets
import EncoderDecoder
import LSTM
import RNN
import Tensors
import Training

/// The nets that are compared. Each encodes a source and decodes a target, token after token.
enum Net: String, CaseIterable {
  /// Chapter 03: the decoder knows the source by the encoder's last hidden state.
  case rnn = "RNN"
  /// Chapter 04: by the last hidden and cell state.
  case lstm = "LSTM"
  /// Chapter 05: by attention over the encoder's states as well.
  case attention = "LSTM + attention"
  /// Chapter 08: attention everywhere, and no recurrence.
  case transformer = "Transformer"

  /// Steps in the time in which the Transformer makes one.
  var speed: Int {
    switch self {
    case .rnn, .lstm: 4
    case .attention: 3
    case .transformer: 1
    }
  }

  /// As large as the budget of parameters allows.
  func model(for task: any PairTask, within budget: Int, layers: Int, seed: Int) -> any PairModel {
    switch self {
    case .rnn: largest(within: budget) { Net.recurrent(RNNCell.self, nil, task, hiddenSize: $0, seed) }
    case .lstm: largest(within: budget) { Net.recurrent(LSTMCell.self, nil, task, hiddenSize: $0, seed) }
    case .attention:
      largest(within: budget) { Net.recurrent(LSTMCell.self, ScaledDotScore.self, task, hiddenSize: $0, seed) }
    case .transformer: Net.transformer(task, within: budget, layers: layers, seed)
    }
  }

  /// The size below which there is no model of a task, whatever its budget.
  static func smallestBudget(for task: any PairTask, layers: Int) -> Int {
    max(
      recurrent(LSTMCell.self, ScaledDotScore.self, task, hiddenSize: 1, 0).parameterCount,
      transformer(task, width: 8, feedForwardWidth: 16, layers: layers, 0).parameterCount)
  }

  private static func recurrent<Cell: RecurrentCell>(
    _: Cell.Type, _ score: (any Score.Type)?, _ task: any PairTask, hiddenSize: Int, _ seed: Int
  ) -> Translator<Cell> {
    var generator = Generator(seed: seed)
    return Translator(
      sourceVocabularySize: task.source.count, targetVocabularySize: task.target.count, width: 32,
      hiddenSize: hiddenSize, score: score, using: &generator)
  }

  /// The widest with feed-forwards of twice the width; then the feed-forwards get what is left of the budget.
  private static func transformer(
    _ task: any PairTask, within budget: Int, layers: Int, _ seed: Int
  ) -> TransformerTranslator {
    let widest = largest(within: budget) {
      transformer(task, width: 8 * $0, feedForwardWidth: 16 * $0, layers: layers, seed)
    }
    let width = widest.targetEmbedding.weight.shape[1]
    return largest(within: budget) { transformer(task, width: width, feedForwardWidth: $0, layers: layers, seed) }
  }

  private static func transformer(
    _ task: any PairTask, width: Int, feedForwardWidth: Int, layers: Int, _ seed: Int
  ) -> TransformerTranslator {
    var generator = Generator(seed: seed)
    // No pair is drawn often, so there is no dropout.
    var shape = TransformerConfiguration(
      width: width, heads: 4, feedForwardWidth: feedForwardWidth, depth: layers, dropout: 0)
    (shape.block.placement, shape.block.activation) = (.pre, .gelu)
    return TransformerTranslator(
      shape, sourceVocabularySize: task.source.count, targetVocabularySize: task.target.count, using: &generator)
  }
}
