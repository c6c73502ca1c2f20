import Gradients
import Tensors
import Training

// B batch · T tokens of the source · U tokens of the target · V vocabulary size of the target

/// Many to many of different length: an encoder reads the source; a decoder, a language model, starts in its last state.
///
/// Sutskever, Vinyals and Le 2014. The last state is all that the decoder knows of the source.
public struct SequenceToSequence<Cell: RecurrentCell>: Module {
  public let embedding: Embedding
  public let encoder: Recurrent<Cell>
  public let decoder: LanguageModel<Cell>

  public init(
    sourceVocabularySize: Int, targetVocabularySize: Int, width: Int, hiddenSize: Int, layers: Int = 1,
    using generator: inout Generator
  ) {
    embedding = Embedding(sourceVocabularySize, width: width, using: &generator)
    encoder = Recurrent(inputSize: width, hiddenSize: hiddenSize, layers: layers, using: &generator)
    decoder = LanguageModel(
      vocabularySize: targetVocabularySize, width: width, hiddenSize: hiddenSize, layers: layers, using: &generator)
  }

  /// The encoder's last state, for B sources of T tokens of which the first `lengths` are no padding.
  public func state(_ source: [Int], lengths: [Int]) -> RecurrentState {
    let x = embedding(source, shape: [lengths.count, source.count / lengths.count])
    return encoder(x, lengths: lengths).state
  }

  /// The logits of every next target token, `[B, U, V]`, given the true ones before it: teacher forcing.
  public func callAsFunction(_ source: [Int], lengths: [Int], _ target: [Int]) -> Variable {
    decoder(target, batch: lengths.count, from: state(source, lengths: lengths)).logits
  }
}
