import Gradients
import Tensors
import Training
import Transformer

// D width · V vocabulary size · d width of a head

extension RelativePositionBias {
  init(_ shape: T5Configuration, isBidirectional: Bool, using generator: inout Generator) {
    let buckets = RelativePositionBuckets(
      count: shape.bucketCount, maximumDistance: shape.maximumDistance, isBidirectional: isBidirectional)
    let deviation = shape.biasDeviation ?? 1 / Scalar(shape.block.width).squareRoot()
    self.init(buckets, heads: shape.block.heads, deviation: deviation, using: &generator)
  }
}

extension Embedding {
  /// The logits of a model whose table of the tokens, with entries of variance 1, is its output matrix as well,
  /// `[…, D] → […, V]`.
  func scaledLogits(_ outputs: Variable) -> Variable { logits(outputs / Scalar(shape[1]).squareRoot()) }
}

// MARK: Initial weights

extension TransformerStack {
  /// Draws every matrix as T5 does.
  ///
  /// Scores are not divided by √d; the matrix of the queries begins smaller by that instead.
  func drawWeights(_ shape: T5Configuration, using generator: inout Generator) {
    for (_, linear) in linears { linear.drawWeight(using: &generator) }
    for attention in blocks.flatMap({ [$0.attention, $0.cross] }).compactMap(\.self) {
      attention.query.drawWeight(scale: 1 / Scalar(shape.headWidth).squareRoot(), using: &generator)
    }
  }
}

extension Linear {
  /// Draws the matrix so that a product with inputs of variance 1 has variance 1, times a factor squared.
  ///
  /// Hugging Face draws version 1.1's output matrix with deviation 1, which makes the first logits √D too large; T5X, where
  /// version 1.1 was trained, draws it as here.
  func drawWeight(scale: Scalar = 1, using generator: inout Generator) {
    weight.update {
      $0 = .normal($0.shape, deviation: scale / Scalar($0.shape[0]).squareRoot(), using: &generator)
    }
  }
}
