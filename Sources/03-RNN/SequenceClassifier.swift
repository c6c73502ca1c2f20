import Gradients
import Tensors
import Training

// B batch · T time steps · D embedding width · P directions, 1 or 2 · H hidden size · C classes

/// Many to one: classifies a sequence by the last hidden state.
public struct SequenceClassifier<Cell: RecurrentCell>: Module {
  public let embedding: Embedding  // [V, D]
  public let net: Recurrent<Cell>
  public let output: Linear  // [P·H, C]

  public init(
    vocabularySize: Int, width: Int, hiddenSize: Int, classes: Int, layers: Int = 1, isBidirectional: Bool = false,
    using generator: inout Generator
  ) {
    embedding = Embedding(vocabularySize, width: width, using: &generator)
    net = Recurrent(
      inputSize: width, hiddenSize: hiddenSize, layers: layers, isBidirectional: isBidirectional, using: &generator)
    output = Linear(isBidirectional ? 2 * hiddenSize : hiddenSize, classes, using: &generator)
  }

  /// The logits of the classes, `[B, C]`, for B rows of T tokens of which the first `lengths` are no padding.
  public func callAsFunction(_ tokens: [Int], lengths: [Int], _ mode: Mode = .evaluation) -> Variable {
    let x = embedding(tokens, shape: [lengths.count, tokens.count / lengths.count])  // [B, T, D]
    let end = net(x, lengths: lengths, mode).state
    return output(net.hidden(end))
  }
}

extension Recurrent {
  /// The hidden state of the last layer, `[B, P·H]`, without the cell states.
  public func hidden(_ state: RecurrentState) -> Variable {
    let H = layers[0].forward.hiddenSize
    let parts = state.states.last!.map { $0.shape[1] == H ? $0 : $0.columns(0..<H) }
    return parts.count == 1 ? parts[0] : Variable.concatenate(parts, axis: 1)
  }
}
