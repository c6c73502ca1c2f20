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
  let logits = try finite(withoutGradients { model(input).value }, folder)
    .reshaped(ids.count, configuration.vocabularySize)
  let guesses = positions.isEmpty ? [] : mostProbable(5, by: logits.rows(at: positions))
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
  if chapter.has("logits") { chapter.results["logits"] = .rows(logits) }
}

extension PublishedTokenizer {
  /// The ids and types of a text or two, which must fit a model.
  func ids(
    _ text: String, pair: String?, for configuration: BERTConfiguration
  ) throws -> (ids: [Int], types: [Int]) {
    let (ids, types) = encode(text, pair: pair)
    let (limit, segments) = (configuration.positionLimit, configuration.segmentCount)
    if ids.isEmpty { throw UsageError("TEXT: it has no tokens") }
    if ids.count > limit { throw UsageError("\(text.prefix(20))…: \(ids.count) tokens; the model reads \(limit)") }
    if types.allSatisfy({ $0 < segments }) { return (ids, types) }
    throw UsageError(
      "\(text.prefix(20))…: two texts; the model does not tell them apart, its type_vocab_size is \(segments)")
  }
}

/// A vector for each text.
func embed(_ folder: ModelFolder, _ chapter: Chapter) throws {
  let vectors = try finite(SentenceEncoder(folder)(chapter.words), folder)
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
  let all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
  let numbers = all.indices.filter { !all[$0].isEmpty }  // of the lines in the file, from 0
  let lines = numbers.map { all[$0] }
  if lines.isEmpty { throw UnusableFile(path, "it has no lines") }
  let clock = ContinuousClock()
  var vectors = Tensor(0)
  let seconds = clock.measure { vectors = encoder(lines) } / .seconds(1)
  let similarities = try matmul(finite(vectors, folder), encoder([chapter.words[0]]), transposing: .right).scalars
  let best = similarities.indicesOfLargest(chapter.integer("count") ?? 5)
  for index in best { say("\(number(Double(similarities[index])))  line \(numbers[index] + 1): \(lines[index])") }
  say("\(lines.count) lines in \(number(seconds)) seconds.")
  chapter.results = [
    "found": .list(
      best.map {
        ["line": JSON(numbers[$0] + 1), "similarity": JSON(Double(similarities[$0])), "text": .text(lines[$0])]
      }),
    "linesPerSecond": JSON(Double(lines.count) / seconds),
  ]
}
