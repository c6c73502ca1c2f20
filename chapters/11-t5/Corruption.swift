import Course
import Datasets
import T5
import Tensors
import Tokens

// MARK: 1

/// One example of every task: what a model reads, and what it is to write.
func showTasks(_ texts: Texts) {
  for task in TextToTextTask.allCases {
    let example = task.test(1)[0]
    say(paragraph(example.input.joined(separator: " ") + "  →  " + example.target.joined(separator: " ")))
  }
  say()
}

// MARK: 2

/// How texts are cut into pieces: the most probable way, and ways drawn at random.
func showPieces(_ texts: Texts, _ chapter: Chapter) {
  let tokenizer = texts.tokenizer
  var generator = chapter.generator
  var table = Table(["text", "most probable", "drawn at random, α = 0.05"])
  for word in ["marvelous", "singers", "hates", "tailors"] {
    let drawn = tokenizer.sample(word, smoothing: 0.05, using: &generator)
    table.add([word, pieces(tokenizer.encode(word), tokenizer), pieces(drawn, tokenizer)])
  }
  say("\(table)")
}

private func pieces(_ tokens: [Int], _ tokenizer: UnigramTokenizer) -> String {
  tokens.map { tokenizer.pieces[$0] }.joined(separator: " ")
}

/// Three tokenizers of equally many tokens, trained on the same text: how many tokens another text takes.
func compareTokenizers(_ chapter: Chapter) {
  var generator = chapter.generator
  let count = chapter.isQuick ? 20 : 300
  let text = TextToTextTask.text(count, using: &generator)
  let test = TextToTextTask.text(count / 2, using: &generator).split(separator: "\n").map(String.init)
  var table = Table(["vocabulary of 500", "characters per token"])
  func add(_ name: String, _ tokenizer: some Tokenizer) {
    let tokens = test.reduce(0) { $0 + tokenizer.encode($1).count }
    let ratio = Double(test.reduce(0) { $0 + $1.count }) / Double(tokens)
    table.add([name, number(ratio)])
    chapter.results["characters per token, \(name)"] = JSON(ratio)
  }
  add("byte pairs", BytePairTokenizer(trainedOn: text, size: 500, special: []))
  add("word pieces", WordPieceTokenizer(trainedOn: text, size: 500))
  add("unigram", UnigramTokenizer(trainedOn: text, size: 500))
  say("\(table)")
}

// MARK: 3

/// Stories with spans taken out, as source and target.
func showCorruption(_ texts: Texts, _ chapter: Chapter) {
  var generator = chapter.generator
  let corruption = SpanCorruption(texts.sentinels)
  for _ in 0..<3 {
    let tokens = texts.unlabeled(using: &generator)
    let pair = corruption(tokens, using: &generator)
    say("  text    \(texts.shown(tokens))".printableLines)
    say("  source  \(texts.shown(pair.source))")
    say("  target  \(texts.shown(pair.target))")
    say()
  }
}

/// The five noises of BART on one story.
func showNoises(_ texts: Texts, _ chapter: Chapter) {
  var generator = chapter.generator
  let story = Story.draw(using: &generator)
  let sentences = story.sentences.map { texts.tokenizer.encode($0.joined(separator: " ")) }
  say("  document     \(texts.shown(Array(sentences.joined())))")
  for (name, noise) in noises(texts) {
    let corrupted = texts.shown(noise(sentences, using: &generator)).replacing("<unk>", with: " _")
    say("  \(name.padding(toLength: 11, withPad: " ", startingAt: 0))  \(corrupted)")
  }
  say()
}
