import Course
import Datasets
import T5
import Training

// What takes longer than a minute: more seeds, more steps, and one model for each task.

/// The models of the default run with every seed, and the same trained on the tasks for four times as long.
struct SeedRuns {
  /// For each seed a T5 that has restored spans.
  let pretrained: [T5Model]
  /// For each seed the results of T5, pre-trained and from scratch, and of the LSTM.
  let short, long: [[TaskResult]]

  init(
    pretrained first: T5Model, _ firstResults: [TaskResult], _ texts: Texts, _ chapter: Chapter, _ trainer: Trainer
  ) throws {
    let pretrained = try chapter.seeds.map { seed in
      seed == chapter.seed ? first : try preTrain(texts, chapter, trainer, seed: seed)
    }
    func results(_ seed: Int, _ model: T5Model, steps: Int) throws -> [TaskResult] {
      try trained(newModel(texts, seed: seed), from: model, steps: steps, texts, trainer, seed: seed)
    }
    self.pretrained = pretrained
    short = try zip(chapter.seeds, pretrained).map { seed, model in
      seed == chapter.seed ? firstResults : try results(seed, model, steps: taskSteps(chapter))
    }
    long = try zip(chapter.seeds, pretrained).map { try results($0, $1, steps: longTaskSteps(chapter)) }
  }

  /// For each seed the scores of the T5 that was pre-trained.
  static func tuned(_ results: [[TaskResult]]) -> [[Double]] { results.map { $0[0].scores } }
}

func taskSteps(_ chapter: Chapter) -> Int { chapter.steps(1600, quick: 3) }

func longTaskSteps(_ chapter: Chapter) -> Int { chapter.steps(6400, quick: 4) }

/// T5, pre-trained and from scratch, the LSTM, and BART from scratch: after the steps of the default run, and, BART excepted,
/// after four times as many.
func compareOnSeeds(_ runs: SeedRuns, _ texts: Texts, _ chapter: Chapter, _ trainer: Trainer) throws {
  for (steps, results) in [(taskSteps(chapter), runs.short), (longTaskSteps(chapter), runs.long)] {
    var table = SeedTable("\(grouped(steps)) steps", chapter)
    for index in results[0].indices { table.add(results[0][index].name, results.map { $0[index].scores }) }
    if steps == taskSteps(chapter) {
      table.add(
        "BART, from scratch",
        try chapter.seeds.map { seed in
          try fineTuned(
            newBART(texts, seed: seed), "from scratch", steps: steps, texts, trainer, seed: seed)
        })
    }
    table.show()
  }
}

/// One pre-trained T5 for all tasks, against one for each.
func compareWithOneModelPerTask(_ runs: SeedRuns, _ texts: Texts, _ chapter: Chapter, _ trainer: Trainer) throws {
  let tasks = TextToTextTask.allCases
  func onePerTask(steps: Int) throws -> [[Double]] {
    try zip(chapter.seeds, runs.pretrained).map { seed, pretrained in
      try tasks.map { task in
        let model = newModel(texts, seed: seed)
        model.setParameters(from: pretrained)
        try trainer.train(
          "\(task.rawValue) alone, \(steps) steps, seed \(seed)", model, steps: steps, rate: 4e-3, seed: seed
        ) { texts.examples($0, of: [task], using: &$1) }
        return exactMatches(model, texts, of: [task])[0]
      }
    }
  }
  let (steps, long) = (taskSteps(chapter), longTaskSteps(chapter))
  var table = SeedTable("models", chapter)
  table.add("one, \(grouped(steps)) steps", SeedRuns.tuned(runs.short))
  // As many steps together, and as many examples of each task.
  table.add("six, \(grouped(steps / tasks.count)) steps", try onePerTask(steps: max(1, steps / tasks.count)))
  table.add("six, \(grouped(steps)) steps", try onePerTask(steps: steps))
  table.add("one, \(grouped(long)) steps", SeedRuns.tuned(runs.long))
  table.show()
}
