import Course
import Datasets
import RNN

/// Teacher forcing against three schedules, after true prefixes and after the model's own.
func compareSchedules(_ chapter: Chapter, _ trainer: Trainer, _ corpus: Corpus) throws {
  let steps = chapter.steps(2000, quick: 10)
  let text = try TextBatches(corpus.training, batchSize: 16, contextLength: 32)
  let exposure = ExposureTest(corpus, streams: chapter.isQuick ? 10 : 100)
  let schedules: [(name: String, schedule: SamplingSchedule?)] = [
    ("teacher forcing", nil), ("linear", .linear(to: 0.25, after: steps)),
    ("exponential", .exponential(to: 0.25, after: steps)),
    ("inverse sigmoid", .inverseSigmoid(to: 0.25, after: steps)),
  ]
  var lines = Table(["inputs in training", "test loss", "valid, true prefixes, %", "own prefixes, %", "gap"])
  var errors = Table([
    "inputs in training", "misspelled after valid, %", "after an error, %", "loss after true lines", "own lines",
    "own lines with an error",
  ])
  for (name, schedule) in schedules {
    var columns: [[Double]] = []
    for seed in chapter.seeds {
      var generator = Generator(seed: seed)
      let model = LanguageModel<RNNCell>(
        vocabularySize: corpus.vocabularySize, width: 32, hiddenSize: 128, using: &generator)
      let run = try trainer.train(
        "\(name), seed \(seed)", model, on: text, test: corpus.test, languagePlan(steps: steps, chapter, seed: seed),
        sampling: schedule)
      let quality = exposure.measure(model, seed: seed)
      columns.append([
        Double(run.evaluations.last!.value), quality.validAfterTrue, quality.validAfterOwn,
        quality.validAfterTrue - quality.validAfterOwn, quality.misspelled.afterValid, quality.misspelled.afterError,
        quality.loss.afterTrue, quality.loss.afterOwn, quality.loss.afterError,
      ])
    }
    func column(_ index: Int) -> [Double] { columns.map { $0[index] } }
    lines.add([name, spread(column(0))] + [1, 2, 3].map { spread(column($0).map { $0 * 100 }) })
    errors.add(
      [name] + [4, 5].map { spread(column($0).map { $0 * 100 }) } + [6, 7, 8].map { spread(column($0), digits: 4) })
  }
  say("\(lines)")
  say("\(errors)")
}
