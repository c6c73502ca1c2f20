import Course
import LSTM
import RNN

// MARK: 5

/// The bill of a training step of each language model.
func showBill(_ task: LanguageTask, _ models: LanguageModels, _ chapter: Chapter) {
  func bill<Cell: FusedCell>(_ name: String, _ model: LanguageModel<Cell>) -> Bill {
    let (batch, count) = (task.text[0], LanguageTask.batchSize * LanguageTask.contextLength)
    let seconds = Bill.seconds(training: model) {
      crossEntropy(model(batch.inputs, batch: batch.size).logits, batch.targets)
    }
    let (work, kept) = model.cost(ofReading: count)
    return Bill(
      name, parameters: model.parameterCount, forward: Double(work), activations: Double(kept), seconds: seconds)
  }
  chapter.showBills([bill("RNN", models.rnn), bill("GRU", models.gru), bill("LSTM", models.lstm)])
}
