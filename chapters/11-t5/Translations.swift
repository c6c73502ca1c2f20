import Attention
import Course
import Datasets
import T5
import Tensors
import Training

/// What a model of translation alone has learned by heart, and what it can translate, by the number of labeled examples.
func compareTranslators(_ texts: Texts, _ chapter: Chapter, _ trainer: Trainer) throws {
  let task = TextToTextTask.translation
  let steps = taskSteps(chapter)
  var table = Table(["translation alone, exact match in %", "examples", "training set", "test set"])
  for count in [1000, 10_000] {
    var generator = chapter.generator
    let examples = task.training(chapter.isQuick ? 20 : count, using: &generator).map(texts.tokenizer.pair)
    func add(
      _ name: String, steps: Int, rate: Scalar, _ newModel: (_ seed: Int) -> some PairModel
    ) throws {
      let runs = try chapter.seeds.map { seed in
        let model = newModel(seed)
        try trainer.train(
          "\(name), \(count) translations, seed \(seed)", model, steps: steps, rate: rate, seed: seed
        ) { count, generator in (0..<count).map { _ in examples.randomElement(using: &generator)! } }
        let seen = Array(examples.prefix(500))
        return (
          training: exactMatch(model.translate(seen, limit: 30), targets: seen.map(\.target)),
          test: exactMatches(model, texts, of: [task])[0]
        )
      }
      table.add([name, grouped(count), spreadInPercent(runs.map(\.training)), spreadInPercent(runs.map(\.test))])
      chapter.results["\(name), \(count) translations"] = [
        "training": .list(runs.map { JSON($0.training) }), "test": .list(runs.map { JSON($0.test) }),
      ]
    }
    try add("T5, from scratch", steps: steps, rate: 4e-3) { newModel(texts, seed: $0) }
    try add("LSTM with attention", steps: 2 * steps, rate: 5e-3) {
      newTranslator(within: configuration(texts).parameterCount, texts, seed: $0)
    }
  }
  say("\(table)\n")
}
