import Training

// B batch · T time steps of the source · U of the target · V symbols of the target

/// Many to many of different length: one net reads the source, and where it ends a language model begins to write.
///
/// Sutskever, Vinyals and Le 2014. The last state is all that the writer knows of the source.
public struct SequenceToSequence<Cell: RecurrentCell>: Module {
  public let embedding: Embedding
  public let encoder: Recurrent<Cell>
  public let decoder: LanguageModel<Cell>

  public init(
    sourceSymbols: Int, targetSymbols: Int, width: Int, units: Int, layers: Int = 1, using generator: inout Generator
  ) {
    embedding = Embedding(sourceSymbols, width: width, using: &generator)
    encoder = Recurrent(inputs: width, units: units, layers: layers, using: &generator)
    decoder = LanguageModel(symbols: targetSymbols, width: width, units: units, layers: layers, using: &generator)
  }

  /// What is known of the sources, B rows of T symbols of which the first `lengths` count.
  public func state(_ source: [Int], lengths: [Int]) -> RecurrentState {
    let x = embedding(source, shape: [lengths.count, source.count / lengths.count])
    return encoder(x, lengths: lengths).state
  }

  /// The scores of every next target symbol, `[B, U, V]`, given the true ones before it.
  public func callAsFunction(_ source: [Int], lengths: [Int], _ target: [Int]) -> Variable {
    decoder(target, batch: lengths.count, from: state(source, lengths: lengths)).scores
  }
}
