import Attention
import Course
import Datasets
import EncoderDecoder

/// Greedy decoding and beam search, and how much the key–value cache saves.
func decode(_ model: TransformerTranslator, _ evaluation: Evaluation, _ chapter: Chapter) {
  var table = Table(["decoding", "exact match", "BLEU", "words/s", "best possible"])
  func add(_ name: String, _ translate: () -> [[Int]]) {
    let start = ContinuousClock.now
    let outputs = translate()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let (exactMatch, bleu) = evaluation.scores(outputs)
    table.add([
      name, number(exactMatch), number(bleu), number((Double(outputs.joined().count) / seconds).rounded()), "1",
    ])
    chapter.results[name] = ["exactMatch": JSON(exactMatch), "bleu": JSON(bleu)]
  }
  add("greedy, without a cache") { model.translateWithoutCache(evaluation.pairs, limit: evaluation.limit) }
  add("greedy, with the cache") { model.translate(evaluation.pairs, limit: evaluation.limit) }
  add("beam of 4") {
    let search = BeamSearch(width: 4, lengthPenalty: 0.6)
    return model.translate(evaluation.pairs, limit: evaluation.limit, beam: search).map { $0[0].tokens }
  }
  say("\(table)")
  for pair in evaluation.pairs.prefix(4) {
    let output = model.translate([pair], limit: evaluation.limit)[0]
    say("\(evaluation.task.source.decode(pair.source)) → \(evaluation.task.target.decode(output))")
  }
  say()
}

extension TransformerTranslator {
  /// Greedy decoding that runs the decoder over all tokens so far for every new one.
  func translateWithoutCache(_ pairs: [Pair], limit: Int) -> [[Int]] {
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
