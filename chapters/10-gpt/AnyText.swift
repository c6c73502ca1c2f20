import Course
import Datasets
import Display
import Foundation
import GPT
import RNN
import Tokens
import Training

// MARK: --text

/// The options of a run on the reader's own text. The defaults are a recipe that a laptop finishes in a minute.
let textOptions = [
  Option("text", .file(mustExist: true), "train on this text instead"),
  Option("layers", .size, "the number of blocks (default 4)", with: "text"),
  Option("heads", .size, "the heads of each (default 4)", with: "text"),
  Option("width", .size, "the width (default 128)", with: "text"),
  Option("context", .size, "tokens of a context (default 64)", with: "text"),
  Option("batch", .size, "contexts of a step (default 12)", with: "text"),
  Option(
    "learning-rate", .number(atLeast: 1e-9, atMost: 10), "the highest learning rate (default 0.001)", with: "text"),
  Option("dropout", .number(atLeast: 0, atMost: 0.9), "what is dropped in training (default 0)", with: "text"),
  Option("tokens", .text, "characters or bpe (default characters)", with: "text"),
  Option("vocabulary", .integer(atLeast: 257, atMost: 100_000), "tokens of bpe (default 1024)", with: "text"),
  Option("chat", .none, "then continue every line that is typed", with: "text", affectsTraining: false),
]

/// A text as tokens: nine tenths to train on, the rest to validate.
struct TokenizedText {
  let tokenizer: any Tokenizer
  let training: [Int]
  let validation: [Int]
  /// How many characters a token of the validation text has.
  let charactersPerToken: Double

  init(_ file: TextFile, _ chapter: Chapter) throws {
    let kind = chapter.text("tokens") ?? "characters"
    guard ["characters", "bpe"].contains(kind) else {
      throw UsageError("--tokens: \(kind) is neither characters nor bpe")
    }
    let isBytePairs = kind == "bpe"
    if !isBytePairs, chapter.integer("vocabulary") != nil { throw UsageError("--vocabulary: only with --tokens bpe") }
    let text = Array(file.text)
    let cut = text.count * 9 / 10
    let (first, last) = (String(text[..<cut]), String(text[cut...]))
    tokenizer =
      isBytePairs
      ? BytePairTokenizer(trainedOn: first, size: chapter.integer("vocabulary") ?? 1024)
      : CharacterTokenizer(trainedOn: file.text)
    (training, validation) = (tokenizer.encode(first), tokenizer.encode(last))
    charactersPerToken = Double(text.count - cut) / Double(max(1, validation.count))
  }
}

func learnFile(_ path: String, _ chapter: Chapter, _ trainer: Trainer) throws {
  var shape = try textConfiguration(chapter)
  let T = shape.contextLimit
  let file = try TextFile(contentsOf: path)
  try file.require(characters: 100)
  let text = try TokenizedText(file, chapter)
  shape.vocabularySize = text.tokenizer.count
  let plan = textPlan(chapter)
  let perToken = shape.depth * shape.block.activationCount + shape.block.width + 2 * shape.vocabularySize
  try chapter.checkMemory(
    parameters: Double(shape.parameterCount), activations: Double(plan.batchSize * T) * Double(perToken))
  for part in [text.training, text.validation] where part.count <= T + 1 {
    throw TextFileError(
      file: path, problem: "a part of the text has \(part.count) tokens, but a context needs \(T + 2)")
  }
  var generator = chapter.generator
  let model = GPTModel(shape, using: &generator)
  say("\(model)")
  // A few hundred contexts show where it goes; at the end all are read.
  let run = try trainer.train(
    "GPT", model, on: text.training, contextLength: T, plan,
    evaluation: { Scalar(model.meanLoss(on: text.validation, contexts: 200)) }
  ) { batch, randomness in model.loss(batch, .training(randomness)) }
  report(model, text, run, secondsPerStep: Double(plan.batchSize * T) / run.speed, chapter)
  let sampler = Sampler(temperature: 0.8, topK: 200)
  let sample = text.tokenizer.decode(
    model.write(after: [text.validation[0]], count: 400, sampler: sampler, using: &generator))
  say(sample.printableLines)
  chapter.results["sample"] = .text(sample)
  if chapter.has("chat") { chat(model, text.tokenizer, sampler, using: &generator) }
}

/// The model that the options describe; its vocabulary is that of the text.
private func textConfiguration(_ chapter: Chapter) throws -> GPTConfiguration {
  let (width, heads) = (chapter.integer("width") ?? 128, chapter.integer("heads") ?? 4)
  if width % heads != 0 { throw UsageError("--width: \(width) columns do not fit \(heads) heads") }
  var shape = GPTConfiguration(
    width: width, heads: heads, depth: chapter.integer("layers") ?? 4,
    dropout: Scalar(chapter.number("dropout") ?? 0))
  shape.contextLimit = chapter.integer("context") ?? 64
  return shape
}

private func textPlan(_ chapter: Chapter) -> TrainingPlan {
  let rate = Scalar(chapter.number("learning-rate") ?? 1e-3)
  var plan = TrainingPlan(
    steps: chapter.steps(2000, quick: 20), learningRate: rate, finalLearningRate: rate / 10, seed: chapter.seed)
  plan.batchSize = chapter.integer("batch") ?? 12
  plan.warmup = min(100, plan.steps / 2)
  plan.optimizer = { AdamW($0, decay: 0.1, beta2: 0.99) }
  return plan
}

/// The losses on all of the validation text and on as much of the training text.
private func report(
  _ model: GPTModel, _ text: TokenizedText, _ run: TrainingRun, secondsPerStep: Double, _ chapter: Chapter
) {
  let training = model.meanLoss(
    on: text.training, contexts: text.validation.count / model.configuration.contextLimit)
  let validation = model.meanLoss(on: text.validation)
  let bits = validation / text.charactersPerToken / log(2)
  var curves = LinePlot("loss on the validation text", x: "step", y: "nats per token")
  curves.add("GPT", run.evaluations.map { (x: Double($0.step), y: Double($0.value)) })
  chapter.show("validation-loss", curves.text(), svg: curves.svg)
  var table = Table(["model", "parameters", "training loss", "validation loss", "bits per character", "ms per step"])
  table.add([
    "GPT", "\(model.parameterCount)", number(training), number(validation), number(bits),
    number(secondsPerStep * 1e3),
  ])
  say("\(table)")
  chapter.results["trainLoss"] = JSON(training)
  chapter.results["validationLoss"] = JSON(validation)
  chapter.results["bitsPerCharacter"] = JSON(bits)
  chapter.results["parameters"] = JSON(model.parameterCount)
  chapter.results["secondsPerStep"] = JSON(secondsPerStep)
  // Nobody knows the entropy of a real text.
  chapter.results["floor"] = JSON(Double.nan)
}

/// Continues every line that is typed, to the end of the line or for 200 tokens.
private func chat(
  _ model: GPTModel, _ tokenizer: any Tokenizer, _ sampler: Sampler, using generator: inout Generator
) {
  say("Type the beginning of a text; an empty line ends.".bold())
  while let line = readLine(), !line.isEmpty {
    let prompt = tokenizer.encode(line)
    let written = tokenizer.decode(model.write(after: prompt, count: 200, sampler: sampler, using: &generator))
    say("\(line)\(written.prefix { !$0.isNewline })".printableLines)
  }
}
