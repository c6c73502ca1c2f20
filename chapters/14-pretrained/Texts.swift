import Course
import Datasets
import EncoderDecoder
import GPT
import Pretrained
import RNN
import T5

/// A GPT with its tokenizer.
private struct PublishedGPT {
  let model: GPTModel
  let tokenizer: PublishedTokenizer

  init(_ folder: ModelFolder) throws {
    model = try GPTModel(folder)
    tokenizer = try PublishedTokenizer(folder: folder.path)
    try tokenizer.requireRows(model.configuration.vocabularySize)
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

  /// The ids of the prompt. A text begins with the end of the one before it.
  func prompt(_ chapter: Chapter) throws -> [Int] {
    if let ids = try chapter.ids("ids", below: model.configuration.vocabularySize) { return try checked(ids) }
    let ids = tokenizer.encode(chapter.text("prompt") ?? "")
    return try checked(ids.isEmpty ? tokenizer.roles.eos.map { [$0] } ?? [] : ids)
  }

  func checked(_ ids: [Int]) throws -> [Int] {
    let limit = model.configuration.contextLimit
    if ids.isEmpty { throw UsageError("--prompt: it has no tokens") }
    if ids.count > limit { throw UsageError("--prompt: \(ids.count) tokens; the model reads \(limit)") }
    return ids
  }
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
    "ids": .list(ids.map { JSON($0) }), "text": .text(gpt.tokenizer.decode(ids)),
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
        from: try gpt.checked(ids), limit: chapter.integer("tokens") ?? 100, chapter.sampler, using: &generator,
        each: Screen.write)
      say()
    }
    Screen.write("> ")
  }
  say()
}

/// The logits of the token after a prompt.
func showLogits(_ folder: ModelFolder, _ chapter: Chapter) throws {
  let gpt = try PublishedGPT(folder)
  let ids = try gpt.prompt(chapter)
  var state = gpt.model.start()
  let logits = gpt.model.read(PaddedRows([ids]), &state).row(0)
  var table = Table(["next token", "id", "logit", "probability"])
  let probabilities = softmax(logits)
  for id in logits.scalars.indices.sorted(by: { (logits.scalars[$1], $0) < (logits.scalars[$0], $1) }).prefix(10) {
    table.add([
      gpt.tokenizer.decode([id]).debugDescription, "\(id)", number(Double(logits.scalars[id])),
      number(Double(probabilities.scalars[id])),
    ])
  }
  say("\(table)")
  chapter.results = [
    "ids": .list(ids.map { JSON($0) }), "logits": .list(logits.scalars.map { JSON(Double($0)) }),
  ]
}

/// A text from a text.
func translate(_ folder: ModelFolder, _ chapter: Chapter) throws {
  switch folder.modelType {
  case "t5": try translate(T5Model(folder), folder, chapter)
  case "bart": try translate(BARTModel(folder), folder, chapter)
  default: throw FolderError(folder.config.path, "model_type is \(folder.modelType), not t5 or bart")
  }
}

private func translate(_ model: some EncoderDecoderModel, _ folder: ModelFolder, _ chapter: Chapter) throws {
  let tokenizer = try PublishedTokenizer(folder: folder.path)
  let count = try folder.config.size("vocab_size")
  try tokenizer.requireRows(count)
  guard
    let source = try chapter.ids("ids", below: count)
      ?? chapter.text("prompt").map({ tokenizer.encode($0, pair: nil).ids })
  else { throw UsageError("--prompt: is needed, or --ids") }
  let state = withoutGradients { model.encode(PaddedRows([source])) }
  let given = try chapter.ids("decoder-ids", below: count) ?? [model.decodingTokens.begin]
  let limit = chapter.integer("tokens") ?? 100
  let ids = model.generate([given], from: state, limit: limit, end: model.decodingTokens.end)[0]
  let text = tokenizer.decode(ids, skippingSpecial: true)
  say(text)
  chapter.results = [
    "source": .list(source.map { JSON($0) }), "ids": .list(ids.map { JSON($0) }), "text": .text(text),
  ]
  if chapter.has("logits") {
    let logits = withoutGradients { model(PaddedRows([source]), PaddedRows([given])).value }
    chapter.results["logits"] = .rows(logits.reshaped(given.count, count))
  }
}
