import Datasets
import Training

// L layers · B batchSize · T time steps · S numbers of state per unit · H hiddenSize

/// A language model on its way through a long text, contextLength after contextLength: truncated back-propagation through time.
///
/// The state at the end of a contextLength starts the next, so the model sees no seam. Gradients stop there, because a text of a
/// million tokens is too long a graph. The state is a buffer, so that a checkpoint holds it.
public struct TruncatedBPTT<Cell: RecurrentCell>: Module {
  public let model: LanguageModel<Cell>
  let batches: TextBatches
  let carried: Buffer  // [L, B, S·H]

  public init(_ model: LanguageModel<Cell>, reading batches: TextBatches) {
    self.model = model
    self.batches = batches
    let hiddenSize = model.net.layers[0].forward.hiddenSize
    carried = Buffer(.zeros(model.net.layers.count, batches.batchSize, Cell.stateCount * hiddenSize))
  }

  /// The state after the last contextLength, as numbers without a history; none where the text begins anew.
  private func state(at step: Int) -> RecurrentState? {
    if step % batches.count == 0 { return nil }
    return RecurrentState(states: (0..<carried.value.shape[0]).map { [constant(carried.value.row($0))] })
  }

  /// The loss on the contextLength that a training step reads.
  ///
  /// - Parameter truth: With which probability a time step sees the true token before it, and not the model's own guess.
  public func loss(at step: Int, teacherForcing: Scalar = 1, _ randomness: Randomness) -> Variable {
    let batch = batches[step % batches.count]
    let (B, start) = (batch.size, state(at: step))
    var seen = batch.inputs
    if teacherForcing < 1 {
      seen = model.scheduledInputs(
        seen, batch: B, from: start, teacherForcing: teacherForcing, using: &randomness.generator)
    }
    let (logits, end) = model(seen, batch: B, from: start, .training(randomness))
    carried.value = .stack(end.states.map { $0[0].value })
    return crossEntropy(logits, batch.targets)
  }
}
