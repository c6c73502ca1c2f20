import Datasets

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

  public init(
    _ stage: Stage, sourceVocabularySize: Int, targetVocabularySize V: Int, width D: Int, heads: Int = 4,
    depth: Int = 2,
    using generator: inout Generator
  ) {
    self.stage = stage
    sourceEmbedding = Embedding(sourceVocabularySize, width: D, using: &generator)
    encoder = (0..<depth).map { _ in
      StageLayer(
        width: D, heads: heads, recurs: stage.encoderIsRecurrent, attends: !stage.encoderIsRecurrent, looksBack: false,
        using: &generator)
    }
    encoderNorm = LayerNorm(D)
    targetEmbedding = Embedding(V, width: D, using: &generator)
    decoder = (0..<depth).map { _ in
      StageLayer(
        width: D, heads: heads, recurs: stage.decoderIsRecurrent, attends: stage.hasDecoderSelfAttention,
        looksBack: stage.hasCrossAttention, using: &generator)
    }
    decoderNorm = LayerNorm(D)
    output = Linear(D, V, using: &generator)
    positions = SinusoidalPositions(width: D)
  }

  /// The encoder's outputs, and the state of each layer of the decoder.
  public struct State: DecoderState {
    let memory: Memory
    var layers: [StageLayer.State]
    var length = 0

    public func rows(at indices: [Int]) -> State {
      State(memory: memory.rows(at: indices), layers: layers.map { $0.rows(at: indices) }, length: length)
    }
  }

  public func encode(_ source: PaddedRows) -> State {
    let mask = Mask(lengths: source.lengths, isCausal: stage.encoderIsCausal)
    var x = positions(sourceEmbedding(source.tokens, shape: [source.lengths.count, source.width]))  // [B, T, D]
    var states: [StageLayer.State] = []
    for layer in encoder {
      let (outputs, end) = layer(x, mask)
      x = outputs
      // The last state of an encoder layer is the first state of the same layer of the decoder.
      states.append(StageLayer.State(state: stage.decoderIsRecurrent ? end : nil))
    }
    return State(memory: Memory(encoderNorm(x), lengths: source.lengths), layers: states)
  }

  /// The encoder's outputs, `[B, T, D]`.
  public func memory(of source: PaddedRows) -> Tensor { encode(source).memory.states.value }

  public func callAsFunction(_ source: PaddedRows, _ decoderInput: PaddedRows, _ mode: Mode = .evaluation) -> Variable {
    let state = encode(source)
    let x = positions(targetEmbedding(decoderInput.tokens, shape: [decoderInput.lengths.count, decoderInput.width]))  // [B, U, D]
    let y = zip(decoder, state.layers).reduce(x) { x, pair in
      pair.0(x, .causal, memory: state.memory, from: pair.1.state).outputs
    }
    return output(decoderNorm(y))
  }

  public func read(_ tokens: PaddedRows, _ state: inout State) -> Tensor {
    let N = tokens.lengths.count
    var x = positions(targetEmbedding(tokens.tokens, shape: [N, tokens.width]), from: state.length)  // [N, T, D]
    for (index, layer) in decoder.enumerated() { x = layer(x, memory: state.memory, &state.layers[index]) }
    state.length += tokens.width
    return output(decoderNorm(x)).value.last(of: tokens.lengths)
  }
}
