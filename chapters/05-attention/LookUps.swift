import Attention
import Course
import Datasets
import LSTM

// MARK: 2

/// As the temperature falls, the context goes from the mean of all values to the value of the matching key.
func lookUp(_ chapter: Chapter) {
  var generator = chapter.generator
  let (K, D) = (8, 16)
  let keys = constant(.normal([1, K, D], using: &generator))
  let values = constant(.normal([1, K, D], using: &generator))
  let noisyKey = keys.value.row(0).rows(3..<4) + Tensor.normal([1, D], using: &generator) * 0.3
  var table = Table(["temperature", "weight of the matching key", "distance to its value", "gradient norm"])
  for temperature in [10, 3, 1, 0.3, 0.1] as [Scalar] {
    let query = Variable(noisyKey.reshaped(1, 1, D))
    let scores = ScaledDotScore(queries: D, keys: D, using: &generator)(query, keys) / temperature
    let (context, weights) = attend(scores, to: values)
    let distance = context.value.row(0) - values.value.row(0).rows(3..<4)
    context.sum.backward()
    let numbers = [temperature, weights.value[0, 0, 3], distance.norm, query.gradient!.norm].map { Double($0) }
    table.add(numbers.map { number($0) })
    chapter.results["temperature \(number(numbers[0]))"] = JSON(numbers[1])
  }
  say("\(table)")
}

// MARK: 3

/// Wider vectors have larger dot products, and the softmax of scores far apart has almost no gradient.
func scale(_ chapter: Chapter) {
  var table = Table(
    ["width d", "var q·k", "max weight", "gradient", "var q·k/√d", "max weight", "gradient"])
  let N = 200  // independent queries; the table has the median of their gradients' norms
  for D in [8, 32, 128, 512, 1024] {
    var generator = chapter.generator
    let (queries, keys) = (
      Tensor.normal([N, 1, D], using: &generator), Tensor.normal([N, 32, D], using: &generator)
    )
    let cotangent = Tensor.normal([N, 1, 32], using: &generator)
    var cells = ["\(D)"]
    for kind in [DotScore.self, ScaledDotScore.self] as [any Score.Type] {
      let scores = Variable(kind.init(queries: D, keys: D, using: &generator)(constant(queries), constant(keys)).value)
      let variance = (scores.value * scores.value).mean - scores.value.mean * scores.value.mean
      let weights = softmax(scores)
      weights.backward(seed: cotangent)
      let largest = weights.value.max(axis: -1).mean
      let gradient = (0..<N).map { scores.gradient!.row($0).norm }.sorted()[N / 2]
      cells += [variance, largest, gradient].map { number(Double($0)) }
      chapter.results["\(kind), d = \(D)"] = [
        "variance": JSON(Double(variance)), "largestWeight": JSON(Double(largest)),
        "gradient": JSON(Double(gradient)),
      ]
    }
    table.add(cells)
  }
  say("\(table)")
}

// MARK: 6

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
