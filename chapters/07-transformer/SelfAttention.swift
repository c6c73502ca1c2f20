import Course
import Datasets
import Foundation
import Tokens
import Transformer

// B batch · T positions · V tokens · D width

/// The steps from a comparison of the inputs to multi-head attention.
enum AttentionStep: Int, CaseIterable {
  case similarity, oneMatrix, queriesAndKeys, values, heads, projected

  var name: String {
    switch self {
    case .similarity: "similarity"
    case .oneMatrix: "one matrix"
    case .queriesAndKeys: "queries and keys"
    case .values: "values"
    case .heads: "two heads"
    case .projected: "output projection"
    }
  }
}

/// One layer of self-attention at one of its steps, between embeddings with positions and a linear layer for the
/// logits.
struct SteppedAttention: Module {
  let embedding: Embedding  // [V, D]
  let positions: SinusoidalPositions
  let query: Linear?  // [D, D]
  let key: Linear?  // [D, D]
  let value: Linear?  // [D, D]
  let projection: Linear?  // [D, D]
  let heads: Int
  let output: Linear  // [D, targets · V]

  init(_ step: AttentionStep, vocabularySize V: Int, targets: Int, width D: Int, using generator: inout Generator) {
    func matrix(from first: AttentionStep) -> Linear? {
      step.rawValue < first.rawValue ? nil : Linear(D, D, hasBias: false, using: &generator)
    }
    embedding = Embedding(V, width: D, using: &generator)
    positions = SinusoidalPositions(width: D)
    query = matrix(from: .oneMatrix)
    key = matrix(from: .queriesAndKeys)
    value = matrix(from: .values)
    projection = matrix(from: .projected)
    heads = step.rawValue < AttentionStep.heads.rawValue ? 1 : 2
    output = Linear(D, targets * V, using: &generator)
  }

  /// The logits of every position's targets, `[B, T, targets · V]`.
  func callAsFunction(_ tokens: [Int], batch B: Int) -> Variable {
    let x = positions(embedding(tokens, shape: [B, tokens.count / B]))  // [B, T, D]
    let q = query?(x) ?? x
    let k = key?(x) ?? q
    let v = value?(x) ?? x
    let context = plainAttention(q.splitHeads(heads), k.splitHeads(heads), v.splitHeads(heads)).context.mergedHeads
    return output(x + (projection?(context) ?? context))
  }
}

/// Two targets at every position: the token two positions earlier, and the token five positions earlier.
struct TwoEchoes {
  let kinds = 8
  let delays = [2, 5]
  let length = 20

  /// Tokens `[B · T]`, and targets `[B · T · 2]`.
  func batch(_ size: Int, using generator: inout Generator) -> (tokens: [Int], targets: [Int]) {
    let rows = (0..<size).map { _ in (0..<length).map { _ in Int.random(in: 0..<kinds, using: &generator) } }
    let targets = rows.flatMap { row in
      row.indices.flatMap { t in delays.map { t < $0 ? Echo.ignored : row[t - $0] } }
    }
    return (rows.flatMap(\.self), targets)
  }
}

/// The same task for every step from a comparison of the inputs to multi-head attention.
func buildAttention(_ chapter: Chapter, _ trainer: Trainer) throws {
  let task = TwoEchoes()
  let (B, steps) = (32, chapter.steps(400, quick: 15))
  var table = Comparison(
    ["self-attention"], ["loss", "accuracy"], rest: ["chance", "best possible", "parameters"], chapter)
  for step in AttentionStep.allCases {
    var parameters = 0
    let row = try chapter.row([step.name]) { seed in
      var generator = Generator(seed: seed)
      let model = SteppedAttention(step, vocabularySize: task.kinds, targets: 2, width: 32, using: &generator)
      parameters = model.parameterCount
      func logits(_ tokens: [Int], _ size: Int) -> Variable { model(tokens, batch: size).reshaped(-1, task.kinds) }
      var plan = TrainingPlan(steps: steps, learningRate: 1e-2, seed: seed)
      plan = plan.countingTokens(B * task.length)
      try trainer.train(chapter.name(step.name, seed), model, plan) { _, randomness in
        let batch = task.batch(B, using: &randomness.generator)
        return crossEntropy(logits(batch.tokens, B), batch.targets, ignoring: Echo.ignored)
      }
      let test = task.batch(200, using: &generator)
      let outputs = withoutGradients { logits(test.tokens, 200) }
      return [
        Double(crossEntropy(outputs, test.targets, ignoring: Echo.ignored).value.scalar),
        Double(accuracy(outputs.value, test.targets, ignoring: Echo.ignored)),
      ]
    }
    table.add(row, [number(1 / Double(task.kinds)), "1", "\(parameters)"])
    chapter.results["self-attention, \(step.name)"] = [
      "loss": JSON(row.numbers[0]), "accuracy": JSON(row.numbers[1]),
      "parameters": JSON(parameters), "floor": 0,
    ]
  }
  say("\(table.table)")
}
