import Gradients
import Tensors
import Training
import Transformer

// N positions · D width · E width of the token table · V vocabulary size

/// The logits of the token at each position: a linear map, GELU, layer norm, then the dot product with every token's row.
///
/// The token table serves twice, for reading and for predicting. Only a bias is learned in addition: how frequent each
/// token is.
public struct MaskedLanguageHead: Module {
  public let dense: Linear  // [D, E]
  public let norm: LayerNorm
  public let bias: Variable  // [V]
  let activation: Activation

  public init(_ shape: BERTConfiguration, using generator: inout Generator) {
    dense = Linear(shape.block.width, shape.tableWidth, using: &generator)
    norm = LayerNorm(shape.tableWidth, epsilon: shape.block.epsilon)
    bias = Variable(.zeros(shape.vocabularySize))
    activation = shape.block.activation
    initialize(deviation: shape.initialDeviation, using: &generator)
  }

  /// `[…, D] → […, V]`
  ///
  /// - Parameter table: The embeddings of the tokens, `[V, E]`.
  public func callAsFunction(_ states: Variable, _ table: Embedding) -> Variable {
    let h = norm(dense(states, activation: activation))  // […, E]
    return table.logits(h) + bias
  }
}
