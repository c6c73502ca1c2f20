import Datasets
import Gradients
import Tensors
import TestSupport
import Testing
import Training

@testable import GPT

struct FineTuningTests {
  private let tolerance: Scalar = 2e-5

  @Test(arguments: SmallBody.allCases, SmallTask.allCases)
  func `an input has the same logits alone and in a padded batch`(body: SmallBody, task: SmallTask) {
    let model = task.model(body)
    let together = model(task.inputs).value
    for (row, input) in task.inputs.enumerated() {
      expectClose(together.row(row), to: model([input]).value.row(0), tolerance: tolerance)
    }
  }

  /// Longer rows in the batch lengthen the padding of the others.
  @Test(arguments: SmallBody.allCases)
  func `padding does not change the language-model loss`(body: SmallBody) {
    let body = body.body()
    let (short, long) = ([0, 5, 2], [0, 3, 4, 5, 6, 7, 8, 2])
    let alone = [short, long].map { body.languageModelLoss(PaddedRows([$0])).value.scalar }
    let together = body.languageModelLoss(PaddedRows([long, short])).value.scalar
    // A mean over tokens, not over texts: 2 of the 9 next tokens are in the short one.
    #expect(abs(together - (2 * alone[0] + 7 * alone[1]) / 9) < tolerance)
    #expect(abs(body.languageModelLoss(PaddedRows([short], width: 12)).value.scalar - alone[0]) < tolerance)
  }

  @Test(arguments: SmallBody.allCases)
  func `the language-model loss predicts each token from the state before it`(body: SmallBody) {
    let body = body.body()
    let row = [0, 3, 9, 4, 2]
    let logits = body.logits(body.states(PaddedRows([row]), .evaluation)).value.row(0)
    let losses = (0..<4).map { -logSoftmax(logits)[$0, row[$0 + 1]] }
    #expect(abs(body.languageModelLoss(PaddedRows([row])).value.scalar - losses.reduce(0, +) / 4) < tolerance)
  }

  @Test func `a text of one token has nothing to predict`() {
    let body = SmallBody.gpt.body()
    let loss = body.languageModelLoss(PaddedRows([[4, 5, 6]])).value.scalar
    #expect(abs(body.languageModelLoss(PaddedRows([[3], [4, 5, 6]])).value.scalar - loss) < tolerance)
  }

  @Test(arguments: SmallBody.allCases, SmallTask.allCases)
  func `the loss is the task loss and λ times the language-model loss`(body: SmallBody, task: SmallTask) {
    let model = task.model(body)
    let (inputs, targets) = (task.inputs, task.targets)
    let taskLoss = crossEntropy(model(inputs), targets).value.scalar
    let languageModelLoss = model.body.languageModelLoss(PaddedRows(inputs.flatMap(\.sequences))).value.scalar
    #expect(model.loss(inputs, targets, lambda: 0).value.scalar == taskLoss)
    #expect(languageModelLoss > 0.1)
    for lambda in [0.25, 2] as [Scalar] {
      let loss = model.loss(inputs, targets, lambda: lambda).value.scalar
      #expect(abs(loss - (taskLoss + lambda * languageModelLoss)) < tolerance * loss)
    }
    // The paper's λ.
    #expect(model.loss(inputs, targets).value == model.loss(inputs, targets, lambda: 0.5).value)
  }

  @Test func `without λ the next tokens teach nothing`() {
    let model = SmallTask.entailment.model(.lstm)
    let (_, outputMatrix) = model.parameters.first { $0.path == "body.output.weight" }!
    model.loss(SmallTask.entailment.inputs, [1, 0], lambda: 0).backward()
    #expect(outputMatrix.gradient == nil)
    model.loss(SmallTask.entailment.inputs, [1, 0]).backward()
    #expect(outputMatrix.gradient!.norm > 0)
  }

  @Test(arguments: SmallBody.allCases)
  func `the order of two similar texts does not matter`(body: SmallBody) {
    let model = SmallTask.similarity.model(body)
    let (a, b) = ([3, 4, 9], [5, 6])
    #expect(model([smallTokens.similarity(a, b)]).value == model([smallTokens.similarity(b, a)]).value)
    // One order alone does matter, so the test above can fail.
    let one = [(a, b), (b, a)].map { model([smallTokens.entailment(premise: $0, hypothesis: $1)]).value }
    #expect(one[0] != one[1])
  }

  @Test(arguments: SmallBody.allCases)
  func `the states of both orders are added before the head`(body: SmallBody) {
    let model = SmallTask.similarity.model(body)
    let (a, b) = ([3, 4, 9], [5, 6])
    let one = [(a, b), (b, a)].map { model([smallTokens.entailment(premise: $0, hypothesis: $1)]).value }
    // The head is linear: the logits are the sum of both, but for one bias too many.
    expectClose(
      model([smallTokens.similarity(a, b)]).value, to: one[0] + one[1] - model.output.bias!.value, tolerance: tolerance)
  }

  @Test(arguments: SmallBody.allCases)
  func `swapping two answers swaps their logits`(body: SmallBody) {
    let model = SmallTask.choice.model(body)
    let answers = [[5], [6, 7], [8, 9, 10]]
    let logits = model([smallTokens.choice(context: [3, 4], answers: answers)]).value
    let swapped = model([smallTokens.choice(context: [3, 4], answers: [answers[2], answers[1], answers[0]])]).value
    #expect(swapped.scalars == logits.scalars.reversed() && Set(logits.scalars).count == 3)
  }

  @Test(arguments: SmallBody.allCases)
  func `an answer's logit does not depend on the other answers`(body: SmallBody) {
    let model = SmallTask.choice.model(body)
    let two = [[[5], [6, 7]], [[5], [9, 10]]].map { model([smallTokens.choice(context: [3], answers: $0)]).value }
    #expect(two[0][0, 0] == two[1][0, 0] && two[0][0, 1] != two[1][0, 1])
  }

  @Test(arguments: SmallBody.allCases, SmallTask.allCases)
  func `the head reads the state at the end token`(body: SmallBody, task: SmallTask) {
    let model = task.model(body)
    let expected = task.inputs.map { input in
      let ends = input.sequences.map { sequence in
        model.body.states(PaddedRows([sequence]), .evaluation).value.row(0).row(sequence.count - 1)
      }
      switch task.question {
      case .sequence:
        return Tensor.concatenate(ends.map { matmul($0.reshaped(1, $0.count), model.output.weight.value).row(0) })
      case .classes:
        let sum = ends.dropFirst().reduce(ends[0], +)
        return matmul(sum.reshaped(1, sum.count), model.output.weight.value).row(0) + model.output.bias!.value
      }
    }
    for (row, expected) in expected.enumerated() {
      expectClose(model(task.inputs).value.row(row), to: expected, tolerance: tolerance)
    }
  }

  @Test(arguments: SmallTask.allCases)
  func `in training a tenth of the head's input is dropped`(task: SmallTask) {
    var generator = Generator(seed: 1)
    let body = SmallBody.lstm.body()
    let model = TaskModel(body, task.question, using: &generator)
    #expect(model.dropout.rate == 0.1)
    let randomness = Randomness(seed: 2)
    let trained = (0..<8).map { _ in model(task.inputs, .training(randomness)).value }
    #expect(Set(trained.map(\.scalars)).count > 1)
    #expect(model(task.inputs).value == model(task.inputs).value)
  }

  @Test(arguments: SmallBody.allCases)
  func `a dropout of the body acts in training, in both losses`(body: SmallBody) {
    var generator = Generator(seed: 1)
    let model = TaskModel(body.body(dropout: 0.5), .classes(2), dropout: 0, using: &generator)
    let inputs = SmallTask.classification.inputs
    func mode() -> Mode { .training(Randomness(seed: 3)) }
    #expect(model(inputs, mode()).value != model(inputs).value)
    let rows = PaddedRows(inputs.flatMap(\.sequences))
    #expect(model.body.languageModelLoss(rows, mode()).value != model.body.languageModelLoss(rows).value)
    #expect(model.loss(inputs, [0, 1, 0], lambda: 0, mode()).value != model.loss(inputs, [0, 1, 0], lambda: 0).value)
  }

  @Test func `a head begins small, and a softmax over sequences needs no bias`() {
    var generator = Generator(seed: 1)
    var shape = GPTConfiguration(width: 64, heads: 2, depth: 1)
    (shape.vocabularySize, shape.contextLimit) = (11, 16)
    let body = GPTModel(shape, using: &generator)
    let classes = TaskModel(body, .classes(50), using: &generator).output
    #expect(classes.weight.shape == [64, 50] && classes.bias!.value == .zeros(50))
    let deviation = classes.weight.value.norm / Scalar(64 * 50).squareRoot()
    #expect(abs(deviation / 0.02 - 1) < 0.05)
    let sequences = TaskModel(body, .sequence, using: &generator).output
    #expect(sequences.weight.shape == [64, 1] && sequences.bias == nil)
  }
}
