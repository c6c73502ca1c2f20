import Course
import Datasets
import Foundation
import LSTM
import RNN

let chapter = Chapter(
  "04-lstm", "LSTM and GRU: gated cells against the plain recurrent net, and the cell state inspected",
  options: [
    .seeds, .full,
    Option("text", .file(mustExist: true), "train on the characters of this text instead, and generate more of it"),
    Option("width", .size, "width of the character embedding (default 32)", with: "text"),
    Option("hidden", .size, "hidden size of each layer (default 128)", with: "text"),
    Option("layers", .size, "layers (default 1)", with: "text"),
    Option("context", .size, "characters that gradients flow through (default 64)", with: "text"),
    Option("batch", .size, "sequences in a batch (default 16)", with: "text"),
    Option(
      "learning-rate", .number(atLeast: 1e-9, atMost: 100), "highest learning rate (default 0.005)", with: "text"),
  ])

chapter.run { chapter in
  let trainer = try chapter.trainer()
  if let path = chapter.file("text") { return try learnFile(path, chapter, trainer) }
  say("1. Gradients through time".bold())
  measureGradients(chapter)
  say("2. Long delays: adding and copying".bold())
  try compareOnDelays(chapter, trainer)
  if chapter.hasSeveralSeeds { try compareInitializationsOnCopying(chapter, trainer) }
  say("3. A language model".bold())
  let (task, models) = try learnLanguage(chapter, trainer)
  if chapter.hasSeveralSeeds { try compareInitializationsOnLanguage(chapter, trainer) }
  say("4. Interpretable cells".bold())
  try inspectCells(models.lstm, task, chapter, trainer)
  say("5. The cost of a step".bold())
  showBill(task, models, chapter)
  say("6. The bottleneck of one state".bold())
  try measureBottleneck(chapter, trainer)
  chapter.showDigests([("RNN", models.rnn), ("GRU", models.gru), ("LSTM", models.lstm)])
}

enum Cells {
  static var all: [(name: String, kind: any RecurrentCell.Type)] {
    [("RNN", RNNCell.self), ("GRU", GRUCell.self), ("LSTM", LSTMCell.self)]
  }
}

// MARK: 1

/// The norm of the gradient of the last state with respect to earlier ones, in cells that are not trained.
func measureGradients(_ chapter: Chapter) {
  let steps = 100
  var plot = LinePlot("gradient of the last state with respect to earlier ones", x: "steps back", y: "norm", logY: true)
  var table = Table(["relative gradient norm", "10 steps back", "50 steps back", "100 steps back"])
  func measure<Cell: RecurrentCell>(_ name: String, _: Cell.Type, bias: Scalar? = nil) {
    var generator = chapter.generator
    let net = Recurrent<Cell>(inputSize: 8, hiddenSize: 64, using: &generator)
    if let bias { (net as? LSTM)?.initializeGates(forgetBias: bias) }
    let x = Tensor.normal([steps, 16, 8], using: &generator)
    let weights = Tensor.normal([16, 64], using: &generator)
    let gradients = net.layers[0].forward.stateGradients(along: x, from: .zeros(16, Cell.stateCount * 64)) {
      ($0.columns(0..<64) * constant(weights)).sum
    }
    let norms = gradients.reversed().map { Double($0.norm) }
    plot.add(name, norms.enumerated().map { (x: Double($0), y: $1) })
    table.add([name] + [10, 50, 100].map { number(norms[$0] / norms[0]) })
    chapter.results["gradient left after 100 steps, \(name)"] = JSON(norms[100] / norms[0])
  }
  for (name, kind) in Cells.all { measure(name, kind) }
  measure("LSTM, bias 5", LSTMCell.self, bias: 5)
  chapter.show("gradient-by-cell", plot.text(), svg: plot.svg)
  say("\(table)")
}
