import Course
import Datasets
import Foundation
import LSTM
import RNN
import Transformer

// B batch · T positions · D width

// MARK: 5

/// Forward and backward pass over more and more positions: a block in parallel, the same block step by step, and
/// recurrent nets.
func compareSpeed(_ chapter: Chapter) {
  var generator = chapter.generator
  let D = 128
  let stack = TransformerStack(BlockConfiguration(width: D, heads: 4), depth: 1, using: &generator)
  func within<Cell: RecurrentCell>(_: Cell.Type) -> Recurrent<Cell> {
    let start = generator
    return largest(within: stack.parameterCount) { hiddenSize in
      var generator = start
      return Recurrent(inputSize: D, hiddenSize: hiddenSize, using: &generator)
    }
  }
  let (lstm, gru) = (within(LSTMCell.self), within(GRUCell.self))
  let names = ["block, parallel", "block, step by step", "LSTM", "GRU"]
  var curves: [[(x: Double, y: Double)]] = [[], [], [], []]
  var table = Table([
    "T", "parallel, ms", "step by step, ms", "ratio of ms", "difference", "LSTM, ms", "GRU, ms",
  ])
  for T in chapter.isQuick ? [16, 32] : [16, 32, 64, 128, 256, 512] {
    let x = Variable(.normal([1, T, D], using: &generator))
    let passes: [() -> Variable] = [
      { stack(x, .causal, .evaluation) }, { stack.stepByStep(x) }, { lstm(x).outputs }, { gru(x).outputs },
    ]
    let learned = [x] + (stack.parameters + lstm.parameters + gru.parameters).map(\.variable)
    func gradients(_ pass: () -> Variable) -> [Tensor?] {
      pass().sum.backward()
      defer { for variable in learned { variable.gradient = nil } }
      return learned.map(\.gradient)
    }
    let times = passes.map { pass in fastest(of: T > 200 ? 3 : 5) { _ = gradients(pass) } }
    let (parallel, stepwise) = (gradients(passes[0]), gradients(passes[1]))
    let scale = parallel.compactMap { $0?.largest }.max()!
    let difference = zip(parallel, stepwise).compactMap { a, b in a.map { Double(($0 - b!).largest / scale) } }.max()!
    for index in times.indices { curves[index].append((Double(T), times[index])) }
    let cells = [times[0], times[1], times[1] / times[0]].map { number($0) }
    table.add(["\(T)"] + cells + [bounded(difference)] + times[2...].map { number($0) })
    chapter.results["milliseconds over \(T) positions"] = .object(
      zip(["atOnce", "oneByOne", "lstm", "gru"], times).map { ($0, JSON($1)) })
  }
  var plot = LinePlot(
    "forward and backward pass over one text", x: "context length T", y: "milliseconds", logX: true, logY: true)
  for (name, curve) in zip(names, curves) { plot.add(name, curve) }
  chapter.show("time-by-length", plot.text(), svg: plot.svg)
  say("\(table)")
}

// MARK: 6

/// A small causal Transformer against the LSTM of chapter 04: as many parameters, as many tokens of the same text.
func learnLanguage(_ corpus: Corpus, _ chapter: Chapter, _ trainer: Trainer) throws -> CausalLanguageModel {
  var curves = LinePlot("loss on the test text", x: "step", y: "nats per token")
  var table = Table([
    "model", "parameters", "loss", "floor", "perplexity", "floor", "name loss", "tokens/s",
  ])
  chapter.results["floor"] = JSON(corpus.floor)
  /// - Parameter start: The index in the test text of the first token whose loss is given.
  func add(_ name: String, _ run: TrainingRun, _ tokenLosses: [Double], from start: Int) {
    let loss = mean(tokenLosses)
    let names = mean(zip(tokenLosses, corpus.dependencies[start...]).filter { $1 == .copy }.map(\.0))
    curves.add(name, run.evaluations.map { (x: Double($0.step), y: Double($0.value)) })
    table.add([
      name, "\(run.model.parameterCount)", number(loss), number(corpus.floor), number(exp(loss)),
      number(exp(corpus.floor)), number(names), number(run.speed.rounded()),
    ])
    chapter.results[name] = [
      "loss": JSON(loss), "perplexity": JSON(exp(loss)), "parameters": JSON(run.model.parameterCount),
      "lossOnReturningNames": JSON(names), "tokensPerSecond": JSON(run.speed), "floor": JSON(corpus.floor),
    ]
  }

  var plan = TrainingPlan(
    steps: chapter.steps(1600, quick: 20), learningRate: 1e-2, finalLearningRate: 1e-2 / 50, seed: chapter.seed)
  plan.batchSize = 8
  let contextLength = 64
  var generator = chapter.generator
  var shape = BlockConfiguration(width: 48, heads: 6)
  shape.isRotary = true
  let model = CausalLanguageModel(vocabularySize: corpus.vocabularySize, shape, depth: 2, using: &generator)
  let test = { Scalar(mean(model.tokenLosses(of: corpus.test, contextLength: contextLength))) }
  let run = try trainer.train(
    "Transformer", model, on: corpus.training, contextLength: contextLength, plan, evaluation: test
  ) { batch, _ in model.loss(batch) }
  add(
    "Transformer", run, model.tokenLosses(of: corpus.test, contextLength: contextLength),
    from: contextLength / 2 + 1)

  let recurrent = largest(within: model.parameterCount) { hiddenSize in
    var generator = chapter.generator
    return LanguageModel<LSTMCell>(
      vocabularySize: corpus.vocabularySize, width: 32, hiddenSize: hiddenSize, using: &generator)
  }
  recurrent.net.initializeGates(forgetBias: 1)
  let text = try TextBatches(corpus.training, batchSize: plan.batchSize, contextLength: contextLength)
  let other = try trainer.train("LSTM", recurrent, on: text, test: corpus.test, plan)
  add("LSTM", other, recurrent.tokenLosses(of: corpus.test), from: 1)
  curves.addFloor("floor", corpus.floor)
  chapter.show("test-loss", curves.text(), svg: curves.svg)
  say("\(table)")
  return model
}
