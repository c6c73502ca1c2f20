import BERT
import Course
import Training

// B batch · T positions · D width · N chosen positions · V tokens

/// The bill of a pre-training step: of the model of this chapter, and of wider ones.
func showBill(_ text: StoryPretraining, _ chapter: Chapter) {
  var bills: [Bill] = []
  for (width, heads) in [(64, 4), (128, 4), (256, 8)] {
    var generator = chapter.generator
    let shape = BERTConfiguration.stories(width: width, heads: heads)
    let model = PretrainingModel(shape, predictsNextSentence: false, using: &generator)
    let masked = text.halves.batch(size: 16, using: &generator).masked
    let seconds = Bill.seconds(training: model) { model.losses(masked).total }
    let (B, T, N) = (masked.input.batchSize, masked.input.width, masked.positions.count)
    let head = N * (width * width + width * shape.vocabularySize)
    let kept = B * T * (shape.depth * shape.block.activationCount + width) + N * (2 * width + shape.vocabularySize)
    bills.append(
      Bill(
        "D = \(width)", parameters: model.parameterCount,
        forward: Double(B * shape.multiplications(positions: T) + head),
        activations: Double(kept), seconds: seconds))
  }
  chapter.showBills(bills)
}
