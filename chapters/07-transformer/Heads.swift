import Course
import Datasets
import Transformer

// B batch · H heads · T positions

extension CausalLanguageModel {
  /// The importance of every head: |∂L/∂m| for a factor m of its output, the mean over some batches. To first order it
  /// is the change of the loss when the head is pruned. The heads are numbered through all blocks; pruned ones get 0.
  func headImportance(_ batches: [TokenBatch], without pruned: Set<Int> = []) -> [Double] {
    stack.without(heads: pruned) {
      var sums = [Double](repeating: 0, count: stack.blocks.reduce(0) { $0 + $1.attention.heads })
      for batch in batches {
        loss(batch).backward()
        sums = zip(sums, stack.headSlopes).map { $0 + abs($1) }
        for (_, variable) in parameters { variable.gradient = nil }
      }
      return sums.map { $0 / Double(batches.count) }
    }
  }
}

// MARK: 7

/// Heads pruned one after the other, the least important first, against random orders.
func prune(_ model: CausalLanguageModel, _ corpus: Corpus, _ chapter: Chapter) throws {
  var generator = chapter.generator
  func batches(_ count: Int, of text: [Int]) throws -> [TokenBatch] {
    try (0..<count).map { _ in try TextBatches.random(text, size: 8, contextLength: 64, using: &generator) }
  }
  let probe = try batches(chapter.isQuick ? 1 : 12, of: corpus.training)
  let test = try batches(chapter.isQuick ? 1 : 8, of: corpus.test)
  func losses(_ order: [Int]) -> [Double] {
    (0...order.count).map { count in
      model.stack.without(heads: Set(order.prefix(count))) {
        withoutGradients { mean(test.map { Double(model.loss($0).value.scalar) }) }
      }
    }
  }
  let importance = model.headImportance(probe)
  let heads = Array(importance.indices)
  var recomputed: [Int] = []
  for _ in heads {
    let now = model.headImportance(probe, without: Set(recomputed))
    recomputed.append(heads.filter { !recomputed.contains($0) }.min { now[$0] < now[$1] }!)
  }
  let tries = (0..<8).map { _ in losses(heads.shuffled(using: &generator)) }
  let orders = [
    ("importance, recomputed", losses(recomputed)),
    ("importance, once", losses(heads.sorted { importance[$0] < importance[$1] })),
    ("random order", (0...heads.count).map { count in mean(tries.map { $0[count] }) }),
  ]
  var plot = LinePlot("pruning the heads of a trained model", x: "heads pruned", y: "nats per token")
  for (name, losses) in orders { plot.add(name, losses.enumerated().map { (x: Double($0), y: $1) }) }
  plot.addFloor("floor", corpus.floor)
  chapter.show("head-pruning", plot.text(), svg: plot.svg)
  var table = Table(["heads pruned"] + orders.map(\.0) + ["floor"])
  for count in 0...heads.count { table.add(["\(count)"] + orders.map { number($0.1[count]) } + [number(corpus.floor)]) }
  say("\(table)")
  chapter.results["pruning"] = .object(
    [("importance", .list(importance.map { JSON($0) })), ("floor", JSON(corpus.floor))]
      + orders.map { ("loss \($0)", .list($1.map { JSON($0) })) })
}

// MARK: Attention weights

/// The attention weights of every head for one query of a sentence.
func drawWeights(_ model: CausalLanguageModel, _ corpus: Corpus, _ chapter: Chapter) throws {
  let sentence = "anna says \"the dogs sleep here\" and anna nods."
  let tokens = try corpus.grammar.vocabulary.encode(sentence)
  let weights = withoutGradients { model.stack.weights(model.input(tokens, batch: 1), .causal) }
  let position = sentence.count - " anna nods.".count  // the space after "and": the next token begins the name
  let letters = sentence.map { String($0) }
  let H = model.stack.blocks[0].attention.heads
  let rows = weights.indices.flatMap { block in
    (0..<H).map { head in (0..<letters.count).map { Double(weights[block].own[0, head, position, $0]) } }
  }
  let names = weights.indices.flatMap { block in (0..<H).map { "block \(block + 1), head \($0 + 1)" } }
  let map = HeatMap(
    "attention weights of each head at the space after 'and'", rows, rows: names, columns: letters, range: 0...1)
  chapter.show("weights-by-head", map.text, svg: map.svg)
}
