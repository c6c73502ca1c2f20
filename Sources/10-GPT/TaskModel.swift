import Datasets
import Gradients
import Tensors
import Training

// B inputs · S sequences of an input · T positions · D width · C classes

/// A language model and a linear map for a task, its **head**: all that fine-tuning adds.
///
/// Radford et al., "Improving language understanding by generative pre-training", 2018.
public struct TaskModel: Module {
  /// What is to be found out about an input.
  public enum Question: Sendable, Equatable {
    /// Which of C classes it belongs to. The states of its sequences are added, so that their order does not matter.
    case classes(Int)
    /// Which of its sequences is correct. Each gets a logit of its own, and the softmax goes over the sequences.
    case sequence
  }

  public let body: any CausalBody
  public let question: Question
  public let dropout: Dropout
  public let output: Linear  // [D, C], or [D, 1]

  /// - Parameters:
  ///   - body: Its parameters are shared, not copied.
  ///   - deviation: The standard deviation of the head's initial weights. The first logits are near 0, and the first
  ///     gradients disturb the body little.
  public init(
    _ body: any CausalBody, _ question: Question, dropout: Scalar = 0.1, deviation: Scalar = 0.02,
    using generator: inout Generator
  ) {
    (self.body, self.question, self.dropout) = (body, question, Dropout(dropout))
    switch question {
    case .classes(let C): output = Linear(body.width, C, using: &generator)
    // A bias would move the logits of all sequences alike, which changes no probability.
    case .sequence: output = Linear(body.width, 1, hasBias: false, using: &generator)
    }
    output.weight.update { $0 = .normal($0.shape, deviation: deviation, using: &generator) }
    output.bias?.update { $0 = Tensor(repeating: 0, shape: $0.shape) }
  }

  /// The logits of the classes `[B, C]`, or of the sequences `[B, S]`.
  public func callAsFunction(_ inputs: [TaskInput], _ mode: Mode = .evaluation) -> Variable {
    let rows = PaddedRows(inputs.flatMap(\.sequences))
    return logits(body.states(rows, mode), rows, inputs, mode)
  }

  /// L3 = L2 + λ · L1: the task loss and, weighted by λ, the language-model loss of the same sequences.
  ///
  /// L2 is the mean of −ln p(target) over the inputs.
  ///
  /// - Parameters:
  ///   - targets: The class of each input, or the index of its correct sequence.
  ///   - lambda: λ, 0.5 in the paper.
  public func loss(_ inputs: [TaskInput], _ targets: [Int], lambda: Scalar = 0.5, _ mode: Mode = .evaluation)
    -> Variable
  {
    let rows = PaddedRows(inputs.flatMap(\.sequences))
    let states = body.states(rows, mode)  // [B · S, T, D]
    let taskLoss = crossEntropy(logits(states, rows, inputs, mode), targets)
    return lambda == 0 ? taskLoss : taskLoss + lambda * body.languageModelLoss(states, rows)
  }

  /// The logits from the body's states at the end of each sequence.
  private func logits(_ states: Variable, _ rows: PaddedRows, _ inputs: [TaskInput], _ mode: Mode) -> Variable {
    let (B, S, D) = (inputs.count, inputs.first?.sequences.count ?? 0, body.width)
    let counts = Set(inputs.map(\.sequences.count))
    require(counts.count == 1, "TaskModel: inputs of \(counts.sorted()) sequences in one batch")
    let ends = rows.lengths.enumerated().map { $0 * rows.width + $1 - 1 }
    let h = states.reshaped(-1, D).rows(at: ends)  // [B · S, D]
    switch question {
    case .classes: return output(dropout(h.reshaped(B, S, D).sum(axis: 1), mode))  // [B, C]
    case .sequence: return output(dropout(h, mode)).reshaped(B, S)
    }
  }
}
