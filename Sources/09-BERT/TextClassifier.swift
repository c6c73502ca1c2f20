import Gradients
import Tensors
import Training

// B batch · D width · C classes

/// What stands for a whole input.
public enum Pooling: Sendable, CaseIterable {
  /// The pooler's vector, made from the state at `[CLS]`.
  case classification
  /// The mean of the states at all positions but the padding.
  case mean
}

/// Classifies a text, or a pair of texts: a linear map of one vector for the whole input.
///
/// It is the only new matrix. Everything below was pre-trained, and is trained on: that is fine-tuning. With the body
/// frozen, `setTrainable(false) { $0.hasPrefix("body") }`, the head alone learns.
public struct TextClassifier: Module {
  public let body: any TextEncoder
  public let pooling: Pooling
  public let dropout: Dropout
  public let output: Linear  // [D, C]

  /// - Parameter body: With a pooler if the pooling is from `[CLS]`. Its parameters are shared, not copied.
  public init(
    _ body: any TextEncoder, classes C: Int, pooling: Pooling = .classification, using generator: inout Generator
  ) {
    self.body = body
    self.pooling = pooling
    (dropout, output) = body.head(outputs: C, using: &generator)
  }

  /// The logits of the classes, `[B, C]`.
  public func callAsFunction(_ input: BERTInput, _ mode: Mode = .evaluation) -> Variable {
    logits(body(input, mode), lengths: input.lengths, mode)
  }

  /// The same from the body's states, `[B, T, D]`.
  public func logits(_ states: Variable, lengths: [Int], _ mode: Mode) -> Variable {
    let vectors =
      switch pooling {
      case .classification: body.pooled(states, lengths: lengths)
      case .mean: meanPooling(states, lengths: lengths)
      }
    return output(dropout(vectors, mode))
  }
}
