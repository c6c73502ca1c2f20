import Datasets
import Gradients
import Training

/// The tokens of the stories, and of the tasks that are made of the same words: the five special ones and every word.
public enum StoryTokens {
  public static let vocabulary = Vocabulary(words: Story.words, special: BERTSpecialTokens.names)

  public static func ids(_ words: [String]) -> [Int] { words.map { vocabulary.id(of: $0)! } }

  public static func input(_ pairs: [TextPair]) -> BERTInput { BERTInput(pairs, BERTSpecialTokens()) }
}

extension BERTConfiguration {
  /// A small BERT of stories: post-norm, the exact GELU and ε = 1e-12 as published, but without dropout, for no text occurs
  /// twice.
  public static func stories(width: Int = 64, heads: Int = 4) -> BERTConfiguration {
    var shape = BERTConfiguration(width: width, heads: heads, depth: 2)
    (shape.vocabularySize, shape.positionLimit) = (StoryTokens.vocabulary.count, 64)
    (shape.block.dropout, shape.block.attentionDropout) = (0, 0)
    // Of so narrow a model, weights of 0.02 would take many steps to grow.
    shape.initialDeviation = 0.05
    return shape
  }
}
