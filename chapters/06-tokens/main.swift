import Course
import Datasets
import Foundation
import Tokens

let chapter = Chapter(
  "06-tokens", "subword tokenizers, word vectors, and positions for attention",
  options: [
    Option("text", .file(mustExist: true), "train BPE on this text instead, and show its merges and its compression"),
    Option(
      "vocabulary", .integer(atLeast: 257, atMost: 1_000_000), "vocabulary size of BPE (default 700; with --text 1000)"),
  ])

chapter.run { chapter in
  if let path = chapter.file("text") {
    for option in ["save", "resume"] where chapter.file(option) != nil {
      throw UsageError("--\(option): not together with --text, which trains no model")
    }
    return try tokenizeFile(path, chapter)
  }
  let trainer = try chapter.trainer()
  var generator = chapter.generator
  let text = Grammar.english.text(characters: chapter.isQuick ? 60_000 : 400_000, using: &generator)
  say("1. Four tokenizers".bold())
  tokenize(text, chapter)
  say("2. Compression".bold())
  compress(text, chapter)
  say("3. Word vectors".bold())
  try learnWords(text, chapter, trainer)
  say("4. Positions".bold())
  drawPositions(chapter)
  try echo(chapter, trainer)
  say("5. What is still missing: parallel training".bold())
  timeSteps(chapter)
}

// MARK: 1

/// The same text as characters, words, BPE and WordPiece tokens, and a sentence with words that do not occur in it.
func tokenize(_ text: String, _ chapter: Chapter) {
  let novel = "The doglike kings'll jump over 27 naïve owls! 😀"
  let size = chapter.integer("vocabulary") ?? 700
  let tokenizers: [(name: String, tokenizer: any Tokenizer)] = [
    ("characters", CharacterTokenizer(trainedOn: text)), ("words", WordTokenizer(trainedOn: text)),
    ("BPE", BytePairTokenizer(trainedOn: text, size: size)),
    ("WordPiece", WordPieceTokenizer(trainedOn: text, size: size)),
  ]
  var table = Table([
    "tokenizer", "vocabulary", "characters/token", "scores per 1,000 characters", "lossless",
  ])
  for (name, tokenizer) in tokenizers {
    let length = Double(text.count) / Double(tokenizer.encode(text).count)
    let tokens = tokenizer.encode(novel)
    let isLossless = tokenizer.decode(tokens) == novel
    table.add([
      name, "\(tokenizer.count)", number(length), number((1000 / length * (1000 / length)).rounded()),
      isLossless ? "yes" : "no",
    ])
    chapter.results[name] = ["pieces": JSON(tokenizer.count), "charactersPerToken": JSON(length)]
    say("\(name):".dim())
    say(marked(tokens, tokenizer))
  }
  say("\(table)")
  if let pairs = tokenizers[2].tokenizer as? BytePairTokenizer { showMerges(of: pairs) }
}

/// The text of a token; bytes that are no UTF-8 alone are shown as in vocabulary files.
func text(of token: Int, _ tokenizer: any Tokenizer) -> String {
  let text = tokenizer.decode([token])
  return text.contains("\u{FFFD}") ? tokenizer.pieces[token] : text
}

/// A text with its token boundaries: tokens in two alternating colors, or with bars between them.
func marked(_ tokens: [Int], _ tokenizer: any Tokenizer) -> String {
  let pieces = tokens.map { text(of: $0, tokenizer) }
  guard Screen.hasColor else { return pieces.map(\.printable).joined(separator: "|") }
  return heatText(pieces, values: pieces.indices.map { $0 % 2 == 0 ? -0.4 : 0.4 })
}

/// The first merges and the last.
func showMerges(of tokenizer: BytePairTokenizer) {
  func show(_ merges: some Sequence<Merge>) -> String {
    merges.map { text(of: $0.joined, tokenizer).debugDescription.printable }.joined(separator: " ")
  }
  say("first and last of \(tokenizer.merges.count) merges:".dim())
  say(show(tokenizer.merges.prefix(16)))
  say(show(tokenizer.merges.suffix(8)))
}

// MARK: 2

/// Bits per character of the text when each token is coded by itself.
func compress(_ text: String, _ chapter: Chapter) {
  var table = Table(["bits per character", "vocabulary", "fixed length", "Huffman code", "entropy", "floor"])
  let floor = Grammar.english.entropyPerToken / log(2)
  func add(_ name: String, _ tokenizer: some Tokenizer) {
    let bits = Compression(of: text, by: tokenizer)
    table.add([
      name, "\(tokenizer.count)", number(bits.fixedLength), number(bits.huffman), number(bits.entropy), number(floor),
    ])
    chapter.results["\(name), \(tokenizer.count) pieces"] = [
      "plainBits": JSON(bits.fixedLength), "huffmanBits": JSON(bits.huffman), "entropyBits": JSON(bits.entropy),
    ]
  }
  add("characters", CharacterTokenizer(trainedOn: text))
  for size in [300, 400, 500, 600, 700] { add("BPE", BytePairTokenizer(trainedOn: text, size: size)) }
  chapter.results["floorBits"] = JSON(floor)
  say("\(table)")
}

// MARK: 3

/// Vectors of the grammar's words, learned from nothing but which words occur near each other.
func learnWords(_ text: String, _ chapter: Chapter, _ trainer: Trainer) throws {
  let words = WordTokenizer(trainedOn: text)
  let sentences = text.split(separator: "\n").map { words.encode(String($0)) }
  let source = SkipGramSampler(sentences, vocabularySize: words.count, window: 4)
  var generator = chapter.generator
  let model = SkipGram(vocabularySize: words.count, width: 24, using: &generator)
  let steps = chapter.steps(2500, quick: 300)
  var plan = TrainingPlan(steps: steps, learningRate: 2e-2, seed: chapter.seed)
  (plan.itemsPerStep, plan.item) = (256, "pairs")
  let run = try trainer.train("word vectors", model, plan) { _, randomness in
    model.loss(source.batch(256, negatives: 5, using: &randomness.generator))
  }
  chapter.results["word vectors"] = ["loss": JSON(run.losses.last ?? 0), "parameters": JSON(model.parameterCount)]
  let vectors = WordVectors(model.centers.weight.value)
  var table = Table(["word", "nearest neighbors"])
  for word in ["queen", "dogs", "sleeps", "castle", "he", "7"] {
    guard let token = words.id(of: word) else { continue }
    table.add([word, vectors.neighbors(5, of: token).map { words.pieces[$0.word] }.joined(separator: " ")])
  }
  say("\(table)")
  evaluateAnalogies(vectors, words, chapter)
}

/// Analogies that the grammar makes true: three features of persons, which the words around them depend on, and the plural
/// of animals.
enum Analogies {
  static let features: [(name: String, pairs: [(String, String)])] = [
    ("man : woman = king : queen", [("man", "woman"), ("king", "queen"), ("boy", "girl"), ("prince", "princess")]),
    ("man : king = boy : prince", [("man", "king"), ("woman", "queen"), ("boy", "prince"), ("girl", "princess")]),
    ("man : boy = king : prince", [("man", "boy"), ("woman", "girl"), ("king", "prince"), ("queen", "princess")]),
    ("dog : dogs = cat : cats", animals.map { ($0, $0 + "s") }),
  ]
  static let animals = ["dog", "cat", "bird", "horse", "goat", "duck", "frog", "hen", "bear", "owl", "pig", "mule"]
}

func evaluateAnalogies(_ vectors: WordVectors, _ words: WordTokenizer, _ chapter: Chapter) {
  var table = Table(["analogy", "questions", "accuracy", "chance"])
  func evaluate(_ name: String, _ questions: [Analogy], _ isCorrect: (Int, Analogy) -> Bool) {
    let correct = questions.filter { isCorrect(vectors.analogy($0.a, $0.b, $0.c), $0) }.count
    let chance = questions.reduce(0) { sum, question in
      sum + Double((0..<words.count).filter { isCorrect($0, question) }.count) / Double(words.count - 3)
    }
    let accuracy = Double(correct) / Double(questions.count)
    table.add([name, "\(questions.count)", number(accuracy), number(chance / Double(questions.count))])
    chapter.results[name] = JSON(accuracy)
  }
  for (name, pairs) in Analogies.features {
    let known = pairs.compactMap { a, b in words.id(of: a).flatMap { a in words.id(of: b).map { (a, $0) } } }
    let questions = Analogy.all(among: known)
    evaluate(name, questions) { $0 == $1.d }
    guard name.hasPrefix("dog") else { continue }
    let (singular, plural) = (Set(known.map(\.0)), Set(known.map(\.1)))
    evaluate("… any animal in the same number", questions) { answer, question in
      let group = singular.contains(question.d) ? singular : plural
      return group.subtracting([question.a, question.b, question.c]).contains(answer)
    }
  }
  say("\(table)")
}

// MARK: Any text

/// BPE of a file: its merges, its compression and the tokens of its beginning.
func tokenizeFile(_ path: String, _ chapter: Chapter) throws {
  let file = try TextFile(contentsOf: path)
  try file.require(characters: 200)
  let text = file.text
  let tokenizer = BytePairTokenizer(trainedOn: text, size: chapter.integer("vocabulary") ?? 1000)
  showMerges(of: tokenizer)
  var table = Table(["bits per character", "vocabulary", "characters/token", "fixed length", "Huffman code", "entropy"])
  func add(_ name: String, _ tokenizer: some Tokenizer) {
    let bits = Compression(of: text, by: tokenizer)
    table.add([
      name, "\(tokenizer.count)", number(bits.charactersPerToken), number(bits.fixedLength), number(bits.huffman),
      number(bits.entropy),
    ])
    chapter.results[name] = [
      "pieces": JSON(tokenizer.count), "charactersPerToken": JSON(bits.charactersPerToken),
      "plainBits": JSON(bits.fixedLength), "huffmanBits": JSON(bits.huffman), "entropyBits": JSON(bits.entropy),
    ]
  }
  add("characters", CharacterTokenizer(trainedOn: text))
  add("BPE", tokenizer)
  say("\(table)")
  say(marked(tokenizer.encode(String(text.prefix(600))), tokenizer))
}
