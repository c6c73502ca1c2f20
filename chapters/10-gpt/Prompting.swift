import Course
import Datasets
import Foundation
import GPT
import Tensors
import Training

// B batch · T positions

// MARK: 7

/// Documents in made-up languages: four with a name, four thousand without that training shows, and others.
struct Languages {
  /// Lines of a document.
  let lines = 16
  let named: [MadeUpLanguage]
  let seen: [MadeUpLanguage]
  let unseen: [MadeUpLanguage]

  init(seed: Int) {
    var generator = Generator(seed: seed)
    func languages(_ count: Int) -> [MadeUpLanguage] { (0..<count).map { _ in MadeUpLanguage(using: &generator) } }
    named = languages(MadeUpLanguage.names.count)
    seen = languages(4096)
    unseen = languages(1000)
  }

  /// Three documents in ten are in a language with a name, and say so.
  func batch(_ size: Int, using generator: inout Generator) -> TokenBatch {
    TokenBatch(
      rows: (0..<size).map { _ in
        if Double.random(in: 0..<1, using: &generator) < 0.3 {
          let name = named.indices.randomElement(using: &generator)!
          return named[name].document(lines: lines, name: name, using: &generator)
        }
        return seen.randomElement(using: &generator)!.document(lines: lines, using: &generator)
      })
  }
}

/// The share of words that a model writes without a mistake after 0, 1, 2, … lines of their language.
func accuracyByLines(_ model: GPTModel, _ documents: [[Int]], lines: Int) -> [Double] {
  let (L, length, T) = (MadeUpLanguage.lineLength, MadeUpLanguage.wordLength, documents[0].count)
  let best = withoutGradients { model(Array(documents.joined()), batch: documents.count).value.argmax() }
  return (0..<lines).map { line in
    let noun = 1 + line * L
    let right = documents.indices.count { row in
      (0..<length).allSatisfy { best[row * T + noun + $0] == documents[row][noun + $0 + 1] }
    }
    return Double(right) / Double(documents.count)
  }
}

/// A model that learns made-up languages: from the weights of another one, or from its own first ones.
func trainedOnLanguages(
  _ name: String, _ languages: Languages, from first: GPTModel?, steps: Int, _ trainer: Trainer, seed: Int
) throws -> GPTModel {
  var generator = Generator(seed: seed)
  let model = GPTModel(inductionConfiguration(), using: &generator)
  if let first { model.setParameters(from: first) }
  var plan = TrainingPlan(steps: steps, learningRate: 3e-3, seed: seed)
  plan.batchSize = 16
  plan = plan.countingTokens(plan.batchSize * languages.lines * MadeUpLanguage.lineLength)
  try trainer.train(name, model, plan) { _, randomness in
    model.loss(languages.batch(plan.batchSize, using: &randomness.generator), .training(randomness))
  }
  return model
}

/// How a model does on prompts of each kind.
struct PromptScores {
  static let lineCounts = [0, 1, 2, 4, 8]
  /// Languages that no training showed.
  let unseen: [Double]
  /// Languages with a name, which the prompt gives.
  let named: [Double]

  init(_ model: GPTModel, _ languages: Languages, seed: Int) {
    var generator = Generator(seed: seed)
    let lines = languages.lines
    func chosen(_ documents: [[Int]]) -> [Double] {
      let all = accuracyByLines(model, documents, lines: lines)
      return PromptScores.lineCounts.map { all[$0] }
    }
    unseen = chosen(languages.unseen.map { $0.document(lines: lines, using: &generator) })
    named = chosen(
      (0..<400).map { index in
        let name = index % languages.named.count
        return languages.named[name].document(lines: lines, name: name, using: &generator)
      })
  }
}

/// Zero-shot and few-shot: what the weights know, and what the prompt tells.
func showPrompting(_ copying: GPTModel, _ chapter: Chapter, _ trainer: Trainer) throws {
  let languages = Languages(seed: chapter.seed)
  var generator = chapter.generator
  let vocabulary = MadeUpLanguage.vocabulary
  say("  " + vocabulary.decode(languages.unseen[0].document(lines: 4, using: &generator)))
  say("  " + vocabulary.decode(languages.named[0].document(lines: 2, name: 0, using: &generator)))
  say()
  let steps = chapter.steps(500, quick: 4)
  let total = steps + chapter.steps(800, quick: 4)
  let models = [
    (
      "after copying",
      try trainedOnLanguages("languages", languages, from: copying, steps: steps, trainer, seed: chapter.seed)
    ),
    (
      "from scratch",
      try trainedOnLanguages(
        "languages, from scratch", languages, from: nil, steps: total, trainer, seed: chapter.seed)
    ),
  ]
  let best = PromptScores.lineCounts.map { MadeUpLanguage.bestAccuracy(lines: $0) }
  var plot = LinePlot("words of a language that training never showed", x: "lines in the prompt", y: "accuracy")
  plot.add("best possible", zip(PromptScores.lineCounts, best).map { (x: Double($0), y: $1) })
  var table = Table(["accuracy after so many lines"] + PromptScores.lineCounts.map { "\($0)" })
  for (name, model) in models {
    let scores = PromptScores(model, languages, seed: chapter.seed)
    plot.add("GPT, \(name)", zip(PromptScores.lineCounts, scores.unseen).map { (x: Double($0), y: $1) })
    for (kind, values) in [("new language", scores.unseen), ("named language", scores.named)] {
      table.add(["\(kind), \(name)"] + values.map { number($0) })
      chapter.results["prompting, \(kind), \(name)"] = JSON(values)
    }
  }
  table.add(["new language, best possible"] + best.map { number($0) })
  chapter.show("prompting", plot.text(), svg: plot.svg)
  say("\(table)")
}
