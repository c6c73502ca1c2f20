import Course
import Datasets
import Foundation
import Tokens

// MARK: 4

/// The table of hands, and what a score makes of positions that are added and of positions that turn.
func drawPositions(_ chapter: Chapter) {
  let sinusoidal = SinusoidalPositions(width: 32)
  let rows = sinusoidal.table(0..<48)
  let values = (0..<32).map { column in (0..<48).map { Double(rows[$0, column]) } }
  let map = HeatMap(
    "sinusoidal positions: 48 positions across, 32 columns down", values,
    range: -1...1, diverging: true)
  chapter.show(map.text, svg: map.svg)

  var generator = chapter.generator
  let (query, key) = (Tensor.normal([1, 32], using: &generator), Tensor.normal([1, 32], using: &generator))
  let rotary = RotaryPositions(width: 32)
  var table = Table([
    "score of a query and a key 3 positions before", "at position 10", "at position 100", "at position 1,000",
  ])
  func add(_ name: String, _ position: (Variable, Int) -> Variable) {
    let scores = [10, 100, 1000].map { t in
      matmul(position(constant(query), t), position(constant(key), t - 3), transposing: .right).value.scalars[0]
    }
    table.add([name] + scores.map { number(Double($0)) })
  }
  add("sinusoidal, added") { sinusoidal($0, from: $1) }
  add("rotary") { rotary($0, from: $1) }
  say("\(table)")
}

/// Saying the token three steps back: one layer of attention without and with positions, and a recurrent net of as many
/// parameters; then on longer texts.
func echo(_ chapter: Chapter, _ trainer: Trainer) throws {
  let task = Echo(kinds: 16, delay: 3)
  let length = 24
  let stretches = [1, 1.5, 2, 4]
  let steps = chapter.steps(1200, quick: 40)
  var losses = LinePlot("saying the token three steps back", x: "step", y: "nats per token")
  var beyond = LinePlot("right answers on texts that are longer than any before", x: "length", y: "share")
  var table = Table(
    ["positions", "parameters"] + stretches.map { "\(number($0)) × the length" } + ["guess", "best possible"])

  func train(_ name: String, _ model: any Module, _ scores: (_ tokens: [Int], _ batch: Int) -> Variable) throws {
    var plan = TrainingPlan(steps: steps, seed: chapter.seed)
    (plan.itemsPerStep, plan.item) = (32 * length, "tokens")
    let run = try trainer.train(name, model, plan) { _, randomness in
      let batch = task.batch(size: 32, length: length, using: &randomness.generator)
      return crossEntropy(scores(batch.inputs, batch.size), batch.targets, ignoring: Echo.ignored)
    }
    var generator = chapter.generator
    let shares = stretches.map { stretch in
      let batch = task.batch(size: 100, length: Int(stretch * Double(length)), using: &generator)
      let answers = withoutGradients { scores(batch.inputs, batch.size).value }
      return Double(accuracy(answers, batch.targets, ignoring: Echo.ignored))
    }
    losses.add(name, run.lossCurve(over: max(1, steps / 60)))
    beyond.add(name, zip(stretches, shares).map { (x: $0 * Double(length), y: $1) })
    table.add([name, "\(model.parameterCount)"] + shares.map { number($0) } + [number(task.chanceAccuracy), "1"])
    chapter.results["echo, \(name)"] = [
      "loss": JSON(run.losses.last ?? 0), "parameters": JSON(model.parameterCount),
      "accuracy": .list(shares.map { JSON($0) }), "tokensPerSecond": JSON(run.speed),
    ]
  }
  for positions in SelfAttentionModel.Places.allCases {
    var generator = chapter.generator
    let model = SelfAttentionModel(
      vocabularySize: task.kinds, width: 32, positions, limit: 4 * length, using: &generator)
    try train("\(positions)", model) { model($0, batch: $1) }
  }
  let net = largest(within: 4112) { hiddenSize in
    var generator = chapter.generator
    return LanguageModel<GRUCell>(vocabularySize: task.kinds, width: 16, hiddenSize: hiddenSize, using: &generator)
  }
  try train("recurrent", net) { net($0, batch: $1).logits }
  chapter.show(losses.text(), svg: losses.svg)
  beyond.addFloor("guess", task.chanceAccuracy)
  chapter.show(beyond.text(), svg: beyond.svg)
  say("\(table)")
}

// MARK: 5

/// How long a training step takes in a recurrent net and in attention, for one text that grows.
func timeSteps(_ chapter: Chapter) {
  var generator = chapter.generator
  let D = 512
  let net = Recurrent<RNNCell>(inputSize: D, hiddenSize: D, using: &generator)
  let (rotary, score) = (RotaryPositions(width: D), ScaledDotScore(queries: D, keys: D, using: &generator))
  let maps = (0..<3).map { _ in Linear(D, D, using: &generator) }
  func attention(_ x: Variable) -> Variable {
    attend(score(rotary(maps[0](x)), rotary(maps[1](x))), to: maps[2](x)).context
  }
  var table = Table([
    "length", "steps in a row, recurrent", "attention", "recurrent milliseconds", "attention milliseconds",
    "recurrent GFLOP/s", "attention GFLOP/s",
  ])
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
    table.add(
      ["\(T)", "\(T)", "1"] + times.map { number($0 * 1e3) } + zip(work, times).map { number($0 / $1 / 1e9) })
    chapter.results["seconds for \(T) tokens"] = ["recurrent": JSON(times[0]), "attention": JSON(times[1])]
  }
  say("\(table)")
}
