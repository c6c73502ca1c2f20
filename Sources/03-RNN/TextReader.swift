import Datasets
import Training

// L layers · B lanes · T time steps · S numbers of state per unit · H units

/// A language model on its way through a long text, window after window: truncated back-propagation through time.
///
/// The state at the end of a window starts the next, so the model sees no seam. Gradients stop there, because a text of a
/// million symbols is too long a graph. The state is a buffer, so that a checkpoint holds it.
public struct TextReader<Cell: RecurrentCell>: Module {
  public let model: LanguageModel<Cell>
  let batches: TextBatches
  let carried: Buffer  // [L, B, S·H]

  public init(_ model: LanguageModel<Cell>, reading batches: TextBatches) {
    self.model = model
    self.batches = batches
    let units = model.net.layers[0].forward.units
    carried = Buffer(.zeros(model.net.layers.count, batches.lanes, Cell.numbersPerUnit * units))
  }

  /// The state after the last window, as numbers without a history; none where the text begins anew.
  private func state(at step: Int) -> RecurrentState? {
    if step % batches.count == 0 { return nil }
    return RecurrentState(paths: (0..<carried.value.shape[0]).map { [constant(carried.value.row($0))] })
  }

  /// The loss on the window that a training step reads.
  ///
  /// - Parameter truth: With which probability a time step sees the true symbol before it, and not the model's own guess.
  public func loss(at step: Int, truth: Scalar = 1, _ randomness: Randomness) -> Variable {
    let batch = batches[step % batches.count]
    let (B, start) = (batch.size, state(at: step))
    var seen = batch.inputs
    if truth < 1 {
      seen = model.withGuesses(seen, batch: B, from: start, truth: truth, using: &randomness.generator)
    }
    let (scores, end) = model(seen, batch: B, from: start, .training(randomness))
    carried.value = .stack(end.paths.map { $0[0].value })
    return crossEntropy(scores, batch.targets)
  }
}
