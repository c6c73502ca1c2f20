import Course
import Datasets
import GPT
import Training

// MARK: 5

/// Fine-tuning: what pre-training and what λ is worth when labels are few.
func fineTune(_ chapter: Chapter, _ trainer: Trainer) throws {
  let models = try preTrainOnStories(chapter, trainer)
  let labels = 64
  let methods = FineTuningMethod.all
  let scores = try fineTuningTasks.map {
    try $0.scores(methods, models, labels: labels, chapter, trainer, seed: chapter.seed)
  }
  var table = Table(["accuracy, \(labels) labels"] + fineTuningTasks.map { $0.task })
  for (index, method) in methods.enumerated() {
    table.add([method.name] + scores.map { number($0[index]) })
    chapter.results["fine-tuning, \(method.name)"] = .object(
      zip(fineTuningTasks, scores).map { (key: $0.task, value: JSON($1[index])) })
  }
  let choices = StoryChoice.test(StoryChoice.testCount(chapter))
  for model in StoryModel.allCases {
    let score = StoryChoice.scoreWithoutLabels(models[model], on: choices)
    table.add(["\(model.rawValue), pre-trained, no labels", "", "", "", number(score)])
    chapter.results["no labels, \(model.rawValue)"] = JSON(score)
  }
  table.add(["best possible"] + fineTuningTasks.map { _ in "1" })
  table.add(["by chance"] + fineTuningTasks.map { number($0.byChance) })
  say("\(table)")
  if chapter.isFull { try fineTuneOnSeeds(models, chapter, trainer) }
}

/// A way to get a model for a task.
struct FineTuningMethod: Sendable {
  let model: StoryModel
  let isPretrained: Bool
  let lambda: Scalar

  static let all = [
    FineTuningMethod(model: .gpt, isPretrained: false, lambda: 0),
    FineTuningMethod(model: .gpt, isPretrained: false, lambda: 0.5),
    FineTuningMethod(model: .gpt, isPretrained: true, lambda: 0),
    FineTuningMethod(model: .gpt, isPretrained: true, lambda: 0.5),
    // With λ = ½ the pre-trained LSTM is worse.
    FineTuningMethod(model: .lstm, isPretrained: false, lambda: 0),
    FineTuningMethod(model: .lstm, isPretrained: true, lambda: 0),
  ]

  var name: String {
    "\(model.rawValue), \(isPretrained ? "pre-trained" : "from scratch"), λ = \(lambda == 0 ? "0" : "½")"
  }

  /// The best of 5e-4, 1e-3, 2e-3, 5e-3 and 1e-2 (of the last three for the pre-trained LSTM), by the mean accuracy on the
  /// first three tasks with 64 labels and the seeds 100 and 101.
  fileprivate var learningRate: Scalar {
    switch model {
    case .gpt: 2e-3
    case .lstm: isPretrained ? 5e-3 : 1e-2
    }
  }

  /// A body of its own, which the task may change.
  func body(_ models: StoryModels, using generator: inout Generator) -> any CausalBody {
    let body = model.body(dropout: 0.1, using: &generator)
    if isPretrained { body.setParameters(from: models[model]) }
    return body
  }
}

extension FineTuningExample {
  /// The accuracies of methods on other examples. All methods get the same labels.
  static func scores(
    _ methods: [FineTuningMethod], _ models: StoryModels, labels: Int, _ chapter: Chapter, _ trainer: Trainer,
    seed: Int
  ) throws -> [Double] {
    var generator = Generator(seed: seed)
    let examples = training(labels, using: &generator)
    let test = test(testCount(chapter))
    return try methods.map { method in
      // A copy, so that all heads begin alike.
      var generator = generator
      let model = TaskModel(method.body(models, using: &generator), question, using: &generator)
      // More labels are worth more steps.
      let steps = chapter.steps(labels > 64 ? 1000 : 150, quick: 2)
      var plan = TrainingPlan(steps: steps, learningRate: method.learningRate, seed: seed)
      // Every step reads 16 sequences, which are 16, 8 or 4 examples.
      plan.batchSize = 16 / examples[0].input.sequences.count
      (plan.itemsPerStep, plan.item) = (plan.batchSize, "examples")
      try trainer.train("\(task), \(labels) labels, \(method.name), seed \(seed)", model, plan) { _, randomness in
        let batch = (0..<plan.batchSize).map { _ in examples.randomElement(using: &randomness.generator)! }
        return model.loss(batch.map(\.input), batch.map(\.target), lambda: method.lambda, .training(randomness))
      }
      return accuracy(on: test) { batch in withoutGradients { model(batch.map(\.input)) }.value.argmax() }
    }
  }

  /// A thousand test examples, or 500 with four sequences each.
  static func testCount(_ chapter: Chapter) -> Int { chapter.isQuick ? 20 : question == .sequence ? 500 : 1000 }

  /// The part of the test examples that are answered correctly. The batches bound the memory.
  static func accuracy(on test: [Self], _ answers: ([Self]) -> [Int]) -> Double {
    let correct = stride(from: 0, to: test.count, by: 50).reduce(0) { count, start in
      let batch = Array(test[start..<min(start + 50, test.count)])
      return count + zip(answers(batch), batch).count { $0 == $1.target }
    }
    return Double(correct) / Double(test.count)
  }
}

extension StoryChoice {
  /// The accuracy of a language model that was never fine-tuned: it takes the most probable answer.
  static func scoreWithoutLabels(_ body: any CausalBody, on test: [StoryChoice]) -> Double {
    accuracy(on: test) { batch in
      batch.map { example in
        let scores = body.logProbabilities(
          of: example.choices.map(GPTStories.ids), after: [GPTStories.tokens.start] + GPTStories.ids(example.first))
        return scores.indices.max { scores[$0] < scores[$1] }!
      }
    }
  }
}

/// The same with other seeds, everything pre-trained anew, and with more labels.
private func fineTuneOnSeeds(_ first: StoryModels, _ chapter: Chapter, _ trainer: Trainer) throws {
  let all = try chapter.seeds.map { seed in
    if seed == chapter.seed { return (seed, first) }
    let bodies = try StoryModel.allCases.map { try $0.pretrained(chapter, trainer, seed: seed).body }
    return (seed, StoryModels(gpt: bodies[0], lstm: bodies[1]))
  }
  for labels in [64, 1024] {
    var table = Table(["accuracy in %, \(labels) labels"] + fineTuningTasks.map { $0.task })
    let methods = FineTuningMethod.all
    let scores = try fineTuningTasks.map { task in
      try all.map { seed, models in
        try task.scores(methods, models, labels: labels, chapter, trainer, seed: seed)
      }
    }  // [tasks, seeds, methods]
    for (index, method) in methods.enumerated() {
      let ofMethod = scores.map { task in task.map { $0[index] } }
      table.add([method.name] + ofMethod.map(spreadInPercent))
      chapter.results["\(labels) labels, \(method.name)"] = JSON(ofMethod)
    }
    say("\(table)")
  }
}
