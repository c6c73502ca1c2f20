import Course
import Datasets
import T5
import Tokens
import Training

// MARK: 8

/// The published sizes, counted.
func showSizes() {
  var table = Table(["model", "width", "blocks", "heads", "parameters"])
  func add(_ name: String, _ width: Int, _ depth: Int, _ heads: Int, _ parameters: Int) {
    table.add([name, "\(width)", "\(depth) + \(depth)", "\(heads)", "\(parameters)"])
  }
  for (name, shape) in [
    ("T5 small", T5Configuration.small), ("T5 base", .base), ("T5 1.1 small", .small1_1), ("T5 1.1 base", .base1_1),
  ] { add(name, shape.block.width, shape.depth, shape.block.heads, shape.parameterCount) }
  for (name, shape) in [("BART base", BARTConfiguration.base), ("BART large", .large)] {
    add(name, shape.block.width, shape.depth, shape.block.heads, shape.parameterCount)
  }
  say("\(table)")
}

/// The bill of a training step: on corrupted texts, and on labeled examples.
func showBill(_ model: T5Model, _ texts: Texts, _ chapter: Chapter) {
  var generator = chapter.generator
  let batches = [
    ("spans", texts.corrupted(32, using: &generator)),
    ("tasks", texts.examples(32, using: &generator)),
  ]
  let shape = configuration(texts)
  let bills = batches.map { name, pairs in
    let batch = PairBatch(pairs, model.decodingTokens)
    let seconds = Bill.seconds(training: model) { model.loss(batch) }
    let (T, U) = (batch.source.width, batch.targets.width)
    let kept = 32 * (T + U) * shape.depth * shape.block.activationCount + 32 * U * shape.vocabularySize
    return Bill(
      name, parameters: model.parameterCount,
      forward: Double(32 * shape.multiplications(source: T, target: U)), activations: Double(kept), seconds: seconds)
  }
  chapter.showBills(bills)
}
