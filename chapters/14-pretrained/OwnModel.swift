import Course
import Datasets
import Foundation
import GPT
import Pretrained
import Tokens

// B batch · T positions · V vocabulary size

/// A small GPT-2 with a tokenizer of its own, trained on the text of the grammar for a few seconds.
struct OwnModel {
  let tokenizer: BytePairTokenizer
  let model: GPTModel
  let test: [Int]
  let training: [Int]

  init(_ chapter: Chapter, _ trainer: Trainer) throws {
    var generator = chapter.generator
    let corpus = Corpus(
      characters: chapter.isQuick ? 50_000 : 500_000, testSentences: chapter.isQuick ? 30 : 300, using: &generator)
    let text = corpus.decode(corpus.training)
    tokenizer = BytePairTokenizer(trainedOn: text, size: 512, special: ["<|endoftext|>"])
    (training, test) = (tokenizer.encode(text), tokenizer.encode(corpus.decode(corpus.test)))

    var shape = GPTConfiguration(width: 64, heads: 4, depth: 3, dropout: 0)
    (shape.vocabularySize, shape.contextLimit) = (tokenizer.count, 64)
    let model = GPTModel(shape, using: &generator)
    self.model = model
    var plan = TrainingPlan(steps: chapter.steps(800, quick: 20), learningRate: 4e-3, seed: chapter.seed)
    let (B, T) = (16, shape.contextLimit)
    (plan.itemsPerStep, plan.item) = (B * T, "tokens")
    let tokens = training
    let run = try trainer.train("GPT", model, plan) { _, randomness in
      let batch = try! TextBatches.random(tokens, size: B, contextLength: T, using: &randomness.generator)
      return model.loss(batch, .training(randomness))
    }
    chapter.results["training loss"] = JSON(run.meanLoss(last: 50))
  }

  /// The mean token loss on the test text, by logits of any kind, and the logits.
  func loss(_ logits: (_ ids: [Int], _ batch: Int) -> Variable) -> (loss: Double, logits: Tensor) {
    let T = model.configuration.contextLimit
    let B = test.count / (T + 1)
    let rows = (0..<B).map { test[$0 * (T + 1)..<($0 + 1) * (T + 1)] }
    let found = withoutGradients { logits(rows.flatMap { $0.dropLast() }, B) }
    let loss = crossEntropy(found, rows.flatMap { $0.dropFirst() }).value.scalar
    return (Double(loss), found.value)
  }

  func continuation(by model: GPTModel, _ prompt: String) -> String {
    let ids = tokenizer.encode(prompt)
    let written = model.generate([ids], from: model.start(), limit: 30)[0]
    return tokenizer.decode(ids + written).split(separator: "\n").first.map(String.init) ?? ""
  }
}

/// Writes the model as a published folder, reads it again, and compares.
func showRoundTrip(_ own: OwnModel, _ chapter: Chapter) throws {
  let temporary = temporaryFolder()
  defer { try? FileManager.default.removeItem(atPath: temporary) }
  let folder = chapter.file("folder") ?? temporary
  let end = JSONValue(own.tokenizer.special["<|endoftext|>"]!)
  try own.model.write(to: folder, adding: ["bos_token_id": end, "eos_token_id": end])
  try removeTokenizer(from: folder)
  try own.tokenizer.write(vocabulary: "\(folder)/vocab.json", merges: "\(folder)/merges.txt")
  var files = Table(["file", "bytes", "what it holds"])
  for (name, content) in [
    ("config.json", "the kind of model and its sizes"), ("model.safetensors", "every parameter, by its published name"),
    ("vocab.json", "the tokens and their ids"), ("merges.txt", "the merges of byte-pair encoding, in order"),
  ] {
    let size = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.size] as? Int ?? 0
    files.add([name, "\(size)", content])
  }
  say("\(files)")
  say()

  let again = try GPTModel(ModelFolder(folder))
  let (before, after) = (own.loss { own.model($0, batch: $1) }, own.loss { again($0, batch: $1) })
  let isSame = before.logits == after.logits
  let prompt = "the wise queen"
  var table = Table(["", "parameters", "digest", "loss", "continues"])
  for (name, model, loss) in [("trained", own.model, before.loss), ("read again", again, after.loss)] {
    table.add([
      name, "\(model.parameterCount)", Chapter.digest(of: model), number(loss),
      own.continuation(by: model, prompt).debugDescription,
    ])
  }
  say("\(table)")
  say("All \(before.logits.count) logits of the test text are \(isSame ? "equal to the last bit" : "DIFFERENT").")
  say()
  chapter.results["round trip"] = ["equal": .truth(isSame), "loss": JSON(before.loss)]
}

/// Where the parameters of the lowest block are in the file, behind the prefix `transformer.`
func showNames(_ model: GPTModel) {
  let names = model.names
  var table = Table(["parameter here", "in the file"])
  for (path, _) in model.parameters where !path.contains("blocks.1") && !path.contains("blocks.2") {
    guard path.hasSuffix("weight") || path.hasSuffix("gain"), let source = names.source(of: path) else {
      continue
    }
    var found = source.name.replacing("transformer.", with: "")
    if case .part(let index, let count) = source.columns { found += ", part \(index + 1) of \(count)" }
    table.add([path, found])
  }
  say("\(table)")
  say()
}
