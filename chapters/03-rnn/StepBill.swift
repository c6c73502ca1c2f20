import Course
import Datasets
import RNN

// B batch · T time steps · D embedding width · H hidden size · V vocabulary size

/// The bill of a training step: of the RNN of this chapter, and of wider ones.
func showBill(_ corpus: Corpus, _ chapter: Chapter) throws {
  let text = try TextBatches(corpus.training, batchSize: 16, contextLength: 32)
  let batch = text[0]
  var bills: [Bill] = []
  for H in [128, 256, 512] {
    var generator = chapter.generator
    let (D, V) = (H / 4, corpus.vocabularySize)
    let model = LanguageModel<RNNCell>(vocabularySize: V, width: D, hiddenSize: H, using: &generator)
    let seconds = Bill.seconds(training: model) {
      crossEntropy(model(batch.inputs, batch: batch.size).logits, batch.targets)
    }
    // The table's V rows are multiplied by U, and each step takes the products of its tokens.
    let rows = batch.size * text.contextLength  // B·T
    bills.append(
      Bill(
        "H = \(H)", parameters: model.parameterCount, forward: Double(V * D * H + rows * (H * H + H * V)),
        activations: Double(V * H + rows * (H + V)), seconds: seconds))
  }
  chapter.showBills(bills)
}
