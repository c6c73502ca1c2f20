import BERT
import Gradients
import LSTM
import RNN
import Tensors
import Training

// B batch · T positions · H hidden size

/// The recurrent language models of both directions as an encoder for tasks: the baseline of the ways to fine-tune.
///
/// Its body is all pre-trained, as BERT's is. Where BERT has matrices of queries and values, it has the gate matrices of its
/// cells; where BERT has a prefix, it has the states that its scans start from.
public struct RecurrentEncoder: TextEncoder {
  public let embedding: Embedding  // [V, H]
  public let net: LSTM
  /// Low-rank updates of the gate matrices, if there are any.
  public let updates: GateUpdates?
  /// Learned states to start from in place of zeros, one for each direction, if there are any.
  public let start: [Variable]?  // [1, 2H] each
  public let headDropout: Scalar

  /// A copy of the pre-trained part of a language model, prepared for a way to fine-tune.
  public init(
    _ languageModel: BidirectionalLanguageModel, _ way: FineTuning, dropout: Scalar = 0.1,
    using generator: inout Generator
  ) {
    let (V, H) = languageModel.embedding.weight.value.shape2
    embedding = Embedding(V, width: H, using: &generator)
    embedding.setParameters(from: languageModel.embedding)
    net = LSTM(inputSize: H, hiddenSize: H, isBidirectional: true, using: &generator)
    net.setParameters(from: languageModel.net)
    headDropout = dropout
    if case .lora(let configuration) = way {
      updates = GateUpdates(for: net, configuration, using: &generator)
    } else {
      updates = nil
    }
    if case .prefix = way {
      start = net.layers[0].cells.map { _ in Variable(.zeros(1, 2 * H)) }
    } else {
      start = nil
    }
    way.setTrainable(embedding)
    way.setTrainable(net)
  }

  public var width: Int { 2 * embedding.weight.shape[1] }
  public var headDeviation: Scalar { 0.02 }

  /// `[B, T, 2H]`
  public func callAsFunction(_ input: BERTInput, _ mode: Mode) -> Variable {
    let B = input.batchSize
    let first = start.map { states in
      RecurrentState(states: [states.map { $0.rows(at: [Int](repeating: 0, count: B)) }])
    }
    return (updates?.updated(net) ?? net)(
      lookingUp: input.tokens, in: embedding.weight, batch: B, from: first, lengths: input.lengths, mode
    ).outputs
  }

  public func pooled(_ states: Variable, lengths: [Int]) -> Variable {
    lastStatesOfBothDirections(states, lengths: lengths)
  }
}
