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
    .seeds, .full,
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
  let vectors = try learnWords(text, chapter, trainer)
  say("4. Positions".bold())
  drawPositions(chapter)
  comparePositions(chapter)
  shiftPositions(chapter)
  say("5. The echo task: attention with and without positions".bold())
  let echo = try compareEchoes(chapter, trainer)
  say("6. What a step costs".bold())
  showBills(vectors, echo, chapter)
  chapter.showDigests([("word vectors", vectors.model), ("rotary", echo.rotary.model), ("GRU", echo.recurrent.model)])
  say("7. What is still missing: parallel training".bold())
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
