import BERT
import Course
import Datasets
import LoRA
import Pretrained

/// What `finetune` compares, each trained on the same texts.
private enum Contender: String, CaseIterable {
  case recurrent = "BiLSTM, from scratch"
  case frozen = "frozen body, new head"
  case lora = "LoRA"
  case full = "all parameters"

  /// The best of three each, a factor of two or three apart, on another file than that of the README: reviews of products.
  var learningRate: Scalar {
    switch self {
    case .recurrent: 3e-3
    case .frozen: 1e-2
    case .lora: 5e-4
    case .full: 1e-4
    }
  }

  func model(_ encoder: SentenceEncoder, _ texts: LabeledTexts, _ chapter: Chapter, seed: Int) -> SentenceClassifier {
    var generator = Generator(seed: seed)
    let C = texts.classes.count
    switch self {
    case .recurrent:
      return SentenceClassifier(
        recurrentFor: texts.training, encoder, classes: C, hiddenSize: 128, dropout: 0.1, using: &generator)
    case .frozen: return SentenceClassifier(encoder, classes: C, .head, pooling: .mean, using: &generator)
    case .lora:
      let configuration = LoRAConfiguration(rank: chapter.integer("rank") ?? 8, targets: ["encoder.*"])
      return SentenceClassifier(encoder, classes: C, .lora(configuration), using: &generator)
    case .full: return SentenceClassifier(encoder, classes: C, .full, using: &generator)
    }
  }

  func train(_ model: SentenceClassifier, _ texts: [LabeledText], _ chapter: Chapter, _ trainer: Trainer, seed: Int)
    throws
  {
    // The recurrent net begins at nothing, so it learns for longer.
    let (B, factor) = (16, self == .recurrent ? 2 : 1)
    let steps = factor * (chapter.integer("steps") ?? max(200, 2 * texts.count / B))
    var plan = TrainingPlan(steps: steps, learningRate: learningRate, seed: seed)
    (plan.itemsPerStep, plan.item) = (B, "texts")
    let batches = Batches(of: texts.count, size: B, seed: seed)
    try trainer.train(chapter.name(rawValue, seed), model.model, plan) { step, randomness in
      model.loss(batches(step).map { texts[$0] }, .training(randomness))
    }
  }
}

/// Trains a classifier on top of a published BERT, and a recurrent net to compare it with.
func finetune(_ folder: ModelFolder, _ chapter: Chapter) throws {
  let encoder = try SentenceEncoder(folder)
  let trainer = try chapter.trainer()
  let contenders = Contender.allCases.filter { $0 != .full || chapter.has("full") }
  var results: [(name: String, trained: Int, scores: [Double])] = contenders.map { ($0.rawValue, 0, []) }
  var (majority, testCount) = ([Double](), 0)
  for seed in chapter.seeds {
    let texts = try LabeledTexts(
      contentsOf: chapter.file("tsv")!, test: chapter.file("test"), count: chapter.integer("labels"), seed: seed)
    testCount = texts.test.count
    say("training texts: \(texts.training.count), test texts: \(testCount), classes: \(texts.classes.count)")
    let cut = (texts.training + texts.test).count { encoder.isTooLong($0.text) }
    if cut > 0 { say("\(cut) of them have more than \(encoder.limit) tokens; what is behind is not read") }
    majority.append(texts.shareOfMostFrequentClass)
    for (index, contender) in contenders.enumerated() {
      let model = contender.model(encoder, texts, chapter, seed: seed)
      try contender.train(model, texts.training, chapter, trainer, seed: seed)
      results[index].scores.append(model.accuracy(on: texts.test))
      results[index].trained = model.model.trainableParameterCount
      if contender == .lora, seed == chapter.seed, let path = chapter.file("folder") {
        try model.write(to: path, classes: texts.classes, tokenizerOf: folder)
      }
    }
  }
  var table = Table(["model", "trained", "accuracy in %", "standard error of one"])
  for (name, trained, scores) in [("the most frequent class", 0, majority)] + results {
    let p = mean(scores)
    let error = 100 * (p * (1 - p) / Double(testCount)).squareRoot()
    table.add([name, "\(trained)", spreadInPercent(scores), number(error, digits: 2)])
    chapter.results[name] = ["trained": JSON(trained), "accuracies": JSON(scores)]
  }
  say("\(table)")
}
