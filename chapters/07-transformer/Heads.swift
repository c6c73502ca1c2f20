import Course
import Datasets
import Transformer

// B batch · H heads · T positions

extension CausalLanguageModel {
  /// The same model with only some of its heads; those are numbered through all blocks.
  func without(_ pruned: Set<Int>) -> CausalLanguageModel {
    var model = self
    for index in stack.blocks.indices {
      let heads = stack.blocks[index].attention.heads
      let own = pruned.filter { $0 / heads == index }.map { $0 % heads }
      model.stack.blocks[index].attention.headMask = HeadMask(heads, without: Set(own))
    }
    return model
  }

  /// |dL/d factor| of every head, the mean over some batches: by how much the loss would change, to first order.
  /// Heads that are pruned already get a number as well, which says nothing.
  func headImportance(_ batches: [TokenBatch], without pruned: Set<Int> = []) -> [Double] {
    var model = self
    let factors = without(pruned).stack.blocks.map { Variable($0.attention.headMask!.factors.value) }
    for (index, factors) in factors.enumerated() { model.stack.blocks[index].attention.headMask = HeadMask(factors) }
    var sums = [Double](repeating: 0, count: factors.reduce(0) { $0 + $1.shape[0] })
    for batch in batches {
      model.loss(batch).backward()
      let slopes = factors.flatMap { $0.gradient!.scalars.map { Double(abs($0)) } }
      sums = zip(sums, slopes).map { $0 + $1 }
      for variable in factors + parameters.map(\.variable) { variable.gradient = nil }
    }
    return sums.map { $0 / Double(batches.count) }
  }
}

// MARK: 7

/// Heads removed one after the other, the least important first, against random orders.
func prune(_ model: CausalLanguageModel, _ corpus: Corpus, _ chapter: Chapter) throws {
  var generator = chapter.generator
  func batches(_ count: Int, of text: [Int]) throws -> [TokenBatch] {
    try (0..<count).map { _ in try TextBatches.random(text, size: 8, contextLength: 64, using: &generator) }
  }
  let probe = try batches(chapter.isQuick ? 1 : 12, of: corpus.training)
  let test = try batches(chapter.isQuick ? 1 : 8, of: corpus.test)
  func losses(_ order: [Int]) -> [Double] {
    (0...order.count).map { count in
      let pruned = model.without(Set(order.prefix(count)))
      return withoutGradients { mean(test.map { Double(pruned.loss($0).value.scalar) }) }
    }
  }
  let importance = model.headImportance(probe)
  let heads = Array(importance.indices)
  var anew: [Int] = []
  for _ in heads {
    let now = model.headImportance(probe, without: Set(anew))
    anew.append(heads.filter { !anew.contains($0) }.min { now[$0] < now[$1] }!)
  }
  let tries = (0..<8).map { _ in losses(heads.shuffled(using: &generator)) }
  let orders = [
    ("by importance, measured anew", losses(anew)),
    ("by importance, measured once", losses(heads.sorted { importance[$0] < importance[$1] })),
    ("in random order", (0...heads.count).map { count in mean(tries.map { $0[count] }) }),
  ]
  var plot = LinePlot("heads removed from a trained model", x: "heads removed", y: "nats per token")
  for (name, losses) in orders { plot.add(name, losses.enumerated().map { (x: Double($0), y: $1) }) }
  plot.addFloor("floor", corpus.floor)
  chapter.show(plot.text(), svg: plot.svg)
  var table = Table(["heads removed"] + orders.map(\.0) + ["floor"])
  for count in 0...heads.count { table.add(["\(count)"] + orders.map { number($0.1[count]) } + [number(corpus.floor)]) }
  say("\(table)")
  chapter.results["pruning"] = .object(
    [("importance", .list(importance.map { JSON($0) })), ("floor", JSON(corpus.floor))]
      + orders.map { ("loss \($0)", .list($1.map { JSON($0) })) })
}

// MARK: 9

/// Where every head looks from one position in a sentence, and all that one head sees.
func look(_ model: CausalLanguageModel, _ corpus: Corpus, _ chapter: Chapter) throws {
  let sentence = "anna says \"the dogs sleep here\" and anna nods."
  let tokens = try corpus.grammar.vocabulary.encode(sentence)
  let weights = withoutGradients { model.stack.weights(model.input(tokens, batch: 1), .causal) }
  let position = sentence.count - " anna nods.".count  // the space behind "and": which name comes?
  let letters = sentence.map { String($0) }
  let H = model.stack.blocks[0].attention.heads
  let rows = weights.indices.flatMap { block in
    (0..<H).map { head in (0..<letters.count).map { Double(weights[block].own[0, head, position, $0]) } }
  }
  let names = weights.indices.flatMap { block in (0..<H).map { "block \(block + 1), head \($0 + 1)" } }
  let map = HeatMap(
    "where each head looks when the name has to come back", rows, rows: names, columns: letters, range: 0...1)
  chapter.show(map.text, svg: map.svg)
}
