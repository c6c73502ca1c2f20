import Exercises
import GPT
import Solutions
import Tensors
import Testing

@testable import ExerciseChecks

/// Answers to chapter 10 that are written in another way than the solutions and the known mistakes, as a learner's are.
struct GPTAnswerTests {
  @Test(arguments: Chapter.gpt.exercises)
  func `a right answer may be written in another way`(exercise: Exercise) {
    #expect(exercise.diagnose(OtherGPTAnswers.self) == .right)
  }

  @Test(arguments: [
    (Exercise.cutContexts, NotShifted.self as any GPTTasks.Type, "the targets are not shifted"),
    (.fineTuningLoss, NotShifted.self, "the loss is not shifted"),
    (.causalBlock, Leaking.self, "targets leak through the mask"),
    (.sampledProbabilities, DroppingFirst.self, "the token that takes the sum to topP was dropped"),
    (.sampledProbabilities, LateTemperature.self, "the temperature came after the softmax"),
    (.cachedStep, GrownTooEarly.self, "the cache is off by one"),
    (.taskInput, ReadingPadding.self, "the head reads the last position of the padded row"),
    (.updateBeliefs, ColumnBelief.self, "the matrix is transposed"),
  ])
  func `a mistake is named, however it is written`(
    exercise: Exercise, answers: any GPTTasks.Type, hint: String
  ) throws {
    guard case .wrong(let finding) = exercise.diagnose(answers) else {
      Issue.record("the checks let it pass")
      return
    }
    #expect(finding.mistake?.hasPrefix(hint) == true, "\(finding)")
  }
}

private enum NotShifted: GPTAnswers {
  static func cutContexts(
    _ text: [Int], at offsets: [Int], contextLength T: Int
  ) throws -> (inputs: [[Int]], targets: [[Int]]) {
    let rows = offsets.map { Array(text[$0..<$0 + T]) }
    return (rows, rows)
  }

  static func fineTuningLoss(
    taskLogits: Tensor, labels: [Int], tokenLogits: Tensor, tokens: [[Int]], lengths: [Int], weight: Scalar
  ) throws -> (loss: Scalar, taskGradient: Tensor, tokenGradient: Tensor) {
    // The solution for tokens that stand one position later.
    let later = tokens.map { [0] + $0 }
    let (B, _, V) = tokenLogits.shape3
    let extra = Tensor.zeros(B, 1, V)
    let longer = try GPTSolutions.fineTuningLoss(
      taskLogits: taskLogits, labels: labels, tokenLogits: .concatenate([tokenLogits, extra], axis: 1), tokens: later,
      lengths: lengths.map { $0 + 1 }, weight: weight)
    let gradient = longer.tokenGradient
    return (longer.loss, longer.taskGradient, gradient.slice(axis: 1, 0..<gradient.shape[1] - 1))
  }
}

private enum Leaking: GPTAnswers {
  static func causalBlock(_ x: Tensor, _ weights: CausalBlockWeights, heads H: Int) throws -> Tensor {
    OtherGPTAnswers.block(x, weights, H) { query, key in key > query + 1 }
  }
}

private enum DroppingFirst: GPTAnswers {
  static func sampledProbabilities(_ logits: Tensor, temperature: Scalar, topP: Scalar) throws -> Tensor {
    try OtherGPTAnswers.nucleus(logits, temperature, topP) { before, p in before + p > topP }
  }
}

private enum LateTemperature: GPTAnswers {
  static func sampledProbabilities(_ logits: Tensor, temperature: Scalar, topP: Scalar) throws -> Tensor {
    guard temperature > 0, topP > 0, topP <= 1 else { throw Misfit("out of range") }
    let p = softmax(logits).scalars.map { $0 / temperature }
    let ranking = p.indices.sorted { p[$0] > p[$1] }
    let count = 1 + (ranking.indices.first { ranking[...$0].reduce(0) { $0 + p[$1] } >= topP } ?? p.count - 1)
    let total = ranking.prefix(count).reduce(0) { $0 + p[$1] }
    return Tensor(p.indices.map { ranking.prefix(count).contains($0) ? p[$0] / total : 0 })
  }
}

private enum GrownTooEarly: GPTAnswers {
  static func cachedStep(
    _ token: Int, _ cache: FixedCache, _ weights: CachedAttentionWeights
  ) throws -> (context: Tensor, cache: FixedCache) {
    let (C, D) = cache.keys.shape2
    var cache = cache
    cache.length += 1
    let row = cache.length..<cache.length + 1
    guard cache.length < C else { throw Misfit("full") }
    let x = weights.tokens.rows(token..<token + 1) + weights.positions.rows(row)
    cache.keys.setBlock(rows: row, columns: 0..<D, to: matmul(x, weights.key))
    cache.values.setBlock(rows: row, columns: 0..<D, to: matmul(x, weights.value))
    let keys = cache.keys.rows(0..<cache.length + 1)
    let p = softmax(matmul(matmul(x, weights.query), keys.transposed) / Scalar(D).squareRoot())
    return (matmul(p, cache.values.rows(0..<cache.length + 1)).flattened, cache)
  }
}

private enum ReadingPadding: GPTAnswers {
  static func taskInput(_ input: StructuredInput, markers: InputMarkers) throws -> (tokens: [[Int]], read: [Int]) {
    let tokens = try OtherGPTAnswers.taskInput(input, markers: markers).tokens
    return (tokens, tokens.map { $0.count - 1 })
  }
}

private enum ColumnBelief: GPTAnswers {
  static func updateBeliefs(
    _ belief: Tensor, _ transitions: Tensor, tokens: [Int]
  ) throws -> (beliefs: Tensor, probabilities: Tensor) {
    try OtherGPTAnswers.updateBeliefs(belief, transitions.permuted(0, 2, 1), tokens: tokens)
  }
}
