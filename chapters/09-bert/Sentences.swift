import BERT
import Course
import Datasets
import Tensors
import Tokens
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
  let input = StoryTokens.input(sentences.map { TextPair(StoryTokens.ids($0)) })
  let body = model.body
  let untrained = BERTModel(BERTConfiguration.stories(), using: &generator)
  let states = withoutGradients { body(input) }
  let means = meanPooling(states, lengths: input.lengths).value
  let ways: [(String, Tensor)] = [
    ("state at [CLS]", states.value.slice(axis: 1, 0..<1).reshaped(input.batchSize, -1)),
    ("mean of the states", means), ("mean of the token vectors", tokenMeans(body, input)),
    ("mean of the states, untrained", meanPooling(withoutGradients { untrained(input) }, lengths: input.lengths).value),
  ]
  var table = Table(["sentence embedding", "same topic as the nearest", "by chance"])
  for (name, vectors) in ways {
    let vectors = WordVectors(vectors)  // cosines, whatever the vectors stand for
    let same = stories.indices.count { stories[$0].topic == stories[vectors.neighbors(1, of: $0)[0].word].topic }
    let share = Double(same) / Double(stories.count)
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
  let vectors = WordVectors(means)
  for index in stride(from: 0, to: sentences.count, by: count) {
    let (other, cosine) = vectors.neighbors(1, of: index)[0]
    say("\(sentences[index].joined(separator: " "))")
    say("  \(number(Double(cosine), digits: 2))  \(sentences[other].joined(separator: " "))")
  }
}

/// The mean of each row's rows of the token table, `[B, D]`: what the words say without each other.
private func tokenMeans(_ body: BERTModel, _ input: BERTInput) -> Tensor {
  let vectors = body.embeddings.tokens(input.tokens, shape: [input.batchSize, input.width])
  return meanPooling(vectors, lengths: input.lengths).value
}
