import Datasets
import Foundation
import Gradients
import Tensors
import TestSupport
import Testing
import Training
import Transformer

/// An encoder that predicts a token at every position.
struct EncoderModelTests {
  private let source = PaddedRows([[3, 4, 5, 0, 1], [2, 2], [6, 1, 1, 4]])

  private func model() -> EncoderModel {
    var generator = Generator(seed: 71)
    return EncoderModel(
      sourceVocabularySize: 7, targetVocabularySize: 5, BlockConfiguration(width: 8, heads: 2), depth: 2,
      using: &generator)
  }

  @Test(.inDouble) func `gradients match central differences`() throws {
    let model = model()
    let parameters = model.parameters.filter { !$0.path.hasSuffix("key.bias") }
    try reportGradients("encoder model", of: parameters, sampling: 6) { model(source) }
  }

  @Test func `every parameter is found`() {
    let block = BlockConfiguration(width: 8, heads: 2).parameterCount
    #expect(model().parameterCount == 7 * 8 + 2 * block + 16 + 8 * 5 + 5)
  }

  @Test func `every position sees the whole source, in both directions`() {
    let model = model()
    let before = model(source).value
    for changed in 0..<5 {
      var row = [3, 4, 5, 0, 1]
      row[changed] = 6
      let after = model(PaddedRows([row, [2, 2], [6, 1, 1, 4]])).value
      for t in 0..<5 { #expect(before.row(0).row(t) != after.row(0).row(t)) }
      #expect(before.rows(1..<3) == after.rows(1..<3))
    }
  }

  @Test func `padding changes nothing`() {
    let model = model()
    let padded = PaddedRows([[3, 4, 5, 0, 1], [2, 2], [6, 1, 1, 4]], padding: 6)
    let (a, b) = (model(source).value, model(padded).value)
    for (row, length) in source.lengths.enumerated() {
      #expect(a.row(row).rows(0..<length) == b.row(row).rows(0..<length))
    }
    #expect(a != b)
    let alone = model(PaddedRows([[2, 2]])).value.row(0)
    #expect(alone == a.row(1).rows(0..<2))
  }

  @Test func `it learns, from about ln V on`() {
    let model = model()
    let optimizer = AdamW(model.parameters)
    var generator = Generator(seed: 72)
    var losses: [Double] = []
    for _ in 0..<300 {
      // At every position the next token: a causal model could not know it.
      let rows = (0..<16).map { _ in
        (0..<Int.random(in: 2...5, using: &generator)).map { _ in Int.random(in: 0..<5, using: &generator) }
      }
      let source = PaddedRows(rows)
      let targets = PaddedRows(rows.map { Array($0.dropFirst()) }, padding: -1, width: source.width)
      let loss = crossEntropy(model(source), targets.tokens, ignoring: -1)
      losses.append(Double(loss.value.scalar))
      loss.backward()
      optimizer.step(rate: 1e-2)
      optimizer.clearGradients()
    }
    #expect(abs(losses[0] - Foundation.log(5)) < 0.7)
    #expect(losses.suffix(20).max()! < 0.1)
  }
}
