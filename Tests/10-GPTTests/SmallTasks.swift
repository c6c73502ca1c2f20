import Gradients
import LSTM
import RNN
import Tensors
import Training

@testable import GPT

let smallTokens = TaskTokens(start: 0, delimiter: 1, end: 2)

/// Both kinds of bodies, small enough to check every number.
enum SmallBody: CaseIterable {
  case gpt, lstm

  /// - Parameter deviation: Of all weights but those of the norms; nil for one so large that no part of the model is nearly
  ///   linear.
  func body(dropout: Scalar = 0, deviation: Scalar? = nil) -> any CausalBody {
    var generator = Generator(seed: 5)
    var shape = GPTConfiguration(width: 8, heads: 2, feedForwardWidth: 10, depth: 2, dropout: dropout)
    (shape.vocabularySize, shape.contextLimit) = (11, 16)
    let body: any CausalBody =
      switch self {
      case .gpt: GPTModel(shape, using: &generator)
      case .lstm:
        LanguageModel<LSTMCell>(
          vocabularySize: 11, width: 6, hiddenSize: 7, dropout: RecurrentDropout(inputs: dropout), using: &generator)
      }
    let deviation = deviation ?? (self == .gpt ? 0.3 : 0.5)
    for (path, variable) in body.parameters where !path.contains("Norm") && !path.contains("norm") {
      variable.update { $0 = .normal($0.shape, deviation: deviation, using: &generator) }
    }
    return body
  }
}

/// One batch of each input transformation.
enum SmallTask: CaseIterable {
  case classification, entailment, similarity, choice

  var inputs: [TaskInput] {
    switch self {
    case .classification: [[3, 4, 5], [6], [7, 8, 9, 10]].map(smallTokens.classification)
    case .entailment:
      [
        smallTokens.entailment(premise: [3, 4, 5], hypothesis: [6]),
        smallTokens.entailment(premise: [6, 7], hypothesis: [8, 9, 10]),
      ]
    case .similarity: [smallTokens.similarity([3, 4], [5]), smallTokens.similarity([6, 7, 8], [9, 10, 3])]
    case .choice:
      [
        smallTokens.choice(context: [3, 4], answers: [[5], [6, 7], [8, 9, 10]]),
        smallTokens.choice(context: [5], answers: [[3, 3], [4], [10, 9]]),
      ]
    }
  }

  var targets: [Int] {
    switch self {
    case .classification: [2, 0, 1]
    case .entailment, .similarity: [1, 0]
    case .choice: [2, 0]
    }
  }

  var question: TaskModel.Question { self == .choice ? .sequence : .classes(3) }

  func model(_ body: SmallBody, dropout: Scalar = 0, deviation: Scalar? = nil) -> TaskModel {
    var generator = Generator(seed: 6)
    return TaskModel(
      body.body(deviation: deviation), question, dropout: dropout, deviation: deviation ?? 0.5, using: &generator)
  }
}
