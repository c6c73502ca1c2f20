import Datasets
import TestSupport
import Testing
import Training
import Transformer

@testable import EncoderDecoder

/// What a stage costs, counted by hand, and that the six of chapter 08 are as large as each other.
struct CostTests {
  /// One layer a side, width 2, F = 3, four target tokens.
  private func model(_ stage: Stage) -> StageTranslator {
    var generator = Generator(seed: 1)
    return StageTranslator(
      stage, sourceVocabularySize: 5, targetVocabularySize: 4, width: 2, heads: 1, feedForwardWidth: 3, depth: 1,
      using: &generator)
  }

  /// Feed-forwards of 12 a position and the output take 60 + 16. Gates take 24 a position: 72 and 48. Cross-attention takes
  /// 16 + 24 + 24, the decoder's self-attention 32 + 12, for it sees 3 of 2 × 2 pairs. The encoder's takes 48 + 24 with 6 of
  /// 3 × 3 pairs, and 48 + 36 with all.
  @Test(arguments: zip(Stage.allCases, [196, 260, 304, 256, 256, 268]))
  func `the multiplications of a stage are those of its parts`(stage: Stage, expected: Int) {
    #expect(model(stage).multiplications(source: 3, target: 2) == expected)
  }

  @Test func `the last stage multiplies as often as two stacks of blocks and an output`() {
    let block = BlockConfiguration(width: 2, heads: 1, feedForwardWidth: 3)
    #expect(
      model(.transformer).multiplications(source: 3, target: 2)
        == block.stackMultiplications(depth: 1, source: 3, target: 2) + 2 * 2 * 4)
  }

  @Test func `the numbers that a stage keeps are those of its parts`() {
    // A recurrent net or an attention keeps 12 a position, a feed-forward 5; embeddings keep 2, logits 4.
    #expect(model(.recurrent).activationCount(source: 3, target: 2) == 3 * 17 + 2 * 17 + 5 * 2 + 2 * 4)
    #expect(model(.selfAttention).activationCount(source: 3, target: 2) == 3 * 17 + 2 * 41 + 5 * 2 + 2 * 4)
    #expect(model(.transformer).activationCount(source: 3, target: 2) == 3 * 17 + 2 * 29 + 5 * 2 + 2 * 4)
  }

  @Test func `the six stages of the chapter agree in size within two percent`() {
    let task = Translation()
    let counts = Stage.allCases.map { stage in
      StageTranslator.largest(
        stage, within: 116_000, sourceVocabularySize: task.source.count, targetVocabularySize: task.target.count,
        width: 48, from: Generator(seed: 0)
      ).parameterCount
    }
    #expect(counts.allSatisfy { $0 <= 116_000 })
    #expect(Double(counts.max()!) <= 1.02 * Double(counts.min()!), "\(counts)")
  }

  @Test func `the feed-forward takes what the budget leaves, and no more`() {
    let budget = 5_000
    let model = StageTranslator.largest(
      .crossAttention, within: budget, sourceVocabularySize: 7, targetVocabularySize: 6, width: 8, heads: 2,
      from: Generator(seed: 0))
    // One more column is a row, a bias and a column of each feed-forward.
    #expect(model.parameterCount <= budget && model.parameterCount + 2 * (2 * 8 + 1) > budget)
    #expect(model.encoder[0].feedForward.up.weight.shape == [8, model.feedForwardWidth])
  }
}
