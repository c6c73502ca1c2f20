import Course
import Datasets
import RNN

/// Teacher forcing against schedules that end at fewer and fewer true inputs, after true prefixes and after own ones.
func compareSchedules(_ chapter: Chapter, _ trainer: Trainer, _ corpus: Corpus) throws {
  let steps = chapter.steps(2000, quick: 10)
  let text = try TextBatches(corpus.training, batchSize: 16, contextLength: 32)
  var generator = chapter.generator
  let exposure = try ExposureTest(
    corpus, lines: chapter.isQuick ? 50 : 1500, streams: chapter.isQuick ? 10 : 150, using: &generator)
  let ends = [0.95, 0.75, 0.5, 0.25]
  let schedules: [(name: String, schedule: SamplingSchedule?)] =
    [("teacher forcing", nil)] + ends.map { ("linear, \($0)", .linear(to: $0, after: steps)) } + [
      ("exponential, 0.25", .exponential(to: 0.25, after: steps)),
      ("sigmoid, 0.25", .inverseSigmoid(to: 0.25, after: steps)),
    ]
  var lines = Table(["inputs, true at the end", "test loss", "valid after true, %", "after own, %", "gap"])
  var errors = Table([
    "inputs, true at the end", "misspelled after valid, %", "after an error, %", "extra loss after own, ×10⁻³",
    "after an error, ×10⁻³",
  ])
  var qualities: [[PrefixQuality]] = []
  for (name, schedule) in schedules {
    let title = name.replacing(".", with: "_")
    let runs = try chapter.seeds.map { seed in
      var generator = Generator(seed: seed)
      let model = LanguageModel<RNNCell>(
        vocabularySize: corpus.vocabularySize, width: 32, hiddenSize: 128, using: &generator)
      let plan = languagePlan(steps: steps, chapter, seed: seed)
      let run = try trainer.train(
        "\(title), seed \(seed)", model, on: text, test: corpus.test, plan, sampling: schedule)
      return (loss: Double(run.evaluations.last!.value), quality: exposure.measure(model, seed: seed))
    }
    let quality = runs.map(\.quality)
    qualities.append(quality)
    lines.add([
      name, spread(runs.map(\.loss)), spreadInPercent(quality.map(\.validAfterTrue)),
      spreadInPercent(quality.map(\.validAfterOwn)),
      spreadInPercent(quality.map { $0.validAfterTrue - $0.validAfterOwn }),
    ])
    errors.add(
      [name] + [quality.map(\.misspelled.afterValid), quality.map(\.misspelled.afterError)].map(percent)
        + [quality.map(\.extraLoss.afterOwn), quality.map(\.extraLoss.afterError)].map { losses in
          spread(losses.map { $0 * 1000 }, digits: 2)
        })
    chapter.results["inputs, \(name)"] = .list(
      runs.map {
        [
          "loss": JSON($0.loss), "validAfterTrue": JSON($0.quality.validAfterTrue),
          "validAfterOwn": JSON($0.quality.validAfterOwn),
        ]
      })
  }
  var plot = LinePlot(
    "grammatical lines, by the share of true inputs in training", x: "true inputs at the end of training, %",
    y: "grammatical lines, %")
  let shares = [1] + ends
  for (name, value) in [("after true prefixes", \PrefixQuality.validAfterTrue), ("after its own", \.validAfterOwn)] {
    plot.add(name, zip(shares, qualities).map { (x: $0 * 100, y: mean($1.map { $0[keyPath: value] }) * 100) })
  }
  chapter.show("scheduled-sampling", plot.text(), svg: plot.svg)
  say("\(lines)")
  say("Standard error of the gap of teacher forcing: \(number(qualities[0][0].standardError * 100, digits: 2)) %")
  say("\(errors)")
}

private func percent(_ shares: [Double]) -> String { spread(shares.map { $0 * 100 }, digits: 2) }
