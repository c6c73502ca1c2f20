import Attention
import Datasets
import Foundation
import Gradients
import RNN
import Tensors
import TestSupport
import Testing
import Tokens
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

  @Test(arguments: [false, true]) func `positions are added to the input or rotate the heads, not both`(isRotary: Bool)
  {
    let model = model(isRotary: isRotary)
    let x = model.embedding(tokens, shape: [2, 5]).value
    let added = isRotary ? x : x + SinusoidalPositions(width: 8).table(0..<5)
    #expect(model.input(tokens, batch: 2).value == added)
    #expect(model.stack.blocks.allSatisfy { ($0.attention.rotary != nil) == isRotary })
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

  @Test func `each token has the loss after the second half of its own context`() {
    let model = model()
    let text = (0..<40).map { $0 * $0 % V }
    let losses = model.tokenLosses(of: text, contextLength: 8)
    // The contexts begin at 0, 4, …, 28, and each gives the losses of the four tokens after its second half.
    let expected = stride(from: 0, through: 28, by: 4).flatMap { start in
      let logarithms = logSoftmax(model(Array(text[start..<start + 8]), batch: 1).value).row(0)
      return (4..<8).map { -Double(logarithms[$0, text[start + $0 + 1]]) }
    }
    #expect(losses == expected)
    #expect(Set(losses.suffix(8)).count == 8, "they differ, so that no mean could stand for them")
  }

  @Test(arguments: zip([1, 3, 5], [0, 2, 3]))
  func `no token counts twice where a context has no halves`(length: Int, unpredicted: Int) {
    let model = model()
    let text = (0..<22).map { $0 * $0 % V }
    let losses = model.tokenLosses(of: text, contextLength: length)
    #expect(losses.count == 21 - unpredicted)
    let first = logSoftmax(model(Array(text[0...unpredicted]), batch: 1).value).row(0).row(unpredicted)
    #expect(abs(losses[0] + Double(first[text[unpredicted + 1]])) < 1e-5)
  }

  @Test func `the last context ends one token before the text does`() {
    let model = model()
    for (length, count) in [(8, 0), (9, 4), (12, 4), (13, 8)] {
      #expect(model.tokenLosses(of: Array((tokens + tokens)[..<length]), contextLength: 8).count == count)
    }
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
