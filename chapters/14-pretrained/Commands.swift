import Course
import Pretrained
import RNN

private let model = Option("model", .sourceFolder, "the folder of the model", isRequired: true)
private let requiredPrompt = Option("prompt", .text, "the text to continue", isRequired: true)
private let prompt = Option("prompt", .text, "the text to read")
private let ids = Option("ids", .text, "token ids in the place of a text: 1,2,3")
private let tokens = Option("tokens", .integer(atLeast: 1, atMost: 1 << 20), "how many tokens at most (default 100)")
private let logits = Option("logits", .none, "the logits of all positions, too")
private let writing = [
  tokens,
  Option("temperature", .number(atLeast: 0), "divide the logits by N (default 1)"),
  Option("top-k", .integer(atLeast: 1), "sample from the N most probable tokens"),
  Option("top-p", .number(atLeast: 1e-9, atMost: 1), "sample from the tokens that have the probability N together"),
  Option("greedy", .none, "always take the most probable token"),
  Option("bits", .integer(atLeast: 4, atMost: 8), "store each weight in 8 or 4 bits, which is faster"),
]

/// What can be done with a folder.
let commands = [
  Command("generate", "continues a text, with GPT-2 or the first GPT", [model, requiredPrompt] + writing),
  Command("chat", "continues what is typed, line by line", [model] + writing),
  Command("logits", "the logits of the next token, with GPT-2 or the first GPT", [model, prompt, ids]),
  Command(
    "fill", "guesses what stands at [MASK], with a BERT",
    [model, Option("pair", .text, "a second text"), logits], texts: .init("TEXT", 1...1)),
  Command(
    "embed", "a vector for each text, with a BERT of sentence-transformers", [model], texts: .init("TEXT…", 1...10_000)),
  Command(
    "search", "the lines of a file that are nearest to a question in meaning",
    [
      model, Option("corpus", .file(mustExist: true), "a text, one line a sentence", isRequired: true),
      Option("count", .integer(atLeast: 1, atMost: 1000), "show the N nearest lines (default 5)"),
    ], texts: .init("QUERY", 1...1)),
  Command(
    "classify", "the most probable classes of pictures, with a ViT, or of texts, with a BERT",
    [
      model,
      Option("image", .file(mustExist: true), "a picture, PNG, PPM or PGM; more can follow it"),
      Option(
        "pixels", .file(mustExist: true),
        "instead, normalized pixels as JSON: {\"shape\": [n, c, h, w], \"pixels\": […]}"),
      Option("pair", .text, "with texts: a second text for each"),
    ], texts: .init("[FILE… or TEXT…]", 0...10_000)),
  Command(
    "seq2seq", "a text from a text, with T5 or BART",
    [model, prompt, ids, Option("decoder-ids", .text, "what the decoder is given: 1,2,3"), tokens, logits]),
  Command(
    "answer", "the span of a text that answers a question, with a BERT",
    [model, Option("context", .text, "the text that holds the answer", isRequired: true), logits],
    texts: .init("QUESTION", 1...1)),
  Command(
    "finetune", "trains a classifier of texts on top of a BERT with LoRA, and a BiLSTM to compare it with",
    [
      model,
      Option("tsv", .file(mustExist: true), "the texts: one a line, text, tab, class", isRequired: true),
      Option("test", .file(mustExist: true), "test on these (default: a fifth of the texts)"),
      Option("labels", .integer(atLeast: 2), "train on N of the texts only"),
      Option("rank", .integer(atLeast: 1, atMost: 1 << 10), "the rank of the updates (default 8)"),
      Option(
        "steps", .integer(atLeast: 1, atMost: 1_000_000_000),
        "train for N steps of 16 texts (default: 2 epochs, or 200)", affectsTraining: false),
      Option("full", .none, "train all parameters, too", affectsTraining: false),
      .seeds,
      Option("folder", .folder, "write the classifier there, as it is published", affectsTraining: false),
    ], trains: true),
]

func run(_ command: Command, _ chapter: Chapter) throws {
  try refuseContradictions(chapter)
  let folder = try ModelFolder(chapter.text("model")!)
  switch command.name {
  case "generate": try generate(folder, chapter)
  case "chat": try chat(folder, chapter)
  case "logits": try showLogits(folder, chapter)
  case "fill": try fill(folder, chapter)
  case "embed": try embed(folder, chapter)
  case "search": try search(folder, chapter)
  case "answer": try answer(folder, chapter)
  case "finetune": try finetune(folder, chapter)
  case "classify" where folder.modelType == "bert": try classifyTexts(folder, chapter)
  case "classify" where folder.modelType == "vit": try classifyPictures(folder, chapter)
  case "classify": throw UnusableFile(folder.config.path, "model_type is \(folder.modelType), not vit or bert")
  default: try translate(folder, chapter)
  }
}

/// Throws when one option would make another one mean nothing, or when none says what to read.
private func refuseContradictions(_ chapter: Chapter) throws {
  for option in ["temperature", "top-k", "top-p"] where chapter.has(option) && chapter.has("greedy") {
    throw UsageError("--\(option): not together with --greedy")
  }
  guard ["logits", "seq2seq"].contains(chapter.command?.name) else { return }
  if chapter.has("prompt") && chapter.has("ids") { throw UsageError("--ids: not together with --prompt") }
  if !chapter.has("prompt") && !chapter.has("ids") { throw UsageError("--prompt: is needed, or --ids") }
}

/// The numbers that a model has computed; throws when some are infinite or none at all, as from a damaged file.
func finite(_ numbers: Tensor, _ folder: ModelFolder) throws -> Tensor {
  if numbers.scalars.allSatisfy(\.isFinite) { return numbers }
  throw UnusableFile(folder.path, "the model computes numbers that are not finite")
}

extension Chapter {
  /// How the next token is chosen, as the options say.
  var sampler: Sampler {
    if has("greedy") { return .greedy }
    return Sampler(
      temperature: Scalar(number("temperature") ?? 1), topK: integer("top-k"), topP: number("top-p").map { Scalar($0) })
  }

  /// The token ids of an option, `1,2,3`, each of which must be in a vocabulary of so many.
  func ids(_ option: String, below count: Int) throws -> [Int]? {
    guard let text = text(option) else { return nil }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
      guard let id = Int(word), (0..<count).contains(id) else {
        throw UsageError("--\(option): \(word) is not an id of a vocabulary of \(count) tokens")
      }
      return id
    }
  }
}

extension JSON {
  /// A matrix as rows.
  static func rows(_ matrix: Tensor) -> JSON {
    .list((0..<matrix.shape[0]).map { .list(matrix.row($0).scalars.map { JSON(Double($0)) }) })
  }
}
