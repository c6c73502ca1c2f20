import Datasets
import Gradients
import Tensors
import Training

// L layers · B batch size · T context length · S state vectors of a cell · H hidden size

/// A language model that is trained on a long text, one context after another: truncated backpropagation through time.
///
/// The state at the end of a context is the start of the next, so the model reads the text without a break. Gradients stop
/// at the border, because a graph over a million tokens is too large. The state is a buffer, so a checkpoint holds it.
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

  /// The state after the last context, as a constant; nil for the zero state where the text begins anew.
  private func state(at step: Int) -> RecurrentState? {
    if step % batches.count == 0 { return nil }
    return RecurrentState(states: (0..<carried.value.shape[0]).map { [constant(carried.value.row($0))] })
  }

  /// The loss on the context that a training step reads.
  ///
  /// - Parameter teacherForcing: The probability that an input is the true token, and not the model's own prediction.
  public func loss(at step: Int, teacherForcing: Scalar = 1, _ randomness: Randomness) -> Variable {
    let batch = batches[step % batches.count]
    let (B, start) = (batch.size, state(at: step))
    var inputs = batch.inputs
    if teacherForcing < 1 {
      inputs = model.scheduledInputs(
        inputs, batch: B, from: start, teacherForcing: teacherForcing, using: &randomness.generator)
    }
    let (logits, end) = model(inputs, batch: B, from: start, .training(randomness))
    carried.value = .stack(end.states.map { $0[0].value })
    return crossEntropy(logits, batch.targets)
  }
}
