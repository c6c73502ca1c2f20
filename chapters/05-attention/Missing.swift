import Attention
import Course
import Datasets
import LSTM

// MARK: 7

/// Whether the context depends on the order of the keys.
func shuffle(_ chapter: Chapter) {
  var generator = chapter.generator
  let task = Translation()
  let sentences = task.test(200, lengths: 8...12).map(\.source)
  let embedding = Embedding(task.source.count, width: 32, using: &generator)
  let net = GRU(inputSize: 32, hiddenSize: 32, using: &generator)
  let query = constant(.normal([1, 1, 32], using: &generator))
  let score = ScaledDotScore(queries: 32, keys: 32, using: &generator)
  func context(_ words: [Int], inOrder: Bool) -> Tensor {
    let x = embedding(words, shape: [1, words.count])
    let keys = inOrder ? net(x).outputs : x
    return attend(score(query, keys), to: keys).context.value
  }
  var table = Table(["keys", "relative change of the context after shuffling the words"])
  for (name, inOrder) in [("hidden states of a GRU", true), ("word embeddings", false)] {
    let changes = withoutGradients {
      sentences.map { words in
        let (before, after) = (
          context(words, inOrder: inOrder), context(words.shuffled(using: &generator), inOrder: inOrder)
        )
        return Double((before - after).norm / before.norm)
      }
    }
    table.add([name, changes.max()! < 1e-5 ? "none" : number(mean(changes))])
    chapter.results["change by shuffling, \(name)"] = JSON(mean(changes))
  }
  say("\(table)")
}

/// The same sentences as characters and as words: how long they are, and how long a GRU takes.
func spell(_ chapter: Chapter) {
  let task = Translation()
  let texts = task.test(32, lengths: 8...12).map { task.source.decode($0.source) }
  let characters = Vocabulary(characters: texts.joined(), special: SpecialToken.names)
  var table = Table(["32 sentences as", "tokens each", "milliseconds, forward and backward pass"])
  for (name, tokens) in [("characters", characters), ("words", task.source)] {
    let rows = PaddedRows(texts.map { try! tokens.encode($0) })
    var generator = chapter.generator
    let embedding = Embedding(tokens.count, width: 64, using: &generator)
    let net = GRU(inputSize: 64, hiddenSize: 128, using: &generator)
    let milliseconds = (0..<8).map { _ in
      let start = ContinuousClock.now
      net(lookingUp: rows.tokens, in: embedding.weight, batch: 32, lengths: rows.lengths).outputs.sum.backward()
      return (ContinuousClock.now - start) / .milliseconds(1)
    }.min()!
    table.add([name, number(mean(rows.lengths.map { Double($0) })), number(milliseconds)])
    chapter.results["\(name) in a sentence"] = JSON(mean(rows.lengths.map { Double($0) }))
  }
  say("\(table)")
}
