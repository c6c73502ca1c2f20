import RNN
import Tensors

// V vocabulary size · D embedding width · H hidden size · G gates

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

extension LanguageModel where Cell: FusedCell {
  /// The multiply-adds of the forward pass of a model of one layer that reads so many tokens, and how many numbers it
  /// keeps for the backward pass. The input's product is computed once for each row of the table.
  public func cost(ofReading tokens: Int) -> (multiplyAdds: Int, activations: Int) {
    require(net.layers.count == 1, "cost: the model has \(net.layers.count) layers, one is counted")
    let (V, D) = embedding.weight.value.shape2
    let H = net.layers[0].forward.hiddenSize
    let gates = Cell.gateCount * H  // G·H
    return (
      V * D * gates + tokens * (H * gates + H * V), V * gates + tokens * ((Cell.storedCount + Cell.stateCount) * H + V)
    )
  }
}
