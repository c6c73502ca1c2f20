import Gradients
import Tensors
import Training

// B batch · T positions · D width · C tags

/// Token labeling: a tag for every token, from a linear map of the state at its position.
public struct TokenTagger: Module {
  public let body: any TextEncoder
  public let dropout: Dropout
  public let output: Linear  // [D, C]

  public init(_ body: any TextEncoder, tags C: Int, using generator: inout Generator) {
    self.body = body
    (dropout, output) = body.head(outputs: C, using: &generator)
  }

  /// The logits of the tags, `[B, T, C]`.
  public func callAsFunction(_ input: BERTInput, _ mode: Mode = .evaluation) -> Variable {
    logits(body(input, mode), mode)
  }

  /// The same from the body's states, `[B, T, D]`.
  public func logits(_ states: Variable, _ mode: Mode) -> Variable { output(dropout(states, mode)) }
}
