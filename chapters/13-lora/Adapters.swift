import Course
import Datasets
import GPT
import LoRA
import RNN
import Training

// MARK: 6

/// A kind of text that GPT has not read in pre-training, and learns to write with an adapter.
private enum TextKind: String, CaseIterable {
  case requests = "flight requests"
  case praise = "praise"
  case questions = "questions"

  func text(using generator: inout Generator) -> [String] {
    switch self {
    case .requests: return FlightRequest.draw(using: &generator).words
    case .praise:
      while true {
        let opinion = Opinion.draw(using: &generator)
        if opinion.isPraise { return opinion.words }
      }
    case .questions: return Question.draw(using: &generator).question
    }
  }

  func rows(_ count: Int, using generator: inout Generator) -> PaddedRows {
    PaddedRows((0..<count).map { _ in GPTStories.tokens.sequence(GPTStories.ids(text(using: &generator))) })
  }
}

/// One GPT, three adapters: swapped while it runs, and mixed in one batch.
func showAdapters(_ chapter: Chapter, _ trainer: Trainer) throws {
  var generator = chapter.generator
  let model = GPTModel(.stories(), using: &generator)
  try trainer.trainOnStories("GPT", model, steps: chapter.steps(1000, quick: 4), seed: chapter.seed)
  model.setTrainable(false)
  let before = model.logits(of: [GPTStories.tokens.start])

  var adapters: [LoRAAdapter] = []
  var plan = TrainingPlan(steps: chapter.steps(300, quick: 2), learningRate: 1e-2, seed: chapter.seed)
  plan.batchSize = 16
  (plan.itemsPerStep, plan.item) = (plan.batchSize, "texts")
  for kind in TextKind.allCases {
    let adapter = LoRAAdapter(
      for: model, LoRAConfiguration(rank: 4, targets: ["*.query", "*.value", "*.up", "*.down"]), using: &generator)
    adapter.attach(to: model)
    try trainer.train("GPT, \(kind.rawValue)", model, plan) { _, randomness in
      model.languageModelLoss(kind.rows(plan.batchSize, using: &randomness.generator), .training(randomness))
    }
    adapters.append(adapter)
  }
  showLosses(model, adapters, chapter)
  model.detachAdapters()
  let isSame = model.logits(of: [GPTStories.tokens.start]) == before
  say("Without an adapter the base computes what it did before, bit for bit: \(isSame ? "yes" : "no")\n")
  writeMixed(model, adapters, chapter)
}

extension GPTModel {
  fileprivate func logits(of tokens: [Int]) -> Tensor { withoutGradients { self(tokens, batch: 1) }.value }
}

/// The loss of every adapter on every kind of text.
private func showLosses(_ model: GPTModel, _ adapters: [LoRAAdapter], _ chapter: Chapter) {
  var generator = Generator(seed: 0x7E57)
  let count = chapter.isQuick ? 8 : 300
  let tests =
    [GPTStories.rows(Story.draw(count, using: &generator))]
    + TextKind.allCases.map { $0.rows(count, using: &generator) }
  var table = Table(["loss on", "stories"] + TextKind.allCases.map(\.rawValue))
  for (name, adapter) in [("the base", nil)]
    + zip(TextKind.allCases, adapters).map({ ("\($0.rawValue)", Optional($1)) })
  {
    model.detachAdapters()
    adapter?.attach(to: model)
    let losses = tests.map { rows in Double(withoutGradients { model.languageModelLoss(rows).value.scalar }) }
    table.add(["with " + name] + losses.map { number($0) })
    chapter.results["loss with \(name)"] = JSON(losses)
  }
  say("\(table)")
}

/// One batch in which every row has another adapter.
private func writeMixed(_ model: GPTModel, _ adapters: [LoRAAdapter], _ chapter: Chapter) {
  let batch = BatchedModel(model, adapters)
  let choice: [Int?] = [nil] + adapters.indices.map(Optional.init)
  var generator = chapter.generator
  let tokens = GPTStories.tokens
  let prompts = choice.map { _ in [tokens.start] }
  let texts = batch.generate(
    prompts, from: batch.state(adapters: choice) { $0.start() }, limit: 30, end: tokens.end,
    sampler: Sampler(temperature: 0.7), using: &generator)
  var table = Table(["row", "adapter", "written in one batch"])
  for (row, text) in texts.enumerated() {
    let words = text.map { GPTStories.vocabulary.tokens[$0] }.joined(separator: " ")
    table.add(["\(row)", choice[row].map { TextKind.allCases[$0].rawValue } ?? "none", words])
  }
  say("\(table)")
  model.detachAdapters()
}
