import Training

// B batch · T time steps of the source · U of the target · V tokens of the target

/// Many to many of different length: one net reads the source, and where it ends a language model begins to write.
///
/// Sutskever, Vinyals and Le 2014. The last state is all that the writer knows of the source.
public struct SequenceToSequence<Cell: RecurrentCell>: Module {
  public let embedding: Embedding
  public let encoder: Recurrent<Cell>
  public let decoder: LanguageModel<Cell>

  public init(
    sourceVocabularySize: Int, targetVocabularySize: Int, width: Int, hiddenSize: Int, layers: Int = 1,
    using generator: inout Generator
  ) {
    embedding = Embedding(sourceVocabularySize, width: width, using: &generator)
    encoder = Recurrent(inputs: width, hiddenSize: hiddenSize, layers: layers, using: &generator)
    decoder = LanguageModel(
      vocabularySize: targetVocabularySize, width: width, hiddenSize: hiddenSize, layers: layers, using: &generator)
  }

  /// What is known of the sources, B rows of T tokens of which the first `lengths` count.
  public func state(_ source: [Int], lengths: [Int]) -> RecurrentState {
    let x = embedding(source, shape: [lengths.count, source.count / lengths.count])
    return encoder(x, lengths: lengths).state
  }

  /// The logits of every next target token, `[B, U, V]`, given the true ones before it.
  public func callAsFunction(_ source: [Int], lengths: [Int], _ target: [Int]) -> Variable {
    decoder(target, batch: lengths.count, from: state(source, lengths: lengths)).logits
  }
}
