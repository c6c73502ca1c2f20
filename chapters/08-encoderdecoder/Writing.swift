import Course
import Datasets
import EncoderDecoder

/// Greedy and with beams, and how much the cache of keys and values saves.
func write(_ model: TransformerTranslator, _ exam: Exam, _ chapter: Chapter) {
  var table = Table(["writing", "exact", "BLEU", "words/s", "best possible"])
  func add(_ name: String, _ translate: () -> [[Int]]) {
    let start = ContinuousClock.now
    let written = translate()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let (exact, bleu) = exam.scores(written)
    table.add([
      name, number(exact), number(bleu), number((Double(written.joined().count) / seconds).rounded()), "1",
    ])
    chapter.results[name] = ["exact": JSON(exact), "bleu": JSON(bleu)]
  }
  func read() -> TransformerTranslator.Place { withoutGradients { model.read(PairBatch(exam.pairs).source) } }
  add("greedy, all anew for every word") { model.writeWithoutCache(exam.pairs, limit: Exam.limit) }
  add("greedy, with the cache") { model.writeGreedily(exam.pairs.count, from: read(), Writing(limit: Exam.limit)) }
  for width in [4, 8] {
    add("beam of \(width)") {
      BeamSearch(width: width, lengthPenalty: 0.6)(model, exam.pairs.count, from: read(), Writing(limit: Exam.limit))
        .map { $0[0].symbols }
    }
  }
  say("\(table)")
  for pair in exam.pairs.prefix(4) {
    let written = model.translate([pair], limit: Exam.limit)[0]
    say("\(exam.task.source.text(pair.source)) → \(exam.task.target.text(written))")
  }
  say()
}

extension TransformerTranslator {
  /// Greedy writing that runs the decoder over the whole beginning for every word.
  func writeWithoutCache(_ pairs: [Pair], limit: Int) -> [[Int]] {
    withoutGradients {
      let source = PairBatch(pairs).source
      var texts = pairs.map { _ in [Mark.begin] }
      for _ in 0..<limit where texts.contains(where: { $0.last != Mark.end }) {
        let scores = self(source, PaddedRows(texts)).value  // [B, U, V]
        let (best, U) = (scores.argmax(), scores.shape[1])
        for row in texts.indices {
          texts[row].append(texts[row].last == Mark.end ? Mark.end : best[(row + 1) * U - 1])
        }
      }
      return texts.map { $0.dropFirst().prefix { $0 != Mark.end } }.map(Array.init)
    }
  }
}
