import Foundation
import Gradients
import Tensors
import TestSupport
import Testing
import Training

@testable import BERT

/// The recurrent body, and the two language models that pre-train it.
struct BidirectionalLSTMTests {
  private func languageModel(seed: Int = 1) -> BidirectionalLanguageModel {
    var generator = Generator(seed: seed)
    return BidirectionalLanguageModel(vocabularySize: 12, hiddenSize: 3, using: &generator)
  }

  private func body(dropout: Scalar = 0, _ pretrained: BidirectionalLanguageModel? = nil) -> BidirectionalLSTM {
    var generator = Generator(seed: 2)
    return BidirectionalLSTM(
      vocabularySize: 12, hiddenSize: 3, dropout: dropout, pretrained: pretrained, using: &generator)
  }

  @Test(.inDouble) func `gradients of the two language models match central differences`() throws {
    let model = languageModel()
    randomize(model.parameters, seed: 3)
    try reportGradients("language models", of: model.parameters, sampling: 12) { model.loss(smallInput) }
  }

  @Test(.inDouble) func `gradients of the body and of its vector match central differences`() throws {
    let model = body()
    randomize(model.parameters, seed: 3)
    try reportGradients("recurrent body", of: model.parameters, sampling: 12) {
      let states = model(smallInput)
      return .concatenate([states.reshaped(-1, 6), model.pooled(states, lengths: smallInput.lengths)])
    }
  }

  /// By hand: each token but the first of its row from the forward state before it, each but the last from the backward
  /// state after it.
  @Test func `the loss is the mean over both directions, without padding`() {
    let model = languageModel()
    randomize(model.parameters, seed: 3)
    let (T, table) = (smallInput.width, model.embedding.weight.value)
    let states = model(smallInput).value
    var losses: [Double] = []
    for (row, length) in smallInput.lengths.enumerated() {
      func add(_ half: Range<Int>, at position: Int, predicts target: Int) {
        let h = states.row(row).row(position).scalars[half]
        let logits = (0..<12).map { token in
          zip(h, table.row(token).scalars).reduce(Double(model.bias.value.scalars[token])) { $0 + Double($1.0 * $1.1) }
        }
        let total = logits.reduce(0) { $0 + exp($1) }
        losses.append(log(total) - logits[smallInput.tokens[row * T + target]])
      }
      for position in 0..<length - 1 { add(0..<3, at: position, predicts: position + 1) }
      for position in 1..<length { add(3..<6, at: position, predicts: position - 1) }
    }
    let mean = losses.reduce(0, +) / Double(losses.count)
    #expect(abs(Double(model.loss(smallInput).value.scalar) - mean) < 1e-5)
  }

  /// Else a token would be predicted from itself.
  @Test func `no state has read the token that it predicts`() {
    let model = languageModel()
    let before = model(smallInput).value
    for changed in 0..<smallInput.lengths[0] {
      var other = smallInput
      other.tokens[changed] = 11
      let after = model(other).value
      for position in 0..<smallInput.lengths[0] {
        let (old, new) = (before.row(0).row(position).scalars, after.row(0).row(position).scalars)
        if position < changed { #expect(old[..<3] == new[..<3], "forward at \(position), \(changed) changed") }
        if position > changed { #expect(old[3...] == new[3...], "backward at \(position), \(changed) changed") }
      }
    }
  }

  @Test func `padding changes nothing`() {
    let model = body()
    let alone = BERTInput([TextPair([6], [10])], BERTSpecialTokens())
    let (together, one) = (model(smallInput).value.row(1), model(alone).value.row(0))
    for position in 0..<alone.width { #expect(together.row(position) == one.row(position)) }
    let vectors = model.pooled(model(smallInput), lengths: smallInput.lengths).value
    #expect(vectors.row(1) == model.pooled(model(alone), lengths: alone.lengths).value.row(0))
  }

  /// Both ends: the last real position forward, the first backward.
  @Test func `its vector depends on every token`() {
    let model = body()
    let before = model.pooled(model(smallInput), lengths: smallInput.lengths).value
    for changed in 0..<smallInput.lengths[0] {
      var other = smallInput
      other.tokens[changed] = 11
      let after = model.pooled(model(other), lengths: other.lengths).value
      #expect(zip(before.row(0).scalars, after.row(0).scalars).allSatisfy { $0 != $1 }, "\(changed)")
    }
  }

  @Test func `a pre-trained body begins with the table and the lower layer, and shares no variable`() {
    let pretrained = languageModel(seed: 5)
    let model = body(pretrained)
    #expect(model.embedding.weight.value == pretrained.embedding.weight.value)
    for (own, theirs) in zip(model.lower.parameters, pretrained.net.parameters) {
      #expect(own.variable.value == theirs.variable.value && own.variable !== theirs.variable)
    }
    #expect(model.upper.parameters[0].variable.value == body().upper.parameters[0].variable.value)
  }

  @Test func `its dropout acts in training alone`() {
    let model = body(dropout: 0.5)
    #expect(model(smallInput).value == model(smallInput).value)
    #expect(model(smallInput, .training(Randomness(seed: 1))).value != model(smallInput).value)
    #expect(model.headDropout == 0.5 && model.width == 6)
  }

  @Test func `heads learn a batch by heart on it`() {
    var generator = Generator(seed: 2)
    let model = TextClassifier(body(), classes: 2, using: &generator)
    let optimizer = AdamW(model.parameters)
    var loss = Scalar.infinity
    for _ in 0..<200 {
      let value = crossEntropy(model(smallInput), [1, 0])
      value.backward()
      optimizer.step(rate: 1e-2)
      optimizer.clearGradients()
      loss = value.value.scalar
    }
    #expect(loss < 0.02, "\(loss)")
  }
}
