import Tensors
import Training

extension StageTranslator {
  /// A stage of a given width that is as large as a budget of parameters allows: the feed-forwards get what its other parts
  /// leave. So stages can be compared at equal widths and equal sizes.
  public static func largest(
    _ stage: Stage, within budget: Int, sourceVocabularySize: Int, targetVocabularySize: Int, width: Int,
    heads: Int = 4, depth: Int = 1, from generator: Generator
  ) -> StageTranslator {
    Training.largest(within: budget) { feedForwardWidth in
      var generator = generator
      return StageTranslator(
        stage, sourceVocabularySize: sourceVocabularySize, targetVocabularySize: targetVocabularySize, width: width,
        heads: heads, feedForwardWidth: feedForwardWidth, depth: depth, using: &generator)
    }
  }

  /// F, the width inside the feed-forwards.
  public var feedForwardWidth: Int { decoder[0].feedForward.up.weight.shape[1] }
}
