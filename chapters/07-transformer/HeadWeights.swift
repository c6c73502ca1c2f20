import Course
import Datasets
import Transformer

// H heads

/// The attention weights of every head for one query of a sentence.
func drawWeights(_ model: CausalLanguageModel, _ corpus: Corpus, _ chapter: Chapter) throws {
  let sentence = "anna says \"the dogs sleep here\" and anna nods."
  let tokens = try corpus.grammar.vocabulary.encode(sentence)
  let weights = withoutGradients { model.stack.weights(model.input(tokens, batch: 1), .causal) }
  let position = sentence.count - " anna nods.".count  // the space after "and": the next token begins the name
  let letters = sentence.map { String($0) }
  let H = model.stack.blocks[0].attention.heads
  let rows = weights.indices.flatMap { block in
    (0..<H).map { head in (0..<letters.count).map { Double(weights[block].own[0, head, position, $0]) } }
  }
  let names = weights.indices.flatMap { block in (0..<H).map { "block \(block + 1), head \($0 + 1)" } }
  let map = HeatMap(
    "attention weights of each head at the space after 'and'", rows, rows: names, columns: letters, range: 0...1)
  chapter.show("weights-by-head", map.text, svg: map.svg)
}
