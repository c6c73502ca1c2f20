import Attention
import Course
import Datasets
import LSTM

/// What a decoder sees of the source: its name in the tables, its score, and the peak of its learning rate.
struct Method {
  let name: String
  /// Nil for a decoder without attention.
  var score: (any Score.Type)?
  /// Whether a decoder without attention gets the state of the source at every step, not only at the first.
  var repeatsState = false
  var rate: Scalar

  // The rates are the best of 2.5e-3, 5e-3, 1e-2, 2e-2 and 4e-2 by the test loss of translators after 1,000 steps, the mean
  // of the seeds 100 and 101, and none of them is the first or the last. Without attention 1e-2 is 0.05 behind 2e-2 after
  // 1,000 steps and 0.37 ahead after 2,000.
  static var plain: Method { Method(name: "no attention", rate: 1e-2) }
  static var repeated: Method { Method(name: "state repeated", repeatsState: true, rate: 2e-2) }
  static var additive: Method { Method(name: "additive", score: AdditiveScore.self, rate: 1e-2) }
  static var bilinear: Method { Method(name: "bilinear", score: BilinearScore.self, rate: 5e-3) }
  static var scaledBilinear: Method { Method(name: "bilinear/√d", score: ScaledBilinearScore.self, rate: 1e-2) }
  static var identityBilinear: Method { Method(name: "bilinear, I/√d", score: IdentityBilinearScore.self, rate: 5e-3) }
  static var dot: Method { Method(name: "dot", score: DotScore.self, rate: 1e-2) }
  static var scaledDot: Method { Method(name: "scaled dot", score: ScaledDotScore.self, rate: 1e-2) }

  /// All that are compared in translation.
  static var translating: [Method] {
    [plain, repeated, additive, bilinear, scaledBilinear, identityBilinear, dot, scaledDot]
  }
}

/// A trained model of pairs.
struct Trained {
  let model: any PairModel
  let hiddenSize: Int
  let run: TrainingRun

  /// The model, if it attends.
  var attending: Translator<GRUCell>? { (model as? Translator<GRUCell>).flatMap { $0.attention == nil ? nil : $0 } }
}

extension Method {
  /// The same with another learning rate.
  func at(_ rate: Scalar) -> Method {
    var method = self
    method.rate = rate
    return method
  }

  /// An encoder–decoder of GRUs, as large as the budget of parameters allows.
  func translator(_ task: any PairTask, budget: Int, seed: Int) -> Translator<GRUCell> {
    largest(within: budget) { hiddenSize in
      var generator = Generator(seed: seed)
      return Translator(
        sourceVocabularySize: task.source.count, targetVocabularySize: task.target.count, width: 32,
        hiddenSize: hiddenSize, score: score, using: &generator)
    }
  }

  func train(
    _ name: String, on task: any PairTask, budget: Int, steps: Int, seed: Int, _ trainer: Trainer
  ) throws -> Trained {
    let plan = TrainingPlan(steps: steps, learningRate: rate, seed: seed)
    if !repeatsState {
      let model = translator(task, budget: budget, seed: seed)
      let run = try trainer.train(name, model, on: task, plan)
      return Trained(model: model, hiddenSize: model.output.shape[0], run: run)
    }
    let model = largest(within: budget) { hiddenSize in
      var generator = Generator(seed: seed)
      return RepeatedStateTranslator(task, width: 32, hiddenSize: hiddenSize, using: &generator)
    }
    let run = try trainer.train(name, model, on: task, plan)
    return Trained(model: model, hiddenSize: model.output.shape[0], run: run)
  }
}

extension Translator {
  /// The attention weights under teacher forcing, `[B, U, T]`; nil for a model without attention.
  func weights(_ pairs: [Pair]) -> Tensor? {
    withoutGradients {
      let batch = PairBatch(pairs)
      var state = encode(batch.source)
      return decode(batch.decoderInput, &state).weights?.value
    }
  }

  /// The share of target tokens whose largest attention weight lies on the true source token; nil without attention.
  func alignmentAccuracy(_ pairs: [Pair]) -> Double? {
    weights(pairs).map { weights in
      let (positions, U) = (weights.argmax(), weights.shape[1])
      return Pair.alignmentAccuracy(
        pairs, strongest: pairs.indices.map { Array(positions[$0 * U..<($0 + 1) * U]) })
    }
  }
}

/// The attention weights of one pair: rows are target tokens, columns source tokens.
func draw(
  _ model: Translator<GRUCell>, _ pair: Pair, _ task: any PairTask, _ name: String, _ title: String, _ chapter: Chapter
) {
  guard let weights = model.weights([pair])?.row(0) else { return }
  let rows = pair.target.indices.map { row in weights.row(row).scalars.map { Double($0) } }
  let map = HeatMap(
    title, rows, rows: task.target.labels(pair.target), columns: task.source.labels(pair.source), range: 0...1)
  chapter.show(name, map.text, svg: map.svg)
}
