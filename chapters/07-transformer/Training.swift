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

extension Trainer {
  /// Trains a causal model on contexts from random positions of a text: it carries no state from one to the next.
  func train(
    _ name: String, _ model: CausalLanguageModel, on text: [Int], contextLength: Int, _ plan: TrainingPlan,
    evaluation: (() -> Scalar)? = nil
  ) throws -> TrainingRun {
    var plan = plan
    (plan.itemsPerStep, plan.item) = (plan.batchSize * contextLength, "tokens")
    return try train(name, model, plan, evaluation: evaluation) { _, randomness in
      // The text is longer than a context.
      model.loss(
        try! TextBatches.random(
          text, size: plan.batchSize, contextLength: contextLength, using: &randomness.generator))
    }
  }
}
