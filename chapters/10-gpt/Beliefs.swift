import Course
import Datasets
import Foundation
import GPT
import LSTM
import RNN
import Tensors
import Training
import Transformer

// B batch · T positions · D width · S states of the process

/// Sequences of a hidden Markov process, and what Bayes' rule believes after every token of them.
struct BeliefTexts {
  let process = HiddenMarkovProcess.mess3()
  let contextLength = 16
  /// The exact loss of the best model in a context of this length: it has seen 1, 2, … T tokens.
  let floor: Double

  init() { floor = mean(process.expectedLosses(contextLength: contextLength)) }

  func batch(_ size: Int, using generator: inout Generator) -> TokenBatch {
    process.batch(size: size, length: contextLength, using: &generator)
  }

  /// The mean loss of Bayes' rule on the very tokens of a batch: what a model has above it is no accident of the sample.
  func exactLoss(on batch: TokenBatch) -> Double {
    let T = batch.length
    return mean(
      (0..<batch.size).flatMap { row in
        let tokens = Array(batch.inputs[row * T..<(row + 1) * T]) + [batch.targets[(row + 1) * T - 1]]
        return process.tokenLosses(of: tokens).dropFirst()
      })
  }

  /// The belief after each token of a batch, `[B · T, S]`.
  func beliefs(_ batch: TokenBatch) -> Tensor {
    let rows = (0..<batch.size).flatMap { row -> [[Double]] in
      let tokens = Array(batch.inputs[row * batch.length..<(row + 1) * batch.length])
      return Array(process.beliefs(of: tokens).dropFirst())
    }
    return Tensor(shape: [rows.count, process.stateCount], scalars: rows.joined().map { Scalar($0) })
  }
}

/// What learns the process: a GPT, and an LSTM of the same size.
private struct BeliefModels {
  let gpt: GPTModel
  let untrained: GPTModel
  let lstm: LanguageModel<LSTMCell>

  init(_ texts: BeliefTexts, _ chapter: Chapter) {
    let V = texts.process.vocabularySize
    var shape = GPTConfiguration(width: 32, heads: 1, depth: 2, dropout: 0)
    (shape.vocabularySize, shape.contextLimit) = (V, texts.contextLength)
    shape.initialDeviation = 0.05
    var generator = chapter.generator
    gpt = GPTModel(shape, using: &generator)
    untrained = GPTModel(shape, using: &generator)
    lstm = largest(within: gpt.parameterCount) { hiddenSize in
      var generator = chapter.generator
      return LanguageModel<LSTMCell>(vocabularySize: V, width: 16, hiddenSize: hiddenSize, using: &generator)
    }
    lstm.net.initializeGates(forgetBias: 1)
  }

  func train(_ texts: BeliefTexts, _ chapter: Chapter, _ trainer: Trainer) throws {
    var plan = TrainingPlan(steps: chapter.steps(1500, quick: 5), learningRate: 3e-3, seed: chapter.seed)
    plan.batchSize = 64
    (plan.itemsPerStep, plan.item) = (plan.batchSize * texts.contextLength, "tokens")
    for (name, loss) in [("GPT", gptLoss), ("LSTM", lstmLoss)] {
      try trainer.train("Mess3, \(name)", name == "GPT" ? gpt : lstm, plan) { _, randomness in
        loss(texts.batch(plan.batchSize, using: &randomness.generator))
      }
    }
  }

  func gptLoss(_ batch: TokenBatch) -> Variable { gpt.loss(batch) }

  func lstmLoss(_ batch: TokenBatch) -> Variable {
    crossEntropy(lstm(batch.inputs, batch: batch.size).logits, batch.targets)
  }

  /// Everything that a belief may be read from: `[B · T, D]` for a batch.
  var sources: [(name: String, states: (TokenBatch) -> Tensor)] {
    func stream(_ model: GPTModel, _ block: Int) -> (TokenBatch) -> Tensor {
      { model.residualStream($0.inputs, batch: $0.size)[block].asRows }
    }
    let depth = gpt.configuration.depth
    let blocks = (0...depth).map { ($0 == 0 ? "GPT, embeddings" : "GPT, after block \($0)", stream(gpt, $0)) }
    return [("the last token alone", { .oneHot($0.inputs, gpt.configuration.vocabularySize) })] + blocks + [
      ("GPT untrained, after block \(depth)", stream(untrained, depth)),
      ("LSTM, hidden state", { lstm.states($0.inputs, batch: $0.size).asRows }),
    ]
  }
}

extension LanguageModel {
  /// The hidden states after each token, `[B, T, H]`.
  func states(_ ids: [Int], batch B: Int) -> Tensor {
    withoutGradients { net(lookingUp: ids, in: embedding.weight, batch: B).outputs.value }
  }
}

// MARK: 4

/// A GPT and an LSTM learn a hidden Markov process; a linear map reads Bayes' belief from what they compute.
func showBeliefs(_ chapter: Chapter, _ trainer: Trainer) throws {
  let texts = BeliefTexts()
  let models = BeliefModels(texts, chapter)
  try models.train(texts, chapter, trainer)
  var generator = chapter.generator
  let batch = texts.batch(chapter.isQuick ? 64 : 2048, using: &generator)
  let exact = texts.exactLoss(on: batch)
  var table = Table(["model", "parameters", "loss", "above Bayes' rule"])
  table.add(["Bayes' rule", "–", number(exact, digits: 5), "0"])
  for (name, count, loss) in [
    ("GPT", models.gpt.parameterCount, models.gptLoss), ("LSTM", models.lstm.parameterCount, models.lstmLoss),
  ] {
    let loss = withoutGradients { Double(loss(batch).value.scalar) }
    table.add([name, "\(count)", number(loss, digits: 5), number(loss - exact)])
    chapter.results["Mess3, \(name)"] = ["loss": JSON(loss), "parameters": JSON(count), "floor": JSON(texts.floor)]
  }
  say("\(table)")
  probeBeliefs(models, texts, chapter)
}

/// The probes are fitted on one batch, and evaluated and drawn on another.
private func probeBeliefs(_ models: BeliefModels, _ texts: BeliefTexts, _ chapter: Chapter) {
  var generator = Generator(seed: chapter.seed &+ 1)
  let (fit, test) = (texts.batch(256, using: &generator), texts.batch(256, using: &generator))
  let truth = texts.beliefs(test)
  var table = Table(["read from", "share of the belief's variance"])
  var picture = SimplexPlot("what is believed of the three states", corners: ["A", "B", "C"])
  picture.add("Bayes' rule", truth.rowArrays, colors: truth.rowArrays)
  for (name, states) in models.sources {
    let probe = LinearProbe(from: states(fit), to: texts.beliefs(fit))
    let explained = probe.explainedVariance(states(test), truth)
    table.add([name, number(explained, digits: 4)])
    chapter.results["belief, \(name)"] = JSON(explained)
    if ["GPT, after block \(models.gpt.configuration.depth)", "LSTM, hidden state"].contains(name) {
      picture.add(name, probe(states(test)).rowArrays, colors: truth.rowArrays)
    }
  }
  say("\(table)")
  chapter.show("beliefs", picture.text, svg: picture.svg)
  say()
}

extension Tensor {
  /// `[…, D] → [N, D]`
  var asRows: Tensor { reshaped(-1, shape.last!) }

  fileprivate var rowArrays: [[Double]] { (0..<shape[0]).map { row(Int($0)).scalars.map { Double($0) } } }

  /// One row for each label, 1 in its column.
  static func oneHot(_ labels: [Int], _ columns: Int) -> Tensor {
    Tensor(
      shape: [labels.count, columns],
      scalars: labels.flatMap { label in (0..<columns).map { $0 == label ? 1 : 0 } })
  }
}
