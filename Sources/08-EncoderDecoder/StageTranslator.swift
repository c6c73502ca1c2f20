import Attention
import Datasets
import Gradients
import RNN
import Tensors
import Tokens
import Training
import Transformer

// B batch · T tokens of the source · U tokens of the target · V vocabulary size of the target · D width

/// A translator at one of the six stages, from two recurrent nets to the Transformer.
public struct StageTranslator: PairModel {
  public let stage: Stage
  public let sourceEmbedding: Embedding  // [vocabulary size of the source, D]
  public let encoder: [StageLayer]
  public let encoderNorm: LayerNorm
  public let targetEmbedding: Embedding  // [V, D]
  public let decoder: [StageLayer]
  public let decoderNorm: LayerNorm
  public let output: Linear  // [D, V]
  /// Added at all stages, so that the stages differ in nothing else; they have no parameters.
  let positions: SinusoidalPositions

  /// - Parameter feedForwardWidth: F of every layer; nil for twice the width.
  public init(
    _ stage: Stage, sourceVocabularySize: Int, targetVocabularySize V: Int, width D: Int, heads: Int = 4,
    feedForwardWidth: Int? = nil, depth: Int = 2, using generator: inout Generator
  ) {
    let F = feedForwardWidth ?? 2 * D
    self.stage = stage
    sourceEmbedding = Embedding(sourceVocabularySize, width: D, using: &generator)
    encoder = (0..<depth).map { _ in
      StageLayer(
        width: D, heads: heads, feedForwardWidth: F, hasRecurrence: stage.encoderIsRecurrent,
        hasAttention: !stage.encoderIsRecurrent, hasCross: false, using: &generator)
    }
    encoderNorm = LayerNorm(D)
    targetEmbedding = Embedding(V, width: D, using: &generator)
    decoder = (0..<depth).map { _ in
      StageLayer(
        width: D, heads: heads, feedForwardWidth: F, hasRecurrence: stage.decoderIsRecurrent,
        hasAttention: stage.hasDecoderSelfAttention, hasCross: stage.hasCrossAttention, using: &generator)
    }
    decoderNorm = LayerNorm(D)
    output = Linear(D, V, using: &generator)
    positions = SinusoidalPositions(width: D)
  }

  /// The encoder's outputs, and the state of each layer of the decoder.
  public struct State: DecoderState {
    let memory: Memory
    var layers: [StageLayer.State]
    /// How many tokens of each target were read.
    var lengths: [Int]

    public func rows(at indices: [Int]) -> State {
      State(
        memory: memory.rows(at: indices), layers: layers.map { $0.rows(at: indices) },
        lengths: indices.map { lengths[$0] })
    }
  }

  public func encode(_ source: PaddedRows) -> State { encode(source, .evaluation) }

  private func encode(_ source: PaddedRows, _ mode: Mode) -> State {
    let mask = Mask(lengths: source.lengths, isCausal: stage.encoderIsCausal)
    var x = positions(sourceEmbedding(source.tokens, shape: [source.lengths.count, source.width]))  // [B, T, D]
    var states: [StageLayer.State] = []
    for layer in encoder {
      let (outputs, end) = layer(x, mask, mode)
      x = outputs
      // The last state of an encoder layer is the first state of the same layer of the decoder.
      states.append(StageLayer.State(recurrent: stage.decoderIsRecurrent ? end : nil))
    }
    return State(
      memory: Memory(encoderNorm(x), lengths: source.lengths), layers: states,
      lengths: [Int](repeating: 0, count: source.lengths.count))
  }

  /// The encoder's outputs, `[B, T, D]`.
  public func memory(of source: PaddedRows) -> Tensor { encode(source).memory.states.value }

  public func callAsFunction(_ source: PaddedRows, _ decoderInput: PaddedRows, _ mode: Mode = .evaluation) -> Variable {
    let state = encode(source, mode)
    let (B, U) = (decoderInput.lengths.count, decoderInput.width)
    let x = positions(targetEmbedding(decoderInput.tokens, shape: [B, U]))  // [B, U, D]
    let y = zip(decoder, state.layers).reduce(x) { x, layerAndState in
      let (layer, start) = layerAndState
      return layer(x, .causal, memory: state.memory, from: start.recurrent, mode).outputs
    }
    return output(decoderNorm(y))
  }

  public func read(_ tokens: PaddedRows, _ state: inout State) -> Tensor {
    let N = tokens.lengths.count
    var x = positions(targetEmbedding(tokens.tokens, shape: [N, tokens.width]), from: state.lengths)  // [N, T, D]
    for (index, layer) in decoder.enumerated() {
      x = layer(x, counts: tokens.lengths, memory: state.memory, &state.layers[index])
    }
    state.lengths = zip(state.lengths, tokens.lengths).map { $0 + $1 }
    return output(decoderNorm(x)).value.last(of: tokens.lengths)
  }
}
