import Gradients
import Tensors
import Training

// B batch · T time steps · D embedding width · C classes

/// Classifies a text by the mean of its word vectors: which words it holds and how often, but not in which order.
public struct BagOfWords: Module {
  public let embedding: Embedding  // [V, D]
  public let output: Linear  // [D, C]

  public init(vocabularySize: Int, width: Int, classes: Int, using generator: inout Generator) {
    embedding = Embedding(vocabularySize, width: width, using: &generator)
    output = Linear(width, classes, using: &generator)
  }

  /// The logits of the classes, `[B, C]`, for B rows of T tokens of which the first `lengths` are no padding.
  public func callAsFunction(_ tokens: [Int], lengths: [Int]) -> Variable {
    let (B, T) = (lengths.count, tokens.count / lengths.count)
    let x = embedding(tokens, shape: [B, T])  // [B, T, D]
    let share = Tensor(shape: [B, T, 1]) { $0[1] < lengths[$0[0]] ? 1 / Scalar(lengths[$0[0]]) : 0 }
    return output((x * constant(share)).sum(axis: 1))
  }
}
