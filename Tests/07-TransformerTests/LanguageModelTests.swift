import Attention
import Datasets
import Foundation
import Gradients
import RNN
import Tensors
import TestSupport
import Testing
import Training
import Transformer

/// A causal language model: what it sees, how it generates, that it learns.
struct LanguageModelTests {
  private let V = 7

  private func model(isRotary: Bool = false, depth: Int = 2) -> CausalLanguageModel {
    var generator = Generator(seed: 61)
    var shape = BlockConfiguration(width: 8, heads: 2)
    shape.isRotary = isRotary
    return CausalLanguageModel(vocabularySize: V, shape, depth: depth, using: &generator)
  }

  private let tokens = [1, 4, 2, 6, 0, 3, 3, 5, 1, 2]

  @Test(.inDouble, arguments: [false, true])
  func `gradients match central differences`(isRotary: Bool) throws {
    let model = model(isRotary: isRotary)
    let parameters = model.parameters.filter { !$0.path.hasSuffix("key.bias") }
    try reportGradients("causal language model", of: parameters, sampling: 6) { model(tokens, batch: 2) }
  }

  @Test(arguments: [false, true]) func `every parameter is found`(isRotary: Bool) {
    let block = BlockConfiguration(width: 8, heads: 2).parameterCount
    #expect(model(isRotary: isRotary).parameterCount == V * 8 + 2 * block + 16 + 8 * V + V)
  }

  @Test(arguments: [false, true]) func `a later token leaves earlier logits as they are`(isRotary: Bool) {
    let model = model(isRotary: isRotary)
    var changed = tokens
    changed[6] = 0
    let (before, after) = (model(tokens, batch: 1).value.row(0), model(changed, batch: 1).value.row(0))
    #expect(before.rows(0..<6) == after.rows(0..<6))
    for t in 6..<10 { #expect(before.row(t) != after.row(t)) }
  }

  @Test(arguments: [false, true], [1, 100]) func `reading with a cache has the bits of the full pass, row by row`(
    isRotary: Bool, capacity: Int
  ) {
    let model = model(isRotary: isRotary)
    // Three texts of different lengths, in three pieces of different lengths.
    let texts = [tokens, [2, 2, 5, 1], [6, 0, 1, 4, 4, 3, 2]]
    let ends = [[4, 1, 2], [5, 3, 6], [10, 4, 7]]
    var (state, starts) = (model.start(capacity: capacity), [0, 0, 0])
    for end in ends {
      let pieces = texts.indices.map { Array(texts[$0][starts[$0]..<end[$0]]) }
      let logits = model.read(PaddedRows(pieces), &state)
      for row in texts.indices {
        let alone = model(Array(texts[row][..<end[row]]), batch: 1).value.row(0)
        #expect(logits.row(row) == alone.row(end[row] - 1), "row \(row)")
      }
      starts = end
    }
  }

  @Test func `a beam of one is greedy, and prompts of different lengths change nothing`() {
    let model = model(isRotary: true)
    let prompts = [[1, 4, 2], [6], [0, 3, 3, 5, 1]]
    let together = model.generate(prompts, from: model.start(), limit: 9)
    let alone = prompts.map { model.generate([$0], from: model.start(), limit: 9)[0] }
    #expect(together == alone)
    let beam = model.generate(prompts, from: model.start(), limit: 9, end: V, beam: BeamSearch(width: 1))
    #expect(beam.map { $0[0].tokens } == together)
    // Without the cache: the most probable token after everything so far.
    var text = prompts[0]
    for _ in 0..<9 { text.append(model(text, batch: 1).value.row(0).argmax().last!) }
    #expect(Array(text[3...]) == together[0])
  }

  @Test func `token losses are those of the whole context`() {
    let model = model()
    let text = (0..<40).map { $0 * $0 % V }
    let losses = model.tokenLosses(of: text, contextLength: 8)
    let logarithms = logSoftmax(model(Array(text[4..<12]), batch: 1).value).row(0)
    // The second context begins at 4; its last four losses are those of the tokens 9 to 12.
    for index in 0..<4 { #expect(losses[4 + index] == -Double(logarithms[4 + index, text[9 + index]])) }
    #expect(losses.count == 4 * ((40 - 8 + 3) / 4))
  }

  @Test(arguments: [false, true]) func `it learns, from about ln V on`(isRotary: Bool) {
    let model = model(isRotary: isRotary)
    let optimizer = AdamW(model.parameters)
    var generator = Generator(seed: 62)
    var losses: [Double] = []
    for step in 0..<400 {
      // Each token is 1 more than the one two positions earlier, so the floor is 0.
      let rows = (0..<8).map { _ -> [Int] in
        var row = [Int.random(in: 0..<V, using: &generator), Int.random(in: 0..<V, using: &generator)]
        while row.count < 13 { row.append((row[row.count - 2] + 1) % V) }
        return row
      }
      let logits = model(rows.flatMap { $0.dropLast() }, batch: 8)
      // The second token cannot be predicted.
      let loss = crossEntropy(logits, rows.flatMap { [-1] + $0[2...] }, ignoring: -1)
      losses.append(Double(loss.value.scalar))
      loss.backward()
      optimizer.step(rate: 1e-2 * Scalar(400 - step) / 400)
      optimizer.clearGradients()
    }
    #expect(abs(losses[0] - Foundation.log(Double(V))) < 0.7)
    #expect(losses.suffix(10).max()! < 0.1)
  }
}
