import BERT
import Gradients
import Tensors

/// A configuration that is small enough to check every number: two blocks, width 8, a vocabulary of 12.
func smallConfiguration(depth: Int = 2) -> BERTConfiguration {
  var shape = BERTConfiguration(width: 8, heads: 2, feedForwardWidth: 10, depth: depth)
  (shape.vocabularySize, shape.positionLimit) = (12, 10)
  (shape.block.dropout, shape.block.attentionDropout) = (0, 0)
  return shape
}

/// Two rows of two texts each, the second row padded.
let smallInput = BERTInput(
  [TextPair([7, 8, 6], [9, 5]), TextPair([6], [10])], BERTSpecialTokens())
