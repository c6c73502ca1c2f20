import Course
import Datasets
import LSTM
import RNN
import Tensors

// T characters · H hidden size

// MARK: 4

/// Whether single cells, or all of them together, tell what the text before a character says.
func inspectCells(
  _ model: LanguageModel<LSTMCell>, _ task: LanguageTask, _ chapter: Chapter, _ trainer: Trainer
) throws {
  let corpus = task.corpus
  let text = CellText(corpus.test, of: corpus)
  let nets = [
    ReadNet("", model, corpus.test), ReadNet(", untrained", task.model(LSTMCell.self, .inputDriven), corpus.test),
  ]
  var accuracies = Table(["accuracy in %", "majority", "best cell", "c", "c and h", "MLP"])
  for signal in text.decisions {
    for net in nets {
      let scores = [
        text.thresholdAccuracy(signal, net.c), text.probeAccuracy(signal, net.c), text.probeAccuracy(signal, net.both),
        try text.nonlinearAccuracy(signal, net, chapter, trainer),
      ]
      accuracies.add([signal.name + net.name] + ([text.majority(signal)] + scores).map { number(100 * $0) })
      chapter.results["accuracy, \(signal.name)\(net.name)"] = JSON(scores)
    }
  }
  var explained = Table(["explained variance", "cell", "correlation", "best cell", "c", "c and h"])
  for signal in text.quantities {
    for net in nets {
      let cell = InterpretableCell(of: text.firstHalf(signal.values), among: text.firstHalf(net.c))
      let scores = [net.c.columns(cell.index..<cell.index + 1), net.c, net.both].map {
        text.explainedVariance(signal, $0)
      }
      explained.add(
        [signal.name + net.name, "\(cell.index)", number(cell.correlation)] + scores.map { number($0) })
      chapter.results["explained variance, \(signal.name)\(net.name)"] = JSON(scores)
      if net.name.isEmpty { text.printLines(signal, cell.index, net.c) }
    }
  }
  say(heatLegend())
  say("\(accuracies)")
  say("\(explained)")
  drawGates(model, nets[0], text, chapter)
}

/// The states of a net after every character of a text.
private struct ReadNet {
  let name: String
  /// tanh c, `[T, H]`.
  let c: Tensor
  /// tanh c and h, `[T, 2H]`.
  let both: Tensor

  init(_ name: String, _ model: LanguageModel<LSTMCell>, _ text: [Int]) {
    (self.name, c) = (name, model.cellStates(of: text))
    both = .concatenate([c, model.hiddenStates(of: text)], axis: 1)
  }
}

/// The values of a property of the text at every character.
struct TextSignal {
  let name: String
  let values: [Double]
  /// A character whose line shows it.
  let sign: Character
}

/// A text with its properties: the first half to choose cells and to fit probes, the second half to score them.
struct CellText {
  private let tokens: [Int]
  let characters: [Character]
  let decisions: [TextSignal]
  let quantities: [TextSignal]

  init(_ tokens: [Int], of corpus: Corpus) {
    let text = corpus.decode(tokens)
    let features = TextFeatures(of: text)
    (self.tokens, characters) = (tokens, Array(text))
    decisions = [
      TextSignal(name: "inside quotes", values: features.isQuoted.map { $0 ? 1 : 0 }, sign: "\""),
      TextSignal(name: "inside brackets", values: features.depth.map { $0 > 0 ? 1 : 0 }, sign: "("),
    ]
    quantities = [
      decisions[0],
      TextSignal(name: "depth of brackets", values: features.depth.map { Double($0) }, sign: "("),
      TextSignal(name: "position in the line", values: features.column.map { Double($0) }, sign: "."),
    ]
  }

  private var half: Int { tokens.count / 2 }

  func firstHalf(_ values: [Double]) -> [Double] { Array(values[..<half]) }

  func firstHalf(_ states: Tensor) -> Tensor { states.rows(0..<half) }

  private func secondHalf(_ states: Tensor) -> Tensor { states.rows(half..<tokens.count) }

  private func column(_ values: some Collection<Double>) -> Tensor {
    Tensor(shape: [values.count, 1], scalars: values.map { Scalar($0) })
  }

  /// The accuracy of the commoner answer.
  func majority(_ signal: TextSignal) -> Double {
    let share = mean(Array(signal.values[half...]))
    return max(share, 1 - share)
  }

  /// The accuracy of the one cell and threshold that decide best on the first half.
  func thresholdAccuracy(_ signal: TextSignal, _ states: Tensor) -> Double {
    let labels = signal.values.map { $0 == 1 }
    let choices = (0..<states.shape[1]).map { index in
      let values = states.columns(index..<index + 1).scalars.map { Double($0) }
      return (values, Threshold(for: firstHalf(values), labels: Array(labels[..<half])))
    }
    let (values, best) = choices.max { $0.1.fittedAccuracy < $1.1.fittedAccuracy }!
    return best.accuracy(on: Array(values[half...]), labels: Array(labels[half...]))
  }

  /// The accuracy of a linear probe of states, with the threshold that decides best on the first half.
  func probeAccuracy(_ signal: TextSignal, _ states: Tensor) -> Double {
    let probe = LinearProbe(from: firstHalf(states), to: column(signal.values[..<half]))
    return thresholdAccuracy(signal, probe(states))
  }

  /// The accuracy of a net with one hidden layer, trained on the first half: what is in the states but not linearly.
  fileprivate func nonlinearAccuracy(
    _ signal: TextSignal, _ read: ReadNet, _ chapter: Chapter, _ trainer: Trainer
  ) throws -> Double {
    var generator = chapter.generator
    let net = MLP(widths: [read.both.shape[1], 64, 2], using: &generator)
    let (inputs, labels) = (firstHalf(read.both), signal.values.map { Int($0) })
    let plan = TrainingPlan(steps: chapter.steps(1000, quick: 10), learningRate: 1e-2, seed: chapter.seed)
    try trainer.train("MLP, \(signal.name)\(read.name)", net, plan) { _, randomness in
      let rows = (0..<256).map { _ in Int.random(in: 0..<half, using: &randomness.generator) }
      return crossEntropy(net(constant(inputs.rows(at: rows))), rows.map { labels[$0] })
    }
    return Double(accuracy(net(constant(secondHalf(read.both))).value, Array(labels[half...])))
  }

  /// The share of the variance in the second half that a linear probe of states explains, fitted to the first.
  func explainedVariance(_ signal: TextSignal, _ states: Tensor) -> Double {
    LinearProbe(from: firstHalf(states), to: column(signal.values[..<half]))
      .explainedVariance(secondHalf(states), column(signal.values[half...]))
  }

  /// The ranges of the lines that hold a sign, first ones first.
  func lines(with sign: Character) -> [Range<Int>] {
    let ends = characters.indices.filter { characters[$0] == "\n" }
    let starts = [0] + ends.map { $0 + 1 }
    return zip(starts, ends).map { $0..<$1 }.filter { characters[$0].contains(sign) }
  }

  /// Three lines, colored by the values of a cell.
  func printLines(_ signal: TextSignal, _ index: Int, _ cellStates: Tensor) {
    say("Cell \(index): \(signal.name)".dim())
    let values = cellStates.columns(index..<index + 1).scalars.map { Double($0) }
    for line in lines(with: signal.sign).prefix(3) {
      say(heatText(Array(characters[line]), values: Array(values[line])))
    }
  }

  func gates(_ model: LanguageModel<LSTMCell>) -> Tensor { model.gates(of: tokens) }
}

/// The gates and the state of the cell that follows brackets best, over the first short line with square brackets.
private func drawGates(
  _ model: LanguageModel<LSTMCell>, _ net: ReadNet, _ text: CellText, _ chapter: Chapter
) {
  let depth = text.quantities[1]
  guard let line = text.lines(with: "[").first(where: { $0.count <= 44 }) else { return }
  let gates = text.gates(model)
  let index = InterpretableCell(of: text.firstHalf(depth.values), among: text.firstHalf(net.c)).index
  let H = net.c.shape[1]
  func values(_ states: Tensor, _ column: Int) -> [Double] {
    states.rows(line).columns(column..<column + 1).scalars.map { Double($0) }
  }
  let map = HeatMap(
    "gates and state of cell \(index)",
    (0..<4).map { values(gates, $0 * H + index) } + [values(net.c, index)],
    rows: ["input i", "forget f", "candidate g", "output o", "tanh c"],
    columns: text.characters[line].map { $0 == " " ? "␣" : String($0) }, range: -1...1, diverging: true)
  chapter.show("gates-of-a-cell", map.text, svg: map.svg)
}
