import Datasets

// B batch · T symbols of the source · U of the target · V different ones of the target · D width

/// A translator at one of the six stages, from two recurrent nets to the Transformer.
public struct StageTranslator: PairModel {
  public let stage: Stage
  public let sourceEmbedding: Embedding  // [symbols of the source, D]
  public let reader: [StageLayer]
  public let readerNorm: LayerNorm
  public let targetEmbedding: Embedding  // [V, D]
  public let writer: [StageLayer]
  public let writerNorm: LayerNorm
  public let output: Linear  // [D, V]
  /// Added at all stages, though a recurrent net can count for itself: they have no parameters.
  let positions: SinusoidalPositions

  public init(
    _ stage: Stage, sourceSymbols: Int, targetSymbols V: Int, width D: Int, heads: Int = 4, depth: Int = 2,
    using generator: inout Generator
  ) {
    self.stage = stage
    sourceEmbedding = Embedding(sourceSymbols, width: D, using: &generator)
    reader = (0..<depth).map { _ in
      StageLayer(
        width: D, heads: heads, recurs: stage.readerRecurs, attends: !stage.readerRecurs, looksBack: false,
        using: &generator)
    }
    readerNorm = LayerNorm(D)
    targetEmbedding = Embedding(V, width: D, using: &generator)
    writer = (0..<depth).map { _ in
      StageLayer(
        width: D, heads: heads, recurs: stage.writerRecurs, attends: stage.writerLooksAtItself,
        looksBack: stage.writerLooksBack, using: &generator)
    }
    writerNorm = LayerNorm(D)
    output = Linear(D, V, using: &generator)
    positions = SinusoidalPositions(width: D)
  }

  /// Where a writer stands in its texts: what was read for it, and what each of its layers remembers.
  public struct Place: WriterState {
    let memory: Memory
    var layers: [StageLayer.Place]
    var length = 0

    public func rows(at indices: [Int]) -> Place {
      Place(memory: memory.rows(at: indices), layers: layers.map { $0.rows(at: indices) }, length: length)
    }
  }

  public func read(_ source: PaddedRows) -> Place {
    let mask = Mask(lengths: source.lengths, isCausal: stage.readerIsCausal)
    var x = positions(sourceEmbedding(source.tokens, shape: [source.lengths.count, source.width]))  // [B, T, D]
    var places: [StageLayer.Place] = []
    for layer in reader {
      let (outputs, end) = layer(x, mask)
      x = outputs
      // What a layer of the reader ends with, the same layer of the writer begins with.
      places.append(StageLayer.Place(state: stage.writerRecurs ? end : nil))
    }
    return Place(memory: Memory(readerNorm(x), lengths: source.lengths), layers: places)
  }

  /// What the writer looks into, `[B, T, D]`.
  public func memory(of source: PaddedRows) -> Tensor { read(source).memory.states.value }

  public func callAsFunction(_ source: PaddedRows, _ given: PaddedRows, _ mode: Mode = .evaluation) -> Variable {
    let place = read(source)
    let x = positions(targetEmbedding(given.tokens, shape: [given.lengths.count, given.width]))  // [B, U, D]
    let y = zip(writer, place.layers).reduce(x) { x, pair in
      pair.0(x, .causal, memory: place.memory, from: pair.1.state).outputs
    }
    return output(writerNorm(y))
  }

  public func next(after symbols: [Int], _ place: Place) -> (scores: Tensor, state: Place) {
    var place = place
    var x = positions(targetEmbedding(symbols, shape: [symbols.count, 1]), from: place.length)  // [B, 1, D]
    for (index, layer) in writer.enumerated() { x = layer(x, memory: place.memory, &place.layers[index]) }
    place.length += 1
    return (output(writerNorm(x)).value.reshaped(symbols.count, -1), place)
  }
}
