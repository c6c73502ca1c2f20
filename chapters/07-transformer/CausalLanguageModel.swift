import Datasets
import Transformer

// B batch · T positions · V tokens · D width

/// Predicts each token of a text from those before it: all positions of a contextLength at once, held apart by the mask.
struct CausalLanguageModel: Module {
  let embedding: Embedding  // [V, D]
  let positions: SinusoidalPositions?
  var stack: TransformerStack
  let output: Linear  // [D, V]

  init(vocabularySize V: Int, _ shape: BlockConfiguration, depth: Int, using generator: inout Generator) {
    embedding = Embedding(V, width: shape.width, using: &generator)
    positions = shape.isRotary ? nil : SinusoidalPositions(width: shape.width)
    stack = TransformerStack(shape, depth: depth, using: &generator)
    output = Linear(shape.width, V, using: &generator)
  }

  /// The tokens as the lowest block reads them, `[B, T, D]`.
  func input(_ tokens: [Int], batch B: Int) -> Variable {
    let x = embedding(tokens, shape: [B, tokens.count / B])
    return positions.map { $0(x) } ?? x
  }

  /// The logits of every next token, `[B, T, V]`.
  func callAsFunction(_ tokens: [Int], batch B: Int) -> Variable { output(stack(input(tokens, batch: B), .causal)) }

  func loss(_ batch: TokenBatch) -> Variable { crossEntropy(self(batch.inputs, batch: batch.size), batch.targets) }

  /// −ln of the probability of every token of a text but the first few, each after at least half a contextLength of others.
  func tokenLosses(of text: [Int], contextLength: Int) -> [Double] {
    withoutGradients {
      stride(from: 0, to: text.count - contextLength, by: contextLength / 2).flatMap { start in
        let logarithms = logSoftmax(self(Array(text[start..<start + contextLength]), batch: 1).value)
        let V = logarithms.shape[2]
        return (contextLength / 2..<contextLength).map { -Double(logarithms.scalars[$0 * V + text[start + $0 + 1]]) }
      }
    }
  }
}

/// How a causal model is taught a text: windows from random positions, for it carries no state from one to the next.
struct WindowLesson {
  var steps: Int
  var rate: Scalar = 5e-3
  var batchSize = 8
  var contextLength = 48
  var schedule: Schedule?

  func teach(
    _ model: CausalLanguageModel, _ name: String, _ corpus: Corpus, seed: Int, _ trainer: Trainer,
    evaluation: (() -> Scalar)? = nil
  ) throws -> TrainingRun {
    let run = TrainingRun(name, model, AdamW(model.parameters), seed: seed)
    let usual = Schedule.cosine(peak: rate, warmup: steps / 20, total: steps, floor: rate / 50)
    var plan = TrainingPlan(steps: steps, schedule: schedule ?? usual)
    plan.evaluationInterval = max(1, steps / 10)
    (plan.itemsPerStep, plan.item) = (batchSize * contextLength, "tokens")
    try trainer.train(run, plan, evaluation: evaluation) { _, randomness in
      // The corpus is longer than a contextLength.
      model.loss(
        try! TextBatches.random(
          corpus.training, size: batchSize, contextLength: contextLength, using: &randomness.generator))
    }
    return run
  }
}
