import Foundation
import Gradients
import Tensors
import TestSupport
import Testing
import Training

@testable import BERT

/// The two losses of pre-training.
struct PretrainingTests {
  private let special = BERTSpecialTokens()
  private let masked = MaskedInput(smallInput, positions: [1, 5, 11], targets: [7, 9, 6])

  private func model(predictsNextSentence: Bool = true) -> PretrainingModel {
    var generator = Generator(seed: 1)
    let model = PretrainingModel(
      smallConfiguration(), predictsNextSentence: predictsNextSentence, using: &generator)
    randomize(model.parameters, seed: 2)
    return model
  }

  @Test func `the logits of some positions are those of all`() {
    let model = model()
    let all = model(smallInput).value.reshaped(-1, 12)
    let some = model.logits(model.body(smallInput), at: [11, 1, 5]).value
    expectClose(some, to: all.rows(at: [11, 1, 5]))
  }

  @Test func `the loss is over the positions that were chosen and no others`() {
    let model = model()
    let expected = crossEntropy(model(smallInput), masked.allTargets(), ignoring: -1).value
    let loss = model.losses(masked).maskedLanguage.value
    expectClose(loss, to: expected)
    let everywhere = crossEntropy(model(smallInput), smallInput.tokens).value
    #expect(abs(loss.scalar - everywhere.scalar) > 0.01)
  }

  @Test func `the total is the sum of both losses, and one alone without the other`() {
    let losses = model().losses(masked, nextSentenceLabels: [0, 1])
    expectClose(losses.total.value, to: losses.maskedLanguage.value + losses.nextSentence!.value)
    let alone = model(predictsNextSentence: false).losses(masked)
    #expect(alone.nextSentence == nil && alone.total.value == alone.maskedLanguage.value)
  }

  @Test func `one table is read from and predicted with`() {
    let model = model()
    #expect(model.parameters.filter { $0.variable.shape == [12, 8] }.map(\.path) == ["body.embeddings.tokens.weight"])
    let states = model.body(smallInput).detached
    crossEntropy(model.logits(states, at: [1]), [7]).backward()
    let gradient = model.body.embeddings.tokens.weight.gradient!
    #expect((0..<12).allSatisfy { gradient.row($0).norm > 0 }, "predicting moves every row")
  }

  @Test func `the first loss is about ln V, and ln 2`() {
    var shape = smallConfiguration()
    shape.vocabularySize = 60
    var generator = Generator(seed: 3)
    let model = PretrainingModel(shape, using: &generator)
    let losses = model.losses(masked, nextSentenceLabels: [0, 1])
    #expect(abs(Double(losses.maskedLanguage.value.scalar) - Foundation.log(60)) < 0.1)
    #expect(abs(Double(losses.nextSentence!.value.scalar) - Foundation.log(2)) < 0.1)
  }

  @Test func `guesses are the most probable tokens, the best first`() {
    let model = model()
    let guesses = model.guesses(smallInput, at: [5, 1], count: 3)
    let probabilities = softmax(model(smallInput).value.reshaped(-1, 12))
    for (position, list) in zip([5, 1], guesses) {
      let row = probabilities.row(position).scalars
      #expect(list.map(\.token) == Array(row.indices.sorted { row[$0] > row[$1] }.prefix(3)))
      for guess in list { #expect(abs(guess.probability - row[guess.token]) < 1e-5) }
    }
    #expect(model.guesses(smallInput, at: [0], count: 99)[0].count == 12)
    #expect(model.guesses(smallInput, at: [], count: 3).isEmpty)
  }

  @Test func `any number of threads gives the same bits`() {
    var generator = Generator(seed: 5)
    var shape = BERTConfiguration(width: 32, heads: 2, depth: 2)
    (shape.vocabularySize, shape.positionLimit) = (200, 40)
    let model = PretrainingModel(shape, using: &generator)
    func text() -> [Int] { (0..<18).map { _ in Int.random(in: 5..<200, using: &generator) } }
    let input = BERTInput((0..<16).map { _ in TextPair(text(), text()) }, special)
    let masked = Masking()(input, special, vocabularySize: 200, using: &generator)
    let before = Threads.count
    defer { Threads.count = before }
    let results = [1, 2, 3].map { threads in
      Threads.count = threads
      let labels = (0..<16).map { $0 % 2 }
      let loss = model.losses(masked, nextSentenceLabels: labels, .training(Randomness(seed: 1))).total
      loss.backward()
      let gradients = model.parameters.map { _, variable in
        defer { variable.gradient = nil }
        return variable.gradient!
      }
      return [loss.value] + gradients
    }
    expectEqual(results[1], to: results[0], "two threads")
    expectEqual(results[2], to: results[0], "three threads")
  }

  @Test func `nothing chosen costs nothing`() {
    let losses = model().losses(MaskedInput(smallInput, positions: [], targets: []))
    #expect(losses.maskedLanguage.value.scalar == 0)
  }
}
