import Course
import Datasets
import Transformer

// B batch · T positions · D width · V tokens

// MARK: 8

/// The bill of a training step of language models of two blocks: one as wide as in this chapter, and wider ones.
func showBill(_ corpus: Corpus, _ chapter: Chapter) throws {
  let (B, T, depth, V) = (8, 64, 2, corpus.vocabularySize)
  var bills: [Bill] = []
  for (width, heads) in [(48, 6), (128, 4), (384, 6)] {
    var generator = chapter.generator
    var shape = BlockConfiguration(width: width, heads: heads)
    shape.isRotary = true
    let model = CausalLanguageModel(vocabularySize: V, shape, depth: depth, using: &generator)
    let batch = try TextBatches.random(corpus.training, size: B, contextLength: T, using: &generator)
    let seconds = Bill.seconds(training: model) { model.loss(batch) }
    let work = shape.multiplications(positions: T)
    let visible = work.byPositions * (T + 1) / (2 * T)  // the mask hides the others, and the kernel skips them
    bills.append(
      Bill(
        "D = \(width)", parameters: model.parameterCount,
        forward: Double(B * (depth * (work.byWeights + visible) + T * width * V)),
        activations: Double(B * T * (depth * shape.activationCount + width + V)), seconds: seconds))
  }
  chapter.showBills(bills)
}
