import BERT
import Course
import Datasets
import Tensors
import Training

/// Sentence embeddings: how often the nearest other sentence is of the same topic, and a map of them.
func mapSentences(_ model: PretrainingModel, _ chapter: Chapter) {
  var generator = chapter.generator
  let names = ["animals do", "persons do", "goods", "trip", "opinion"]
  let count = chapter.isQuick ? 4 : 60
  let stories = names.indices.flatMap { topic in
    (0..<count).map { _ in (topic: topic, story: Story.draw(topic: topic, using: &generator)) }
  }
  let sentences = stories.map(\.story.sentences[0])
  let input = rows(sentences.map { TextPair(ids($0)) })
  let body = model.body
  let untrained = BERTModel(configuration(), using: &generator)
  let means = embeddings(body, input)
  let ways: [(String, Tensor)] = [
    ("state at [CLS]", withoutGradients { body(input) }.value.slice(axis: 1, 0..<1).reshaped(input.batchSize, -1)),
    ("mean of the states", means), ("mean of the token vectors", tokenMeans(body, input)),
    ("mean of the states, untrained", embeddings(untrained, input)),
  ]
  var table = Table(["sentence embedding", "same topic as the nearest", "by chance"])
  for (name, vectors) in ways {
    let nearest = vectors.indicesOfNearest()
    let share = Double(nearest.enumerated().count { stories[$0].topic == stories[$1].topic }) / Double(nearest.count)
    table.add([name, number(share), number(1 / Double(names.count))])
    chapter.results["nearest, \(name)"] = JSON(share)
  }
  say("\(table)")
  let (_, coordinates, _) = principalComponents(of: means)
  let points = stories.indices.map { index in
    (x: Double(coordinates[index, 0]), y: Double(coordinates[index, 1]), label: stories[index].topic)
  }
  let map = ScatterPlot(
    "sentences by the mean of their states", x: "first component", y: "second component", points: points, classes: names
  )
  chapter.show("sentence-map", map.text, svg: map.svg)
  let nearest = means.indicesOfNearest()
  for index in stride(from: 0, to: sentences.count, by: count) {
    let other = nearest[index]
    say("\(sentences[index].joined(separator: " "))")
    say("  \(number(means.cosine(index, other), digits: 2))  \(sentences[other].joined(separator: " "))")
  }
}

/// The mean of each row's states, `[B, D]`.
private func embeddings(_ body: BERTModel, _ input: BERTInput) -> Tensor {
  withoutGradients { meanPooling(body(input), lengths: input.lengths) }.value
}

/// The mean of each row's rows of the token table, `[B, D]`: what the words say without each other.
private func tokenMeans(_ body: BERTModel, _ input: BERTInput) -> Tensor {
  let vectors = body.embeddings.tokens(input.tokens, shape: [input.batchSize, input.width])
  return withoutGradients { meanPooling(vectors, lengths: input.lengths) }.value
}

extension Tensor {
  /// The cosine of the angle between two rows.
  func cosine(_ a: Int, _ b: Int) -> Double {
    let (x, y) = (row(a), row(b))
    return Double((x * y).sum / (x.squaredNorm * y.squaredNorm).squareRoot())
  }

  /// For each row the row of the largest cosine with it, itself excluded.
  func indicesOfNearest() -> [Int] {
    let lengths = sqrt((self * self).sum(axis: 1, keepingAxis: true))
    let normalized = self / lengths
    let cosines = matmul(normalized, normalized, transposing: .right)  // [N, N]
    return (0..<shape[0]).map { row in
      cosines.row(row).scalars.enumerated().filter { $0.offset != row }.max { $0.element < $1.element }!.offset
    }
  }
}
