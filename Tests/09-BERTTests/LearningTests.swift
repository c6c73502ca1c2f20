import Foundation
import Gradients
import Tensors
import TestSupport
import Testing
import Training

@testable import BERT

/// Each head learns one batch by heart.
struct LearningTests {
  private let special = BERTSpecialTokens()

  private let input = BERTInput(
    [
      TextPair([7, 8, 6], [9, 5]), TextPair([6, 11], [10]), TextPair([9, 9, 7], [8, 6, 11]), TextPair([5], [5, 10]),
    ], BERTSpecialTokens())

  private func body(hasPooler: Bool = true) -> BERTModel {
    var generator = Generator(seed: 1)
    var shape = smallConfiguration()
    // Of so narrow a model, the small weights of the published ones would take many steps to grow.
    shape.initialDeviation = 0.2
    return BERTModel(shape, hasPooler: hasPooler, using: &generator)
  }

  /// The losses of so many steps on the same batch.
  private func losses(_ model: any Module, steps: Int = 400, _ loss: () -> Variable) -> [Double] {
    let optimizer = AdamW(model.parameters)
    return (0..<steps).map { _ in
      let value = loss()
      value.backward()
      optimizer.step(rate: 3e-3)
      optimizer.clearGradients()
      return Double(value.value.scalar)
    }
  }

  @Test(arguments: [false, true]) func `pre-training learns a batch by heart`(isNarrow: Bool) {
    var generator = Generator(seed: 1)
    var shape = smallConfiguration()
    shape.initialDeviation = 0.2
    if isNarrow { (shape.embeddingWidth, shape.sharesBlocks) = (6, true) }
    let model = PretrainingModel(shape, using: &generator)
    let masked = Masking()(input, special, vocabularySize: 12, using: &generator)
    let losses = losses(model) { model.losses(masked, nextSentenceLabels: [0, 1, 1, 0]).total }
    #expect(abs(losses[0] - Foundation.log(12.0) - Foundation.log(2.0)) < 1)
    #expect(losses.last! < 0.02, "\(losses.last!)")
  }

  @Test(arguments: Pooling.allCases) func `a classifier learns a batch by heart`(pooling: Pooling) {
    var generator = Generator(seed: 2)
    let model = TextClassifier(body(), classes: 3, pooling: pooling, using: &generator)
    let losses = losses(model) { crossEntropy(model(input), [0, 2, 1, 0]) }
    #expect(abs(losses[0] - Foundation.log(3.0)) < 0.7)
    #expect(losses.last! < 0.02, "\(losses.last!)")
  }

  @Test func `a tagger learns a batch by heart`() {
    var generator = Generator(seed: 2)
    let model = TokenTagger(body(hasPooler: false), tags: 4, using: &generator)
    let tags = input.aligned([[3, 1, 0], [2, 2], [0, 1, 2], [3]])
    let losses = losses(model) { crossEntropy(model(input), tags, ignoring: -1) }
    #expect(abs(losses[0] - Foundation.log(4.0)) < 0.7)
    #expect(losses.last! < 0.02, "\(losses.last!)")
  }

  @Test func `a reader learns a batch by heart, and answers`() {
    var generator = Generator(seed: 2)
    let model = SpanReader(body(hasPooler: false), using: &generator)
    let spans = [5...6, 4...4, 6...7, 3...4]
    let losses = losses(model) { model.loss(input, spans) }
    #expect(abs(losses[0] - Foundation.log(7.0)) < 0.7)
    #expect(losses.last! < 0.02, "\(losses.last!)")
    #expect(model.answers(input, maximumLength: 3) == spans)
  }

  @Test func `what one task fine-tunes does not change the body of another`() {
    var generator = Generator(seed: 2)
    let body = body()
    let before = body(input).value
    let model = TextClassifier(body.copy(using: &generator), classes: 3, using: &generator)
    _ = losses(model, steps: 5) { crossEntropy(model(input), [0, 2, 1, 0]) }
    #expect(body(input).value == before && model.body(input).value != before)
  }
}
