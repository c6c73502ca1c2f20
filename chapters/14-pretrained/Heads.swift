import BERT
import Course
import Pretrained

/// The class of each text, or of each pair of a text with the one of `--pair`.
func classifyTexts(_ folder: ModelFolder, _ chapter: Chapter) throws {
  if let option = ["image", "pixels"].first(where: chapter.has) {
    throw UsageError("--\(option): only with a ViT; this model classifies texts")
  }
  if chapter.words.isEmpty { throw UsageError("TEXT: is needed") }
  let model = try TextClassifier(folder)
  let configuration = (model.body as! BERTModel).configuration
  let tokenizer = try openTokenizer(folder, rows: configuration.vocabularySize)
  let rows = try chapter.words.map { try tokenizer.ids($0, pair: chapter.text("pair"), for: configuration) }
  let logits = withoutGradients {
    model(BERTInput(rows: rows.map(\.ids), segments: rows.map(\.types), padding: 0)).value
  }
  try showClasses(logits, of: chapter.words, folder, chapter)
}

/// The span of a text that answers a question.
func answer(_ folder: ModelFolder, _ chapter: Chapter) throws {
  let model = try SpanReader(folder)
  let configuration = (model.body as! BERTModel).configuration
  let tokenizer = try openTokenizer(folder, rows: configuration.vocabularySize)
  let (ids, types) = try tokenizer.ids(chapter.words[0], pair: chapter.text("context")!, for: configuration)
  let input = BERTInput(rows: [ids], segments: [types], padding: 0)
  let (start, end) = withoutGradients { model(input) }
  let (starts, ends) = try (finite(start.value, folder).scalars, finite(end.value, folder).scalars)
  guard let best = bestSpan(start: starts, end: ends, in: input.secondTextRange(0), maximumLength: 30) else {
    throw UsageError("--context: it has no tokens")
  }
  // The span as if start and end were chosen independently of each other.
  let probability =
    softmax(start.value).scalars[best.span.lowerBound] * softmax(end.value).scalars[best.span.upperBound]
  let text = tokenizer.decode(Array(ids[best.span]))
  say("\(text)\nprobability \(number(Double(probability)))")
  chapter.results = [
    "ids": JSON(ids), "types": JSON(types), "answer": .text(text), "start": JSON(best.span.lowerBound),
    "end": JSON(best.span.upperBound), "probability": JSON(Double(probability)),
  ]
  if chapter.has("logits") {
    chapter.results["logits"] = .list([starts, ends].map { row in JSON(row.map { Double($0) }) })
  }
}

/// The most probable classes of each input, from the logits `[N, C]`.
func showClasses(_ logits: Tensor, of inputs: [String], _ folder: ModelFolder, _ chapter: Chapter) throws {
  let (names, logits) = try (folder.config.labels(), finite(logits, folder))
  let problem = try folder.config.text("problem_type", default: "single_label_classification")
  let isRegression = problem == "regression" || logits.shape[1] == 1
  let measure = isRegression ? "value" : "probability"
  var table = Table(["input", "class", measure])
  var classes: [JSON] = []
  for (row, input) in inputs.enumerated() {
    let all = logits.row(row)
    // Classes that do not exclude each other have a probability each, and a single number is no class.
    let probabilities =
      (isRegression ? all : problem == "multi_label_classification" ? sigmoid(all) : softmax(all)).scalars
    let best = probabilities.indicesOfLargest(5)
    let named = best.map { (id: $0, name: $0 < names.count ? names[$0] : "\($0)", share: Double(probabilities[$0])) }
    let shown = input.count > 40 ? input.prefix(39) + "…" : input
    for (rank, (_, name, share)) in named.enumerated() { table.add([rank == 0 ? shown : "", name, number(share)]) }
    classes.append(
      .list(named.map { ["class": JSON($0.id), "name": .text($0.name), measure: JSON($0.share)] }))
  }
  say("\(table)")
  chapter.results = ["logits": .rows(logits), "classes": .list(classes)]
}
