import Course
import Datasets
import EncoderDecoder

/// A task of which only so many pairs are to be had.
struct FewPairs: PairTask {
  let source: TokenTable
  let target: TokenTable
  private let pairs: [Pair]

  init(_ task: any PairTask, _ count: Int, using generator: inout Generator) {
    (source, target) = (task.source, task.target)
    pairs = (0..<count).map { _ in task.trainingPair(using: &generator) }
  }

  func trainingPair(using generator: inout Generator) -> Pair {
    pairs[Int.random(in: pairs.indices, using: &generator)]
  }

  /// Some of the very pairs that are learned from.
  func test(_ count: Int, lengths: ClosedRange<Int>?) -> [Pair] { Array(pairs.prefix(count)) }
}

/// Learns the pairs of a file, and translates some that it was not shown.
func learnFile(_ path: String, _ chapter: Chapter, _ trainer: Trainer) throws {
  let file = try PairFile(contentsOf: path)
  let evaluation = Evaluation(file, count: 500)
  var generator = chapter.generator
  let shape = TransformerConfiguration(
    width: chapter.integer("width") ?? 128, heads: 4, depth: chapter.integer("layers") ?? 2)
  let model = TransformerTranslator(
    shape, sourceVocabularySize: file.source.count, targetVocabularySize: file.target.count, using: &generator)
  say("\(file.counts.training) pairs to learn from, \(file.counts.test) set aside")
  say("\(model)")
  var lesson = PairLesson(steps: chapter.steps(3000, quick: 6))
  lesson.smoothing = 0.1
  lesson.schedule = .inverseSquareRoot(peak: 2e-3, warmup: lesson.steps / 20)
  lesson.optimizer = { Adam($0, beta2: 0.98, epsilon: 1e-9) }
  let run = try lesson.teach(model, "Transformer", file, seed: chapter.seed, trainer)
  var curves = LinePlot("loss while translating", x: "step", y: "nats per word", logY: true)
  curves.add("Transformer", run.lossCurve(over: max(1, lesson.steps / 25)))
  chapter.show(curves.text(), svg: curves.svg)
  let result = evaluation.judge(model, run)
  var table = Table(["model", "parameters", "loss", "exact", "BLEU", "tokens/s", "best possible"])
  table.add(["Transformer"] + result.cells)
  chapter.results["Transformer"] = result.json
  say("\(table)")
  let beam = BeamSearch(width: chapter.integer("beam") ?? 4, lengthPenalty: 0.6)
  for pair in evaluation.pairs.prefix(8) {
    let positions = withoutGradients { model.read(PairBatch([pair]).source) }
    let written = beam(model, 1, from: positions, Writing(limit: 2 * pair.source.count + 10))[0][0].tokens
    say("\(file.source.text(pair.source)) → \(file.target.text(written))")
  }
}
