import Datasets
import Transformer

// B batch · T positions · V symbols · D width

/// Predicts each symbol of a text from those before it: all positions of a window at once, held apart by the mask.
struct CausalModel: Module {
  let embedding: Embedding  // [V, D]
  let positions: SinusoidalPositions?
  var stack: TransformerStack
  let output: Linear  // [D, V]

  init(symbols V: Int, _ shape: BlockShape, depth: Int, using generator: inout Generator) {
    embedding = Embedding(V, width: shape.width, using: &generator)
    positions = shape.isRotary ? nil : SinusoidalPositions(width: shape.width)
    stack = TransformerStack(shape, depth: depth, using: &generator)
    output = Linear(shape.width, V, using: &generator)
  }

  /// The symbols as the lowest block reads them, `[B, T, D]`.
  func input(_ symbols: [Int], batch B: Int) -> Variable {
    let x = embedding(symbols, shape: [B, symbols.count / B])
    return positions.map { $0(x) } ?? x
  }

  /// The scores of every next symbol, `[B, T, V]`.
  func callAsFunction(_ symbols: [Int], batch B: Int) -> Variable { output(stack(input(symbols, batch: B), .causal)) }

  func loss(_ batch: TokenBatch) -> Variable { crossEntropy(self(batch.inputs, batch: batch.size), batch.targets) }

  /// −ln of the probability of every symbol of a text but the first few, each after at least half a window of others.
  func surprises(of text: [Int], window: Int) -> [Double] {
    withoutGradients {
      stride(from: 0, to: text.count - window, by: window / 2).flatMap { start in
        let logarithms = logSoftmax(self(Array(text[start..<start + window]), batch: 1).value)
        let V = logarithms.shape[2]
        return (window / 2..<window).map { -Double(logarithms.scalars[$0 * V + text[start + $0 + 1]]) }
      }
    }
  }
}

/// How a causal model is taught a text: windows from random places, for it carries no state from one to the next.
struct WindowLesson {
  var steps: Int
  var rate: Scalar = 5e-3
  var lanes = 8
  var window = 48
  var schedule: Schedule?

  func teach(
    _ model: CausalModel, _ name: String, _ corpus: Corpus, seed: Int, _ trainer: Trainer,
    evaluation: (() -> Scalar)? = nil
  ) throws -> TrainingRun {
    let run = TrainingRun(name, model, AdamW(model.parameters), seed: seed)
    let usual = Schedule.cosine(peak: rate, warmup: steps / 20, total: steps, floor: rate / 50)
    var plan = TrainingPlan(steps: steps, schedule: schedule ?? usual)
    plan.evaluationInterval = max(1, steps / 10)
    (plan.unitsPerStep, plan.unit) = (lanes * window, "symbols")
    try trainer.train(run, plan, evaluation: evaluation) { _, randomness in
      // The corpus is longer than a window.
      model.loss(try! TextBatches.random(corpus.training, size: lanes, window: window, using: &randomness.generator))
    }
    return run
  }
}
