import Course
import Datasets
import Foundation
import Tokens
import Transformer

// B batch · T positions · V tokens · D width

/// What self-attention can learn, more from step to step.
enum AttentionStep: Int, CaseIterable {
  case similarity, oneMatrix, queriesAndKeys, values, heads, projected

  var name: String {
    switch self {
    case .similarity: "similarity"
    case .oneMatrix: "one matrix"
    case .queriesAndKeys: "queries and keys"
    case .values: "values"
    case .heads: "two heads"
    case .projected: "projected"
    }
  }
}

/// One layer of self-attention at one of its steps, between tokens that know their positions and an answer.
struct SteppedAttention: Module {
  let embedding: Embedding  // [V, D]
  let positions: SinusoidalPositions
  let query: Linear?  // [D, D]
  let key: Linear?  // [D, D]
  let value: Linear?  // [D, D]
  let projection: Linear?  // [D, D]
  let heads: Int
  let answer: Linear  // [D, questions · V]

  init(_ step: AttentionStep, vocabularySize V: Int, questions: Int, width D: Int, using generator: inout Generator) {
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
    answer = Linear(D, questions * V, using: &generator)
  }

  /// The logits of every position's answers, `[B, T, questions · V]`.
  func callAsFunction(_ tokens: [Int], batch B: Int) -> Variable {
    let x = positions(embedding(tokens, shape: [B, tokens.count / B]))  // [B, T, D]
    let q = query?(x) ?? x
    let k = key?(x) ?? q
    let v = value?(x) ?? x
    let found = plainAttention(q.splitHeads(heads), k.splitHeads(heads), v.splitHeads(heads)).context.mergedHeads
    return answer(x + (projection?(found) ?? found))
  }
}

/// Two questions at every position: which token stood some steps before, and which farther back.
struct TwoEchoes {
  let kinds = 8
  let delays = [2, 5]
  let length = 20

  /// Tokens `[B · T]`, and the answers `[B · T · 2]`.
  func batch(_ size: Int, using generator: inout Generator) -> (tokens: [Int], answers: [Int]) {
    let rows = (0..<size).map { _ in (0..<length).map { _ in Int.random(in: 0..<kinds, using: &generator) } }
    let answers = rows.flatMap { row in
      row.indices.flatMap { t in delays.map { t < $0 ? Echo.ignored : row[t - $0] } }
    }
    return (rows.flatMap(\.self), answers)
  }
}

/// The same task for every step of the way from a similarity to attention with heads.
func buildUp(_ chapter: Chapter, _ trainer: Trainer) throws {
  let task = TwoEchoes()
  let (B, steps) = (32, chapter.steps(500, quick: 15))
  var curves = LinePlot("two tokens from before, asked at every position", x: "step", y: "nats per answer")
  var table = Table(["self-attention", "parameters", "loss", "right", "guess", "best possible"])
  for step in AttentionStep.allCases {
    var generator = chapter.generator
    let model = SteppedAttention(step, vocabularySize: task.kinds, questions: 2, width: 32, using: &generator)
    func logits(_ tokens: [Int], _ size: Int) -> Variable { model(tokens, batch: size).reshaped(-1, task.kinds) }
    var plan = TrainingPlan(steps: steps, learningRate: 1e-2, seed: chapter.seed)
    (plan.itemsPerStep, plan.item) = (B * task.length, "tokens")
    let run = try trainer.train(step.name, model, plan) { _, randomness in
      let batch = task.batch(B, using: &randomness.generator)
      return crossEntropy(logits(batch.tokens, B), batch.answers, ignoring: Echo.ignored)
    }
    let test = task.batch(200, using: &generator)
    let answers = withoutGradients { logits(test.tokens, 200) }
    let loss = Double(crossEntropy(answers, test.answers, ignoring: Echo.ignored).value.scalar)
    let right = Double(accuracy(answers.value, test.answers, ignoring: Echo.ignored))
    curves.add(step.name, run.lossCurve(over: max(1, steps / 40)))
    table.add([
      step.name, "\(model.parameterCount)", number(loss), number(right), number(1 / Double(task.kinds)), "1",
    ])
    chapter.results["self-attention, \(step.name)"] = [
      "loss": JSON(loss), "accuracy": JSON(right), "parameters": JSON(model.parameterCount), "floor": 0,
      "tokensPerSecond": JSON(run.speed),
    ]
  }
  curves.addFloor("guess", log(Double(task.kinds)))
  chapter.show(curves.text(), svg: curves.svg)
  say("\(table)")
}
