import Datasets
import Gradients
import LSTM
import RNN
import Tensors
import Training

// B batch · T tokens of the source · U tokens of the target · V vocabulary size of the target

/// A model that encodes a source and decodes a target, token after token.
public protocol PairModel: Module, AutoregressiveModel {
  /// The special tokens around its targets; those of `SpecialToken` by default.
  var decodingTokens: DecodingTokens { get }

  /// The state from which the targets of B sources are decoded; padding changes nothing.
  func encode(_ source: PaddedRows) -> State

  /// The logits of every next target token, `[B, U, V]`, given the true ones before it: teacher forcing.
  func callAsFunction(_ source: PaddedRows, _ decoderInput: PaddedRows, _ mode: Mode) -> Variable
}

extension PairModel {
  public var decodingTokens: DecodingTokens { DecodingTokens() }

  /// The mean token loss of a batch with teacher forcing.
  ///
  /// - Parameter smoothing: How much of the target probability is spread over the vocabulary.
  public func loss(_ batch: PairBatch, smoothing: Scalar = 0, _ mode: Mode = .evaluation) -> Variable {
    let logits = self(batch.source, batch.decoderInput, mode)
    return crossEntropy(logits, batch.targets.tokens, ignoring: decodingTokens.padding, smoothing: smoothing)
  }

  /// The targets that greedy decoding gives, each of at most `limit` tokens.
  public func translate(_ pairs: [Pair], limit: Int) -> [[Int]] {
    generate(prompts(pairs), from: encode(pairs), limit: limit, end: decodingTokens.end)
  }

  /// The targets that sampling gives, each of at most `limit` tokens.
  public func translate(
    _ pairs: [Pair], limit: Int, sampler: Sampler, using generator: inout Generator
  ) -> [[Int]] {
    generate(
      prompts(pairs), from: encode(pairs), limit: limit, end: decodingTokens.end, sampler: sampler, using: &generator)
  }

  /// For each source up to W targets, the best first.
  public func translate(_ pairs: [Pair], limit: Int, beam: BeamSearch) -> [[BeamSearch.Hypothesis]] {
    generate(prompts(pairs), from: encode(pairs), limit: limit, end: decodingTokens.end, beam: beam)
  }

  private func encode(_ pairs: [Pair]) -> State { withoutGradients { encode(PairBatch(pairs, decodingTokens).source) } }

  private func prompts(_ pairs: [Pair]) -> [[Int]] { pairs.map { _ in [decodingTokens.begin] } }
}

extension Trainer {
  /// Trains a model on pairs of the task, each drawn anew.
  ///
  /// - Parameter smoothing: How much of the target probability is spread over the vocabulary.
  @discardableResult
  public func train(
    _ name: String, _ model: some PairModel, on task: any PairTask, _ plan: TrainingPlan, smoothing: Scalar = 0
  ) throws -> TrainingRun {
    try train(name, model, plan, smoothing: smoothing) { count, generator in
      (0..<count).map { _ in task.trainingPair(using: &generator) }
    }
  }

  /// The same on pairs from anywhere.
  @discardableResult
  public func train(
    _ name: String, _ model: some PairModel, _ plan: TrainingPlan, smoothing: Scalar = 0,
    drawing pairs: (_ count: Int, inout Generator) -> [Pair]
  ) throws -> TrainingRun {
    var plan = plan
    (plan.itemsPerStep, plan.item) = (plan.batchSize, "pairs")
    return try train(name, model, plan) { _, randomness in
      let batch = PairBatch(pairs(plan.batchSize, &randomness.generator), model.decodingTokens)
      return model.loss(batch, smoothing: smoothing, .training(randomness))
    }
  }
}
