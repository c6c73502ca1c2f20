import Course
import Datasets
import Foundation
import GPT
import RNN
import Tensors
import Training

// MARK: 3

/// Ways to choose the next token, and what is written by each.
private let samplers: [(name: String, sampler: Sampler)] = [
  ("greedy", .greedy), ("temperature 1", Sampler()), ("temperature 0.7", Sampler(temperature: 0.7)),
  ("temperature 1.5", Sampler(temperature: 1.5)), ("top-k, k = 3", Sampler(topK: 3)),
  ("top-p, p = 0.9", Sampler(topP: 0.9)),
]

/// Sentences by every sampler: how many the grammar allows, how many differ, and what they lose of the text's variety.
func compareSamplers(_ model: GPTModel, _ corpus: Corpus, _ chapter: Chapter) {
  let count = chapter.isQuick ? 10 : 500
  let limit = model.configuration.contextLimit - 1
  var table = Table(["sampler", "grammatical", "distinct", "nats per token"])
  var examples: [(String, String)] = []
  for (name, sampler) in samplers {
    var generator = chapter.generator
    // After the end of a line a new sentence begins.
    let prompts = [[Int]](repeating: [corpus.lineEnd!], count: count)
    let written = model.generate(
      prompts, from: model.start(), limit: limit, end: corpus.lineEnd, sampler: sampler, using: &generator)
    let sentences = written.map { corpus.decode($0) + "\n" }
    let legal = sentences.filter(corpus.grammar.accepts)
    // What the true grammar says of the allowed ones: its entropy, if they are as varied as its own.
    let losses = legal.flatMap { corpus.grammar.tokenLosses(of: $0) }
    let shares = [legal.count, Set(sentences).count].map { Double($0) / Double(count) }
    table.add([name, number(shares[0]), number(shares[1]), legal.isEmpty ? "–" : number(mean(losses))])
    examples.append((name, sentences[0]))
    chapter.results["sampler, \(name)"] = [
      "grammatical": JSON(shares[0]), "distinct": JSON(shares[1]), "natsPerToken": JSON(mean(losses)),
    ]
  }
  table.add(["the grammar itself", "1", "–", number(corpus.floor)])
  say("\(table)")
  for (name, sentence) in examples {
    say("  \(name.padding(toLength: 17, withPad: " ", startingAt: 0))\(sentence.dropLast())".printableLines)
  }
  say()
}

/// Prompts of different lengths, continued in one batch.
func continuePrompts(_ model: GPTModel, _ corpus: Corpus, _ chapter: Chapter) throws {
  var generator = chapter.generator
  let prompts = [
    "\nthe wise queen ", "\nanna says \"", "\nhugo fills a bag (a cup [2 p", "\nmy dogs near the old house ",
  ]
  let ids = try prompts.map { try corpus.grammar.vocabulary.encode($0) }
  let written = model.generate(
    ids, from: model.start(), limit: 90, end: corpus.lineEnd, sampler: Sampler(temperature: 0.7), using: &generator)
  for (prompt, continuation) in zip(prompts, written) { say("  \(prompt.dropFirst())→\(corpus.decode(continuation))") }
  say()
}

/// The time of one more token, by the tokens before it: with a cache, and by a full pass over all of them.
func compareCache(_ chapter: Chapter) {
  let lengths = chapter.isQuick ? [16, 32] : [32, 64, 128, 256, 512]
  var shape = GPTConfiguration(width: 256, heads: 4, depth: 4, dropout: 0)
  (shape.vocabularySize, shape.contextLimit) = (1000, lengths.last! + 8)
  var generator = chapter.generator
  let model = GPTModel(shape, using: &generator)
  let text = (0..<shape.contextLimit).map { _ in Int.random(in: 0..<shape.vocabularySize, using: &generator) }
  var table = Table(["tokens before", "full pass, ms", "with the cache, ms", "ratio of ms", "difference"])
  var plot = LinePlot("one more token", x: "tokens before it", y: "milliseconds", logX: true, logY: true)
  var curves: [[(x: Double, y: Double)]] = [[], []]
  for length in lengths {
    var state = model.start()
    _ = model.read(PaddedRows([Array(text[..<length])]), &state)
    var (logits, full): (Tensor, Tensor) = (.zeros(1), .zeros(1))
    let times = [
      Bill.seconds { full = withoutGradients { model(Array(text[...length]), batch: 1).value } },
      Bill.seconds {
        var own = state
        logits = model.read(PaddedRows([[text[length]]]), &own)
      },
    ].map { $0 * 1e3 }
    for (index, time) in times.enumerated() { curves[index].append((Double(length), time)) }
    let last = full.row(0).row(length)
    let difference = Double((logits.row(0) - last).norm / last.norm)
    table.add([
      "\(length)", number(times[0]), number(times[1]), number(times[0] / times[1]),
      bounded(difference),
    ])
    chapter.results["cache, \(length) tokens"] = [
      "fullMilliseconds": JSON(times[0]), "cachedMilliseconds": JSON(times[1]), "difference": JSON(difference),
    ]
  }
  plot.add("full pass", curves[0])
  plot.add("with the cache", curves[1])
  chapter.show("cache-time", plot.text(), svg: plot.svg)
  say("\(table)")
}
