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

/// A GPT and an LSTM of the same size, which learn the process, and a GPT that does not.
private func beliefModels(_ texts: BeliefTexts, _ chapter: Chapter) -> ReadModels<LSTMCell> {
  let V = texts.process.vocabularySize
  var shape = GPTConfiguration(width: 32, heads: 1, depth: 2, dropout: 0)
  (shape.vocabularySize, shape.contextLimit) = (V, texts.contextLength)
  shape.initialDeviation = 0.05
  var generator = chapter.generator
  let gpt = GPTModel(shape, using: &generator)
  let untrained = GPTModel(shape, using: &generator)
  let lstm = largest(within: gpt.parameterCount) { hiddenSize in
    var generator = chapter.generator
    return LanguageModel<LSTMCell>(vocabularySize: V, width: 16, hiddenSize: hiddenSize, using: &generator)
  }
  lstm.net.initializeGates(forgetBias: 1)
  return ReadModels(gpt: gpt, untrained: untrained, recurrent: lstm, recurrentName: "LSTM")
}

// MARK: 4

/// A GPT and an LSTM learn a hidden Markov process; a linear map reads Bayes' belief from what they compute.
func showBeliefs(_ chapter: Chapter, _ trainer: Trainer) throws {
  let texts = BeliefTexts()
  let models = beliefModels(texts, chapter)
  let (gpt, lstm) = (models.gpt, models.recurrent)
  let learners: [(name: String, model: any Module, loss: (TokenBatch) -> Variable)] = [
    ("GPT", gpt, { gpt.loss($0) }),
    ("LSTM", lstm, { crossEntropy(lstm($0.inputs, batch: $0.size).logits, $0.targets) }),
  ]
  var plan = TrainingPlan(steps: chapter.steps(1500, quick: 5), learningRate: 3e-3, seed: chapter.seed)
  plan.batchSize = 64
  plan = plan.countingTokens(plan.batchSize * texts.contextLength)
  var generator = chapter.generator
  let test = texts.batch(chapter.isQuick ? 64 : 2048, using: &generator)
  let exact = texts.exactLoss(on: test)
  var table = Table(["model", "parameters", "loss", "above Bayes' rule"])
  table.add(["Bayes' rule", "–", number(exact, digits: 5), "0"])
  for (name, model, loss) in learners {
    try trainer.train("Mess3, \(name)", model, plan) { _, randomness in
      loss(texts.batch(plan.batchSize, using: &randomness.generator))
    }
    let (count, loss) = (model.parameterCount, withoutGradients { Double(loss(test).value.scalar) })
    table.add([name, "\(count)", number(loss, digits: 5), number(loss - exact)])
    chapter.results["Mess3, \(name)"] = ["loss": JSON(loss), "parameters": JSON(count), "floor": JSON(texts.floor)]
  }
  say("\(table)")
  probeBeliefs(models, texts, chapter)
}

/// The probes are fitted on one batch, and evaluated and drawn on another.
private func probeBeliefs(_ models: ReadModels<LSTMCell>, _ texts: BeliefTexts, _ chapter: Chapter) {
  var generator = Generator(seed: chapter.seed &+ 1)
  let (fit, test) = (texts.batch(256, using: &generator), texts.batch(256, using: &generator))
  func states(_ batch: TokenBatch) -> [(name: String, states: Tensor)] {
    [("the last token alone", .oneHot(batch.inputs, texts.process.vocabularySize))]
      + models.states(batch.inputs, batch: batch.size)
  }
  let (beliefs, truth) = (texts.beliefs(fit), texts.beliefs(test))
  var table = Table(["read from", "share of the belief's variance"])
  var picture = SimplexPlot("what is believed of the three states", corners: ["A", "B", "C"])
  picture.add("Bayes' rule", truth.rowArrays, colors: truth.rowArrays)
  for ((name, fitted), (_, tested)) in zip(states(fit), states(test)) {
    let probe = LinearProbe(from: fitted.asRows, to: beliefs)
    let explained = probe.explainedVariance(tested.asRows, truth)
    table.add([name, number(explained, digits: 4)])
    chapter.results["belief, \(name)"] = JSON(explained)
    if ["GPT, after block \(models.gpt.configuration.depth)", "LSTM, hidden state"].contains(name) {
      picture.add(name, probe(tested.asRows).rowArrays, colors: truth.rowArrays)
    }
  }
  say("\(table)")
  chapter.show("beliefs", picture.text, svg: picture.svg)
  say()
}

extension Tensor {
  fileprivate var rowArrays: [[Double]] { (0..<shape[0]).map { row($0).scalars.map { Double($0) } } }
}
