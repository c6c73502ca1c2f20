import Course
import Datasets
import RNN

/// Layer norm at several learning rates, against the same nets without it.
///
/// - Parameter unclipped: The test losses of SGD without layer norm, by rate and seed.
func compareLayerNorm(
  _ chapter: Chapter, _ trainer: Trainer, _ text: ShortText, unclipped: [[Double]]
) throws {
  var table = Table(["optimizer, rate", "plain", "layer norm"])
  func add(_ name: String, plain: [Double], norm: [Double]) {
    table.add([name, spread(plain), spread(norm)])
    chapter.results[name] = ["plain": JSON(plain), "layerNorm": JSON(norm)]
  }
  var speeds = (plain: 0.0, norm: 0.0)
  func losses<Cell: RecurrentCell>(_ cell: Cell.Type, _ recipe: Recipe, speed: inout Double) throws -> [Double] {
    let runs = try chapter.seeds.map { try text.train(cell, recipe, chapter, trainer, seed: $0) }
    speed = runs[0].speed
    return runs.map(\.loss)
  }
  for (rate, plain) in zip(sgdRates, unclipped).prefix(3) {
    add("SGD, \(rate)", plain: plain, norm: try losses(LayerNormRNNCell.self, .sgd(rate), speed: &speeds.norm))
  }
  for rate in [0.01, 0.02, 0.04] as [Scalar] {
    let recipe = Recipe.adam(rate)
    add(
      "AdamW, \(rate)", plain: try losses(RNNCell.self, recipe, speed: &speeds.plain),
      norm: try losses(LayerNormRNNCell.self, recipe, speed: &speeds.norm))
  }
  say("Test loss with and without layer norm; SGD is not clipped, AdamW at norm 1")
  say("\(table)")
  var speedTable = Table(["a training step with AdamW", "tokens/s"])
  for (name, speed) in [("plain", speeds.plain), ("layer norm", speeds.norm)] {
    speedTable.add([name, number(speed.rounded())])
  }
  say("\(speedTable)")
}

/// Dropout on the hidden state, with a mask for each step or one for the sequence, where the net can memorize its text.
func compareDropout(_ chapter: Chapter, _ trainer: Trainer, _ text: ShortText) throws {
  var table = Table(["dropout", "training loss", "test loss", "lowest"])
  let rates: [Scalar] = [0.1, 0.25, 0.5]
  let kinds: [(String, RecurrentDropout)] =
    [("none", .none)]
    + rates.map { ("ordinary, \($0)", RecurrentDropout(states: $0, isVariational: false)) }
    + rates.map { ("variational, \($0)", RecurrentDropout(states: $0)) }
  for (name, dropout) in kinds {
    let runs = try chapter.seeds.map { seed in
      try text.train(
        RNNCell.self, .adam(0.01), dropout: dropout, name: "dropout \(name)".replacing(".", with: "_"), chapter,
        trainer, seed: seed)
    }
    table.add([name] + [runs.map(\.trainingLoss), runs.map(\.loss), runs.map(\.lowest)].map { spread($0) })
    chapter.results["dropout, \(name)"] = .list(runs.map { ["loss": JSON($0.loss), "lowest": JSON($0.lowest)] })
  }
  say("\(table)")
}
