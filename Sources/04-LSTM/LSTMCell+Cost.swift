import RNN

// V vocabulary size · D embedding width · H hidden size

extension LanguageModel where Cell == LSTMCell {
  /// How many numbers such a model learns, counted without building it.
  public static func parameterCount(vocabularySize V: Int, width D: Int, hiddenSize H: Int, layers: Int) -> Int {
    let first = (D + H + 1) * 4 * H
    let others = (layers - 1) * (H + H + 1) * 4 * H
    return V * D + first + others + (H + 1) * V
  }

  /// About how many numbers a training step keeps for each token: gates, states and input of each layer, and the logits.
  public static func activationCount(vocabularySize V: Int, width D: Int, hiddenSize H: Int, layers: Int) -> Int {
    D + layers * (4 + 2 + 1) * H + 2 * V
  }
}
