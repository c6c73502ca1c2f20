import BERT
import Course
import Foundation
import Pretrained

/// Guesses the tokens at `[MASK]`.
func fill(_ folder: ModelFolder, _ chapter: Chapter) throws {
  let model = try PretrainingModel(folder)
  let configuration = model.body.configuration
  let tokenizer = try openTokenizer(folder, rows: configuration.vocabularySize)
  let (ids, types) = try tokenizer.ids(chapter.words[0], pair: chapter.text("pair"), for: configuration)
  let input = BERTInput(rows: [ids], segments: [types], padding: 0)
  let positions = ids.indices.filter { ids[$0] == tokenizer.roles.mask }
  let guesses = model.guesses(input, at: positions, count: 5)
  var table = Table(["position", "token", "probability"])
  for (position, list) in zip(positions, guesses) {
    for (token, probability) in list {
      table.add(["\(position)", tokenizer.token(token), number(Double(probability))])
    }
  }
  say("\(table)")
  chapter.results = [
    "ids": JSON(ids), "types": JSON(types),
    "tokens": .list(ids.map { .text(tokenizer.token($0)) }),
    "guesses": .list(
      zip(positions, guesses).map { position, list in
        [
          "position": JSON(position),
          "tokens": .list(
            list.map { ["token": .text(tokenizer.token($0.token)), "probability": JSON(Double($0.probability))] }),
        ]
      }),
  ]
  if chapter.has("logits") {
    let logits = withoutGradients { model(input).value }
    chapter.results["logits"] = .rows(logits.reshaped(ids.count, configuration.vocabularySize))
  }
}

extension PublishedTokenizer {
  /// The ids and types of a text or two, which must fit a model.
  func ids(
    _ text: String, pair: String?, for configuration: BERTConfiguration
  ) throws -> (ids: [Int], types: [Int]) {
    let (ids, types) = encode(text, pair: pair)
    if ids.count <= configuration.positionLimit { return (ids, types) }
    throw UsageError("\(text.prefix(20))…: \(ids.count) tokens; the model reads \(configuration.positionLimit)")
  }
}

/// A vector for each text.
func embed(_ folder: ModelFolder, _ chapter: Chapter) throws {
  let vectors = try SentenceEncoder(folder)(chapter.words)
  let similarities = matmul(vectors, vectors, transposing: .right)
  var table = Table(["cosine similarity"] + chapter.words.indices.map { "\($0 + 1)" })
  for (row, text) in chapter.words.enumerated() {
    table.add(["\(row + 1) \(text)"] + similarities.row(row).scalars.map { number(Double($0)) })
  }
  say("\(table)")
  chapter.results = ["embeddings": .rows(vectors)]
}

/// The lines of a file, the nearest first.
func search(_ folder: ModelFolder, _ chapter: Chapter) throws {
  let encoder = try SentenceEncoder(folder)
  let path = chapter.file("corpus")!
  let text: String
  do { text = try Display.text(ofRegularFile: path) } catch { throw UnusableFile(path, error.description) }
  let lines = text.split(whereSeparator: \.isNewline).map(String.init)
  if lines.isEmpty { throw UnusableFile(path, "it has no lines") }
  let clock = ContinuousClock()
  var vectors = Tensor(0)
  let seconds = clock.measure { vectors = encoder(lines) } / .seconds(1)
  let similarities = matmul(vectors, encoder([chapter.words[0]]), transposing: .right).scalars
  let order = lines.indices.sorted { (similarities[$1], $0) < (similarities[$0], $1) }
  var table = Table(["similarity", "line", "text"])
  let best = order.prefix(chapter.integer("count") ?? 5)
  for index in best { table.add([number(Double(similarities[index])), "\(index + 1)", lines[index]]) }
  say("\(table)")
  say("\(lines.count) lines in \(number(seconds)) seconds.")
  chapter.results = [
    "found": .list(
      best.map { ["line": JSON($0 + 1), "similarity": JSON(Double(similarities[$0])), "text": .text(lines[$0])] }),
    "linesPerSecond": JSON(Double(lines.count) / seconds),
  ]
}
