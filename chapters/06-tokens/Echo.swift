import Course
import Datasets
import LSTM
import RNN
import Tokens

// B batch · T positions

/// The echo task: output the token of three steps earlier.
let echoTask = Echo(kinds: 16, delay: 3)
/// The width of attention, and of the embedding of the recurrent net.
let (echoWidth, echoEmbedding) = (32, 16)
/// The length in training, and the lengths of the evaluation.
let (echoLength, echoLengths) = (24, [24, 36, 48, 72, 96])

/// A model for the echo task: one layer of self-attention with some encoding of positions, or a recurrent net.
struct EchoModel {
  let name: String
  let model: any Module
  /// The highest learning rate. With each of 0.0025, 0.005, 0.01, 0.02 and 0.04 sinusoidal, learned and rotary positions
  /// come to an accuracy of 1 at the training length. For the GRU, 0.04 has the lowest final loss of these, 0.08 and 0.16.
  var rate: Scalar = 0.01
  /// Steps for each of attention's, in the ratio of their speeds: 1.37 and 1.69 million tokens a second on two cores.
  var stepRatio = 1.0
  /// Tokens `[B · T]` to logits `[B, T, V]`.
  let logits: (_ tokens: [Int], _ batch: Int) -> Variable
  /// Tokens to attention weights `[B, T, T]`, for models that have them.
  var weights: ((_ tokens: [Int], _ batch: Int) -> Tensor)?
  /// Of a recurrent net.
  var hiddenSize = 0
}

extension EchoModel {
  /// Self-attention with one of the encodings of the module.
  static func attention(_ positions: SelfAttentionModel.Positions, seed: Int) -> EchoModel {
    var generator = Generator(seed: seed)
    let model = SelfAttentionModel(
      vocabularySize: echoTask.kinds, width: echoWidth, positions, limit: echoLengths.max()!, using: &generator)
    return EchoModel(name: "\(positions)", model: model, logits: { model($0, batch: $1) }) {
      model.attention($0, batch: $1).weights.value
    }
  }

  /// Self-attention to whose embeddings a simple encoding is added.
  static func attention(adding positions: SimplePositions, seed: Int) -> EchoModel {
    var generator = Generator(seed: seed)
    let model = SelfAttentionModel(vocabularySize: echoTask.kinds, width: echoWidth, .none, limit: 0, using: &generator)
    func table(_ tokens: [Int], _ batch: Int) -> Tensor { positions.table(tokens.count / batch, width: echoWidth) }
    return EchoModel(name: "\(positions)", model: model, logits: { model($0, batch: $1, adding: table($0, $1)) }) {
      model.attention($0, batch: $1, adding: table($0, $1)).weights.value
    }
  }

  /// A GRU with as many parameters.
  static func recurrent(seed: Int) -> EchoModel {
    let budget = attention(.none, seed: seed).model.parameterCount
    let net = largest(within: budget) { hiddenSize in
      var generator = Generator(seed: seed)
      return LanguageModel<GRUCell>(
        vocabularySize: echoTask.kinds, width: echoEmbedding, hiddenSize: hiddenSize, using: &generator)
    }
    return EchoModel(
      name: "GRU", model: net, rate: 0.04, stepRatio: 1.25, logits: { net($0, batch: $1).logits },
      hiddenSize: net.output.weight.shape[0])
  }
}

/// What a trained model reaches at each length.
struct EchoResult {
  let accuracies: [Double]
  /// The mean attention weight on the position three steps earlier; empty without attention.
  let weights: [Double]
  let run: TrainingRun
}

extension EchoModel {
  func trained(_ chapter: Chapter, _ trainer: Trainer, seed: Int) throws -> EchoResult {
    let steps = Int(Double(chapter.steps(1200, quick: 40)) * stepRatio)
    let plan = TrainingPlan(steps: steps, learningRate: rate, seed: seed).countingTokens(32 * echoLength)
    let run = try trainer.train(chapter.name(name, seed), model, plan) { _, randomness in
      let batch = echoTask.batch(size: 32, length: echoLength, using: &randomness.generator)
      return crossEntropy(logits(batch.inputs, batch.size), batch.targets, ignoring: Echo.ignored)
    }
    var generator = Generator(seed: seed)
    let evaluations = echoLengths.map { length in
      let batch = echoTask.batch(size: 100, length: length, using: &generator)
      return withoutGradients {
        let accuracy = accuracy(logits(batch.inputs, batch.size).value, batch.targets, ignoring: Echo.ignored)
        return (Double(accuracy), weights.map { weightOnTarget($0(batch.inputs, batch.size)) })
      }
    }
    return EchoResult(accuracies: evaluations.map(\.0), weights: evaluations.compactMap(\.1), run: run)
  }

  /// The mean weight `[B, T, T]` of a query on the position whose token it has to output.
  private func weightOnTarget(_ weights: Tensor) -> Double {
    let (B, T, _) = weights.shape3
    let scalars = weights.scalars
    var sum = 0.0
    for row in 0..<B {
      for t in echoTask.delay..<T { sum += Double(scalars[(row * T + t) * T + t - echoTask.delay]) }
    }
    return sum / Double(B * (T - echoTask.delay))
  }
}
