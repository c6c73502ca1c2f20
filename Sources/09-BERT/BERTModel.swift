import Attention
import Gradients
import Tensors
import Training
import Transformer

// B batch · T positions · D width

/// The body of BERT: embeddings and an encoder without a causal mask, so every position sees what is left and right of it.
///
/// Devlin et al., "BERT: pre-training of deep bidirectional Transformers for language understanding", 2019.
public struct BERTModel: Module {
  public let embeddings: BERTEmbeddings
  public let encoder: TransformerStack
  /// Makes the vector of a whole input from the state at `[CLS]`; nil where no head asks for it.
  public let pooler: Linear?  // [D, D]
  public let configuration: BERTConfiguration

  public init(_ shape: BERTConfiguration, hasPooler: Bool = true, using generator: inout Generator) {
    let D = shape.block.width
    configuration = shape
    embeddings = BERTEmbeddings(shape, using: &generator)
    encoder = TransformerStack(shape.block, depth: shape.depth, sharesBlocks: shape.sharesBlocks, using: &generator)
    pooler = hasPooler ? Linear(D, D, using: &generator) : nil
    initialize(deviation: shape.initialDeviation, using: &generator)
  }

  /// The last hidden states, `[B, T, D]`; those in the padding mean nothing.
  public func callAsFunction(_ input: BERTInput, _ mode: Mode = .evaluation) -> Variable {
    encoder(embeddings(input, mode), Mask(lengths: input.lengths), mode)
  }

  /// The same with vectors `[B, T, E]` in the place of the tokens' rows: to ask for the gradient of what was read.
  public func callAsFunction(_ vectors: Variable, like input: BERTInput, _ mode: Mode = .evaluation) -> Variable {
    encoder(embeddings(vectors, segments: input.segments, mode), Mask(lengths: input.lengths), mode)
  }

  /// One vector for each input, tanh of a linear map of the state at `[CLS]`: `[B, T, D] → [B, D]`.
  ///
  /// Nothing is to be predicted at `[CLS]` itself, so the encoder is free to gather there what concerns the whole input.
  public func pooled(_ states: Variable) -> Variable {
    guard let pooler else { fail("BERTModel: it was built without a pooler") }
    let (B, _, D) = states.value.shape3
    return pooler(states.slice(axis: 1, 0..<1).reshaped(B, D), activation: .tanh)
  }
}

extension BERTModel {
  /// A model of its own with the same numbers, to be fine-tuned: what one task changes, another must not see.
  ///
  /// A pooler that was not pre-trained begins at random, as the head of the task does.
  ///
  /// - Parameters:
  ///   - dropout: Of the new model, attention weights included; nil for that of this one. Few labels need it more
  ///     than much text.
  public func copy(dropout: Scalar? = nil, hasPooler: Bool = true, using generator: inout Generator) -> BERTModel {
    var shape = configuration
    if let dropout { (shape.block.dropout, shape.block.attentionDropout) = (dropout, dropout) }
    let copy = BERTModel(shape, hasPooler: hasPooler, using: &generator)
    copy.embeddings.setParameters(from: embeddings)
    copy.encoder.setParameters(from: encoder)
    if let pooler { copy.pooler?.setParameters(from: pooler) }
    return copy
  }
}

extension Module {
  /// Draws every matrix and table from a normal distribution and sets biases to 0, as BERT begins; norms stay as they are.
  public func initialize(deviation: Scalar, using generator: inout Generator) {
    for (_, variable) in parameters where variable.value.rank > 1 {
      variable.update { $0 = .normal($0.shape, deviation: deviation, using: &generator) }
    }
    for (_, linear) in linears { linear.bias?.update { $0 = Tensor(repeating: 0, shape: $0.shape) } }
  }
}
