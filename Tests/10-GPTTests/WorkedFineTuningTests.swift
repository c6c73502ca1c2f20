import Datasets
import Foundation
import Gradients
import Tensors
import Testing
import Training

@testable import GPT

/// A body whose state is the sum of the rows of all tokens so far, so that every number can be computed by hand.
private struct SummingBody: CausalBody {
  let table = Variable([[1, 0], [0, 0], [0, 1], [2, 0]])  // <s>, $, <e>, a word

  var width: Int { 2 }

  func states(_ rows: PaddedRows, _ mode: Mode) -> Variable {
    let T = rows.width
    let sums = rows.lengths.indices.map { row in
      let x = table.rows(at: Array(rows.tokens[row * T..<(row + 1) * T]))
      return matmul(constant(Tensor(shape: [T, T]) { $0[1] <= $0[0] ? 1 : 0 }), x)
    }
    return .stack(sums)
  }

  func logits(_ states: Variable) -> Variable { matmul(states, table, transposing: .right) }
}

struct WorkedFineTuningTests {
  private let tokens = TaskTokens(start: 0, delimiter: 1, end: 2)

  /// A head that returns the sum of the states as it is, or its first number.
  private func model(_ question: TaskModel.Question) -> TaskModel {
    var generator = Generator(seed: 1)
    let model = TaskModel(SummingBody(), question, using: &generator)
    model.output.weight.update { $0 = question == .sequence ? [[1], [0]] : [[1, 0], [0, 1]] }
    return model
  }

  /// `<s> w <e>` has the states (1, 0), (3, 0), (3, 1).
  ///
  /// - logits of the task (3, 1), target 0: −ln e³/(e³ + e) = 0.127
  /// - logits of the next token (1, 0, 0, 2), target w: −ln e²/(e + 1 + 1 + e²) = 0.494
  /// - logits of the next token (3, 0, 0, 6), target `<e>`: −ln 1/(e³ + 1 + 1 + e⁶) = 6.053
  @Test func `a text of one word`() {
    let input = tokens.classification([3])
    #expect(model(.classes(2))([input]).value == [[3, 1]])
    let losses = [0, 0.5, 1].map { model(.classes(2)).loss([input], [0], lambda: $0).value.scalar }
    for (loss, stated) in zip(losses, [0.127, 0.127 + 3.2735 / 2, 0.127 + 3.2735]) {
      #expect(abs(Double(loss) - stated) < 1e-3)
    }
  }

  /// Each of the two orders ends in the state (1 + 2 + 4, 1).
  @Test func `similarity`() {
    #expect(model(.classes(2))([tokens.similarity([3], [3, 3])]).value == [[14, 2]])
  }

  /// The contexts are equal, so the logit grows by 2 with every word of the answer.
  @Test func `multiple choice`() {
    let input = tokens.choice(context: [3], answers: [[], [3], [3, 3]])
    let model = model(.sequence)
    #expect(model([input]).value == [[3, 5, 7]])
    let loss = model.loss([input], [1], lambda: 0).value.scalar
    #expect(abs(Double(loss) - log(exp(-2.0) + 1 + exp(2.0))) < 1e-5)
  }

  /// After `<s> w` the state is (3, 0), after `<s> w w` (5, 0): the logits of the next token are (3, 0, 0, 6) and
  /// (5, 0, 0, 10).
  @Test func `the probabilities of continuations`() {
    let found = SummingBody().logProbabilities(of: [[2], [3], [3, 2], []], after: [0, 3])
    let sums = [exp(3.0) + 2 + exp(6.0), exp(5.0) + 2 + exp(10.0)]
    for (own, stated) in zip(found, [-log(sums[0]), 6 - log(sums[0]), 6 - log(sums[0]) - log(sums[1]), 0]) {
      #expect(abs(own - stated) < 1e-5)
    }
  }

  /// The numbers of the chapter's README.
  @Test func `the loss of the README`() {
    let task = crossEntropy(constant([[2, 0]]), [0]).value.scalar
    let probabilities: Tensor = [[0.5, 0.5], [0.25, 0.75], [0.125, 0.875]]
    let language = crossEntropy(constant(log(probabilities)), [0, 0, 0]).value.scalar
    #expect(abs(task - 0.127) < 5e-4 && abs(language - 1.386) < 5e-4 && abs(task + 0.5 * language - 0.820) < 5e-4)
    let choice = softmax([[1, 3, 0, 2]] as Tensor).scalars
    for (p, stated) in zip(choice, [0.087, 0.644, 0.032, 0.237]) { #expect(abs(Double(p) - stated) < 5e-4) }
  }
}
