import Datasets

// B batch · T tokens of the source · U of the target · V different ones of the target · D width

/// A translator at one of the six stages, from two recurrent nets to the Transformer.
public struct StageTranslator: PairModel {
  public let stage: Stage
  public let sourceEmbedding: Embedding  // [tokens of the source, D]
  public let reader: [StageLayer]
  public let encoderNorm: LayerNorm
  public let targetEmbedding: Embedding  // [V, D]
  public let writer: [StageLayer]
  public let decoderNorm: LayerNorm
  public let output: Linear  // [D, V]
  /// Added at all stages, though a recurrent net can count for itself: they have no parameters.
  let positions: SinusoidalPositions

  public init(
    _ stage: Stage, sourceVocabularySize: Int, targetVocabularySize V: Int, width D: Int, heads: Int = 4,
    depth: Int = 2,
    using generator: inout Generator
  ) {
    self.stage = stage
    sourceEmbedding = Embedding(sourceVocabularySize, width: D, using: &generator)
    reader = (0..<depth).map { _ in
      StageLayer(
        width: D, heads: heads, recurs: stage.encoderIsRecurrent, attends: !stage.encoderIsRecurrent, looksBack: false,
        using: &generator)
    }
    encoderNorm = LayerNorm(D)
    targetEmbedding = Embedding(V, width: D, using: &generator)
    writer = (0..<depth).map { _ in
      StageLayer(
        width: D, heads: heads, recurs: stage.decoderIsRecurrent, attends: stage.hasDecoderSelfAttention,
        looksBack: stage.hasCrossAttention, using: &generator)
    }
    decoderNorm = LayerNorm(D)
    output = Linear(D, V, using: &generator)
    positions = SinusoidalPositions(width: D)
  }

  /// Where a writer stands in its texts: what was read for it, and what each of its layers remembers.
  public struct State: DecoderState {
    let memory: Memory
    var layers: [StageLayer.State]
    var length = 0

    public func rows(at indices: [Int]) -> State {
      State(memory: memory.rows(at: indices), layers: layers.map { $0.rows(at: indices) }, length: length)
    }
  }

  public func read(_ source: PaddedRows) -> State {
    let mask = Mask(lengths: source.lengths, isCausal: stage.encoderIsCausal)
    var x = positions(sourceEmbedding(source.tokens, shape: [source.lengths.count, source.width]))  // [B, T, D]
    var offsets: [StageLayer.State] = []
    for layer in reader {
      let (outputs, end) = layer(x, mask)
      x = outputs
      // What a layer of the reader ends with, the same layer of the writer begins with.
      offsets.append(StageLayer.State(state: stage.decoderIsRecurrent ? end : nil))
    }
    return State(memory: Memory(encoderNorm(x), lengths: source.lengths), layers: offsets)
  }

  /// What the writer looks into, `[B, T, D]`.
  public func memory(of source: PaddedRows) -> Tensor { read(source).memory.states.value }

  public func callAsFunction(_ source: PaddedRows, _ given: PaddedRows, _ mode: Mode = .evaluation) -> Variable {
    let position = read(source)
    let x = positions(targetEmbedding(given.tokens, shape: [given.lengths.count, given.width]))  // [B, U, D]
    let y = zip(writer, position.layers).reduce(x) { x, pair in
      pair.0(x, .causal, memory: position.memory, from: pair.1.state).outputs
    }
    return output(decoderNorm(y))
  }

  public func next(after tokens: [Int], _ position: State) -> (logits: Tensor, state: State) {
    var position = position
    var x = positions(targetEmbedding(tokens, shape: [tokens.count, 1]), from: position.length)  // [B, 1, D]
    for (index, layer) in writer.enumerated() { x = layer(x, memory: position.memory, &position.layers[index]) }
    position.length += 1
    return (output(decoderNorm(x)).value.reshaped(tokens.count, -1), position)
  }
}
