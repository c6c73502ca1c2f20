import Course
import Datasets
import EncoderDecoder
import GPT
import LoRA
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
  let folder: ModelFolder
  let model: GPTModel
  let tokenizer: PublishedTokenizer
  /// The tokens that end a text.
  let ends: Set<Int>

  /// - Parameter bits: Of each weight, as in chapter 13; nil for those of a `Scalar`.
  init(_ folder: ModelFolder, bits: Int? = nil) throws {
    if let bits, bits != 8, bits != 4 { throw UsageError("--bits: \(bits); weights have 8 or 4 bits") }
    self.folder = folder
    model = try GPTModel(folder)
    if let bits { model.quantize(bits: bits) }
    tokenizer = try openTokenizer(folder, rows: model.configuration.vocabularySize)
    let known = try folder.decodingIDs("eos_token_id").ids
    ends = Set(known.isEmpty ? [tokenizer.roles.eos].compactMap(\.self) : known)
  }

  /// Continues a text, token by token.
  ///
  /// - Parameter each: Called with the piece of text that each token adds.
  func go(
    from prompt: [Int], limit: Int, _ sampler: Sampler, using generator: inout Generator, each: (String) -> Void
  ) throws -> [Int] {
    var (state, next, written, text) = (model.start(), prompt, [Int](), TokenizerStream(tokenizer))
    let room = model.configuration.contextLimit - prompt.count
    while written.count < min(limit, room) {
      let logits = try finite(model.read(PaddedRows([next]), &state), folder)
      let token = sampler(logits.row(0).scalars, using: &generator)
      if ends.contains(token) { break }
      written.append(token)
      each(text.append(token))
      next = [token]
    }
    each(text.finish())
    return written
  }

  /// The ids of a text, with the token before it that some models are used to.
  func ids(_ text: String) -> [Int] { tokenizer.encode(text, pair: nil).ids }
}

/// Throws unless a model can read so many tokens, which an option gives.
private func fitting(_ ids: [Int], _ limit: Int, _ option: String = "prompt") throws -> [Int] {
  if ids.isEmpty { throw UsageError("--\(option): it has no tokens") }
  if ids.count > limit { throw UsageError("--\(option): \(ids.count) tokens; the model reads \(limit)") }
  return ids
}

/// Continues a prompt; the text appears as it is made.
func generate(_ folder: ModelFolder, _ chapter: Chapter) throws {
  let gpt = try PublishedGPT(folder, bits: chapter.integer("bits"))
  var generator = chapter.generator
  let prompt = try fitting(gpt.ids(chapter.text("prompt")!), gpt.model.configuration.contextLimit)
  // It appears with the first piece, so that a model that computes no numbers shows nothing.
  var given: String? = gpt.tokenizer.decode(prompt)
  let clock = ContinuousClock()
  var ids: [Int] = []
  let seconds =
    try clock.measure {
      ids = try gpt.go(
        from: prompt, limit: chapter.integer("tokens") ?? 100, chapter.sampler, using: &generator
      ) { piece in
        Screen.write((given ?? "") + piece)
        given = nil
      }
    } / .seconds(1)
  say()
  chapter.results = [
    "ids": JSON(ids), "text": .text(gpt.tokenizer.decode(ids)),
    "tokensPerSecond": JSON(Double(ids.count) / seconds),
  ]
}

/// Continues each line that is typed, until the input ends. A line that is too long is no reason to stop.
func chat(_ folder: ModelFolder, _ chapter: Chapter) throws {
  let gpt = try PublishedGPT(folder, bits: chapter.integer("bits"))
  var generator = chapter.generator
  let positions = gpt.model.configuration.contextLimit
  var replies: [JSON] = []
  Screen.write("> ")
  while let line = readLine() {
    let ids = gpt.ids(line)
    if ids.count > positions {
      say("\(ids.count) tokens; the model reads \(positions)")
    } else if !ids.isEmpty {
      let written = try gpt.go(
        from: ids, limit: chapter.integer("tokens") ?? 100, chapter.sampler, using: &generator, each: Screen.write)
      replies.append(["ids": JSON(written), "text": .text(gpt.tokenizer.decode(written))])
      say()
    }
    Screen.write("> ")
  }
  say()
  chapter.results = ["replies": .list(replies)]
}

/// The logits of the token after a prompt. Ids need no tokenizer.
func showLogits(_ folder: ModelFolder, _ chapter: Chapter) throws {
  let model = try GPTModel(folder)
  let rows = model.configuration.vocabularySize
  var tokenizer: PublishedTokenizer?
  var ids = try chapter.ids("ids", below: rows)
  if ids == nil {
    tokenizer = try openTokenizer(folder, rows: rows)
    ids = tokenizer!.encode(chapter.text("prompt")!, pair: nil).ids
  }
  let given = try fitting(ids!, model.configuration.contextLimit, tokenizer == nil ? "ids" : "prompt")
  var state = model.start()
  let logits = try finite(model.read(PaddedRows([given]), &state).row(0), folder)
  let (scores, probabilities) = (logits.scalars, softmax(logits).scalars)
  var table = Table(["next token", "id", "logit", "probability"])
  for id in scores.indicesOfLargest(10) {
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
  case "t5": try translate(T5Model(folder), positions: .max, folder, chapter)
  case "bart":
    let model = try BARTModel(folder)
    try translate(model, positions: model.configuration.positionLimit, folder, chapter)
  default: throw UnusableFile(folder.config.path, "model_type is \(folder.modelType), not t5 or bart")
  }
}

/// Ids need no tokenizer; then the result is ids as well.
///
/// - Parameter positions: How many tokens the model reads, in its encoder and in its decoder.
private func translate(
  _ model: some EncoderDecoderModel, positions: Int, _ folder: ModelFolder, _ chapter: Chapter
) throws {
  let rows = try folder.config.size("vocab_size")
  var tokenizer: PublishedTokenizer?
  var ids = try chapter.ids("ids", below: rows)
  if ids == nil {
    tokenizer = try openTokenizer(folder, rows: rows)
    ids = tokenizer!.encode(chapter.text("prompt")!, pair: nil).ids
  }
  let source = PaddedRows([try fitting(ids!, positions, tokenizer == nil ? "ids" : "prompt")])
  let state = withoutGradients { model.encode(source) }
  let given = try fitting(
    chapter.ids("decoder-ids", below: rows) ?? [model.decodingTokens.begin], positions, "decoder-ids")
  let logits = try finite(withoutGradients { model(state.memory, PaddedRows([given])).value }, folder)
  let forced = given.count == 1 ? try folder.forcedFirstToken(below: rows).map { [$0] } ?? [] : []
  // The last token is written and not read, so there may be one more than positions.
  let limit = min(chapter.integer("tokens") ?? 100, positions - given.count + 1)
  let rest = model.generate(
    [given + forced], from: state, limit: limit - forced.count, end: model.decodingTokens.end)[0]
  let written = forced + rest
  let text = tokenizer?.decode(written, skippingSpecial: true)
  say(text ?? written.map { "\($0)" }.joined(separator: " "))
  chapter.results = ["source": JSON(ids!), "ids": JSON(written)]
  if let text { chapter.results["text"] = .text(text) }
  if chapter.has("logits") {
    chapter.results["logits"] = .rows(logits.reshaped(given.count, rows))
  }
}
