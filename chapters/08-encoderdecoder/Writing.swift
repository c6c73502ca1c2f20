import Course
import Datasets
import EncoderDecoder

/// Greedy and with beams, and how much the cache of keys and values saves.
func write(_ model: TransformerTranslator, _ evaluation: Evaluation, _ chapter: Chapter) {
  var table = Table(["writing", "exact", "BLEU", "words/s", "best possible"])
  func add(_ name: String, _ translate: () -> [[Int]]) {
    let start = ContinuousClock.now
    let written = translate()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let (exact, bleu) = evaluation.scores(written)
    table.add([
      name, number(exact), number(bleu), number((Double(written.joined().count) / seconds).rounded()), "1",
    ])
    chapter.results[name] = ["exact": JSON(exact), "bleu": JSON(bleu)]
  }
  func read() -> TransformerTranslator.State { withoutGradients { model.read(PairBatch(evaluation.pairs).source) } }
  add("greedy, all anew for every word") { model.writeWithoutCache(evaluation.pairs, limit: Evaluation.limit) }
  add("greedy, with the cache") {
    model.generateGreedily(evaluation.pairs.count, from: read(), Writing(limit: Evaluation.limit))
  }
  for width in [4, 8] {
    add("beam of \(width)") {
      BeamSearch(width: width, lengthPenalty: 0.6)(
        model, evaluation.pairs.count, from: read(), Writing(limit: Evaluation.limit)
      )
      .map { $0[0].tokens }
    }
  }
  say("\(table)")
  for pair in evaluation.pairs.prefix(4) {
    let written = model.translate([pair], limit: Evaluation.limit)[0]
    say("\(evaluation.task.source.text(pair.source)) → \(evaluation.task.target.text(written))")
  }
  say()
}

extension TransformerTranslator {
  /// Greedy writing that runs the decoder over the whole beginning for every word.
  func writeWithoutCache(_ pairs: [Pair], limit: Int) -> [[Int]] {
    withoutGradients {
      let source = PairBatch(pairs).source
      var texts = pairs.map { _ in [SpecialToken.begin] }
      for _ in 0..<limit where texts.contains(where: { $0.last != SpecialToken.end }) {
        let logits = self(source, PaddedRows(texts)).value  // [B, U, V]
        let (best, U) = (logits.argmax(), logits.shape[1])
        for row in texts.indices {
          texts[row].append(texts[row].last == SpecialToken.end ? SpecialToken.end : best[(row + 1) * U - 1])
        }
      }
      return texts.map { $0.dropFirst().prefix { $0 != SpecialToken.end } }.map(Array.init)
    }
  }
}
