import Course
import Datasets
import EncoderDecoder
import GPT
import Pretrained
import RNN
import T5

/// The tokenizer of a folder, whose model has so many rows of embeddings.
func openTokenizer(_ folder: ModelFolder, rows: Int) throws -> PublishedTokenizer {
  let tokenizer = try PublishedTokenizer(folder: folder.path)
  try tokenizer.requireRows(rows)
  return tokenizer
}

/// A GPT with its tokenizer.
private struct PublishedGPT {
  let model: GPTModel
  let tokenizer: PublishedTokenizer

  init(_ folder: ModelFolder) throws {
    model = try GPTModel(folder)
    tokenizer = try openTokenizer(folder, rows: model.configuration.vocabularySize)
  }

  /// Goes on from a text, token by token.
  ///
  /// - Parameter each: Called with the piece of text that each token adds.
  func go(
    from prompt: [Int], limit: Int, _ sampler: Sampler, using generator: inout Generator, each: (String) -> Void
  ) -> [Int] {
    var (state, next, written, text) = (model.start(), prompt, [Int](), TokenizerStream(tokenizer))
    let room = model.configuration.contextLimit - prompt.count
    while written.count < min(limit, room) {
      let logits = model.read(PaddedRows([next]), &state)
      let token = sampler(logits.row(0).scalars, using: &generator)
      if token == tokenizer.roles.eos { break }
      written.append(token)
      each(text.append(token))
      next = [token]
    }
    each(text.finish())
    return written
  }

  /// The ids of the prompt; of an empty one the end of the text before.
  func prompt(_ chapter: Chapter) throws -> [Int] {
    let ids = tokenizer.encode(chapter.text("prompt") ?? "")
    return try fitting(ids.isEmpty ? tokenizer.roles.eos.map { [$0] } ?? [] : ids, model)
  }

}

/// Throws unless a model can read so many tokens.
private func fitting(_ ids: [Int], _ model: GPTModel) throws -> [Int] {
  let limit = model.configuration.contextLimit
  if ids.isEmpty { throw UsageError("--prompt: it has no tokens") }
  if ids.count > limit { throw UsageError("--prompt: \(ids.count) tokens; the model reads \(limit)") }
  return ids
}

/// Goes on from a prompt; the text appears as it is made.
func generate(_ folder: ModelFolder, _ chapter: Chapter) throws {
  let gpt = try PublishedGPT(folder)
  var generator = chapter.generator
  let prompt = try gpt.prompt(chapter)
  Screen.write(gpt.tokenizer.decode(prompt))
  let clock = ContinuousClock()
  var ids: [Int] = []
  let seconds =
    clock.measure {
      ids = gpt.go(
        from: prompt, limit: chapter.integer("tokens") ?? 100, chapter.sampler, using: &generator, each: Screen.write)
    } / .seconds(1)
  say()
  chapter.results = [
    "ids": JSON(ids), "text": .text(gpt.tokenizer.decode(ids)),
    "tokensPerSecond": JSON(Double(ids.count) / seconds),
  ]
}

/// Goes on from each line that is typed, until the input ends.
func chat(_ folder: ModelFolder, _ chapter: Chapter) throws {
  let gpt = try PublishedGPT(folder)
  var generator = chapter.generator
  Screen.write("> ")
  while let line = readLine() {
    let ids = gpt.tokenizer.encode(line)
    if !ids.isEmpty {
      _ = gpt.go(
        from: try fitting(ids, gpt.model), limit: chapter.integer("tokens") ?? 100, chapter.sampler, using: &generator,
        each: Screen.write)
      say()
    }
    Screen.write("> ")
  }
  say()
}

/// The logits of the token after a prompt. Ids need no tokenizer.
func showLogits(_ folder: ModelFolder, _ chapter: Chapter) throws {
  let model = try GPTModel(folder)
  let rows = model.configuration.vocabularySize
  var tokenizer: PublishedTokenizer?
  var ids = try chapter.ids("ids", below: rows)
  if ids == nil {
    let gpt = try PublishedGPT(folder)
    (tokenizer, ids) = (gpt.tokenizer, try gpt.prompt(chapter))
  }
  let given = try fitting(ids!, model)
  var state = model.start()
  let logits = model.read(PaddedRows([given]), &state).row(0)
  let (scores, probabilities) = (logits.scalars, softmax(logits).scalars)
  var table = Table(["next token", "id", "logit", "probability"])
  for id in scores.indices.sorted(by: { (scores[$1], $0) < (scores[$0], $1) }).prefix(10) {
    table.add([
      tokenizer?.decode([id]).debugDescription ?? "", "\(id)", number(Double(scores[id])),
      number(Double(probabilities[id])),
    ])
  }
  say("\(table)")
  chapter.results = ["ids": JSON(given), "logits": .list(scores.map { JSON(Double($0)) })]
}

/// A text from a text.
func translate(_ folder: ModelFolder, _ chapter: Chapter) throws {
  switch folder.modelType {
  case "t5": try translate(T5Model(folder), folder, chapter)
  case "bart": try translate(BARTModel(folder), folder, chapter)
  default: throw UnusableFile(folder.config.path, "model_type is \(folder.modelType), not t5 or bart")
  }
}

/// Ids need no tokenizer; then the result is ids as well.
private func translate(_ model: some EncoderDecoderModel, _ folder: ModelFolder, _ chapter: Chapter) throws {
  let rows = try folder.config.size("vocab_size")
  var tokenizer: PublishedTokenizer?
  var ids = try chapter.ids("ids", below: rows)
  if ids == nil {
    guard let prompt = chapter.text("prompt") else { throw UsageError("--prompt: is needed, or --ids") }
    tokenizer = try openTokenizer(folder, rows: rows)
    ids = tokenizer!.encode(prompt, pair: nil).ids
  }
  let source = PaddedRows([ids!])
  let state = withoutGradients { model.encode(source) }
  let given = try chapter.ids("decoder-ids", below: rows) ?? [model.decodingTokens.begin]
  let limit = chapter.integer("tokens") ?? 100
  let written = model.generate([given], from: state, limit: limit, end: model.decodingTokens.end)[0]
  let text = tokenizer?.decode(written, skippingSpecial: true)
  say(text ?? written.map { "\($0)" }.joined(separator: " "))
  chapter.results = ["source": JSON(ids!), "ids": JSON(written)]
  if let text { chapter.results["text"] = .text(text) }
  if chapter.has("logits") {
    let logits = withoutGradients { model(source, PaddedRows([given])).value }
    chapter.results["logits"] = .rows(logits.reshaped(given.count, rows))
  }
}
