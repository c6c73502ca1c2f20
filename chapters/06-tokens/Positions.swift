import Attention
import Course
import Datasets
import Foundation
import LSTM
import RNN
import Tokens

// MARK: 4

/// The sinusoidal table, and how a score depends on the position with sinusoidal and with rotary positions.
func drawPositions(_ chapter: Chapter) {
  let sinusoidal = SinusoidalPositions(width: 32)
  let rows = sinusoidal.table(0..<48)
  let values = (0..<32).map { column in (0..<48).map { Double(rows[$0, column]) } }
  let map = HeatMap(
    "sinusoidal positions: 48 positions (horizontal), 32 columns (vertical)", values,
    range: -1...1, diverging: true)
  chapter.show("sinusoidal-positions", map.text, svg: map.svg)

  var generator = chapter.generator
  let (query, key) = (Tensor.normal([1, 32], using: &generator), Tensor.normal([1, 32], using: &generator))
  let rotary = RotaryPositions(width: 32)
  var table = Table([
    "score q·k, key 3 positions earlier", "query at 10", "query at 100", "query at 1,000",
  ])
  func add(_ name: String, _ encode: (Variable, Int) -> Variable) {
    let scores = [10, 100, 1000].map { t in
      matmul(encode(constant(query), t), encode(constant(key), t - 3), transposing: .right).value.scalars[0]
    }
    table.add([name] + scores.map { number(Double($0)) })
  }
  add("sinusoidal, added") { sinusoidal($0, from: $1) }
  add("rotary") { rotary($0, from: $1) }
  say("\(table)")
}

/// The echo task: output the token of three steps earlier. One layer of self-attention without and with positions, and a
/// GRU of as many parameters, evaluated on longer sequences as well.
func echo(_ chapter: Chapter, _ trainer: Trainer) throws {
  let task = Echo(kinds: 16, delay: 3)
  let length = 24
  let lengths = [length, length * 3 / 2, length * 2, length * 4]
  let steps = chapter.steps(1200, quick: 40)
  var losses = LinePlot("training loss of the echo task", x: "step", y: "nats per token")
  var beyond = LinePlot("accuracy beyond the training length of \(length)", x: "length", y: "accuracy")
  var table = Table(["positions", "parameters"] + lengths.map { "T = \($0)" } + ["chance", "best possible"])

  func train(_ name: String, _ model: any Module, _ logits: (_ tokens: [Int], _ batch: Int) -> Variable) throws {
    var plan = TrainingPlan(steps: steps, seed: chapter.seed)
    plan = plan.countingTokens(32 * length)
    let run = try trainer.train(name, model, plan) { _, randomness in
      let batch = task.batch(size: 32, length: length, using: &randomness.generator)
      return crossEntropy(logits(batch.inputs, batch.size), batch.targets, ignoring: Echo.ignored)
    }
    var generator = chapter.generator
    let accuracies = lengths.map { length in
      let batch = task.batch(size: 100, length: length, using: &generator)
      let outputs = withoutGradients { logits(batch.inputs, batch.size).value }
      return Double(accuracy(outputs, batch.targets, ignoring: Echo.ignored))
    }
    losses.add(name, run.lossCurve(over: max(1, steps / 60)))
    beyond.add(name, zip(lengths, accuracies).map { (x: Double($0), y: $1) })
    table.add([name, "\(model.parameterCount)"] + accuracies.map { number($0) } + [number(task.chanceAccuracy), "1"])
    chapter.results["echo, \(name)"] = [
      "loss": JSON(run.losses.last ?? 0), "parameters": JSON(model.parameterCount),
      "accuracy": .list(accuracies.map { JSON($0) }), "tokensPerSecond": JSON(run.speed),
    ]
  }
  for positions in SelfAttentionModel.Positions.allCases {
    var generator = chapter.generator
    let model = SelfAttentionModel(
      vocabularySize: task.kinds, width: 32, positions, limit: 4 * length, using: &generator)
    try train("\(positions)", model) { model($0, batch: $1) }
  }
  let net = largest(within: 4112) { hiddenSize in
    var generator = chapter.generator
    return LanguageModel<GRUCell>(vocabularySize: task.kinds, width: 16, hiddenSize: hiddenSize, using: &generator)
  }
  try train("GRU", net) { net($0, batch: $1).logits }
  chapter.show("echo-loss", losses.text(), svg: losses.svg)
  beyond.addFloor("chance", task.chanceAccuracy)
  chapter.show("echo-accuracy", beyond.text(), svg: beyond.svg)
  say("\(table)")
}

// MARK: 5

/// The time of a forward and backward pass of an RNN layer and of an attention layer over one sequence.
func timeSteps(_ chapter: Chapter) {
  var generator = chapter.generator
  let D = 512
  let net = Recurrent<RNNCell>(inputSize: D, hiddenSize: D, using: &generator)
  let (rotary, score) = (RotaryPositions(width: D), ScaledDotScore(queries: D, keys: D, using: &generator))
  let maps = (0..<3).map { _ in Linear(D, D, using: &generator) }
  func attention(_ x: Variable) -> Variable {
    attend(score(rotary(maps[0](x)), rotary(maps[1](x))), to: maps[2](x)).context
  }
  var table = Table(["T", "layer", "sequential steps", "milliseconds", "GFLOP/s"])
  for T in chapter.isQuick ? [32, 64] : [32, 64, 128, 256, 512] {
    let x = Variable(.normal([1, T, D], using: &generator))
    func seconds(_ layer: (Variable) -> Variable) -> Double {
      let times = (0..<(chapter.isQuick ? 3 : 15)).map { _ in
        let start = ProcessInfo.processInfo.systemUptime
        layer(x).sum.backward()
        x.gradient = nil
        return ProcessInfo.processInfo.systemUptime - start
      }
      return times.sorted()[times.count / 2]
    }
    let times = [seconds { net($0).outputs }, seconds(attention)]
    // Two products of T·D·D numbers against three, and two of T·T·D: once forward, twice backward, and × and + each.
    let work = [2 * T * D * D, 3 * T * D * D + 2 * T * T * D].map { Double(6 * $0) }
    for (index, (layer, steps)) in [("RNN", T), ("attention", 1)].enumerated() {
      let (time, work) = (times[index], work[index])
      table.add(["\(T)", layer, "\(steps)", number(time * 1e3), number(work / time / 1e9)])
    }
    chapter.results["seconds for \(T) tokens"] = ["recurrent": JSON(times[0]), "attention": JSON(times[1])]
  }
  say("\(table)")
}
