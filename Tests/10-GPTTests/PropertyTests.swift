import Datasets
import Foundation
import Gradients
import RNN
import Tensors
import TestSupport
import Testing
import Training

@testable import GPT

struct PropertyTests {
  private func model(_ change: (inout GPTConfiguration) -> Void = { _ in }) -> GPTModel {
    var generator = Generator(seed: 3)
    var shape = smallConfiguration()
    shape.initialDeviation = 0.3
    change(&shape)
    return GPTModel(shape, using: &generator)
  }

  private let tokens = [3, 7, 1, 9, 0, 4, 5, 5]

  @Test func `a later token changes no earlier output`() {
    let model = model()
    let before = model(tokens, batch: 1).value.row(0)
    for changed in tokens.indices {
      var other = tokens
      other[changed] = 10
      let after = model(other, batch: 1).value.row(0)
      for position in tokens.indices { #expect((before.row(position) == after.row(position)) == (position < changed)) }
    }
  }

  @Test(arguments: [false, true]) func `reading by a cache gives the logits of the full pass`(isPost: Bool) {
    let model = model { if isPost { $0.block.placement = .post } }
    let all = model(tokens, batch: 1).value.row(0)
    var state = model.start()
    var position = -1
    for piece in [[3], [7, 1, 9], [0], [4, 5, 5]] {
      position += piece.count
      let logits = model.read(PaddedRows([piece]), &state)
      #expect(compare(["logits": logits.row(0)], with: ["logits": all.row(position)], gradientScale: 1).isEmpty)
    }
  }

  @Test(arguments: [false, true])
  func `prompts of different lengths in one batch are continued as each alone`(isRotary: Bool) {
    let model = model { if isRotary { ($0.initialDeviation, $0.block.isRotary) = (0.7, true) } }
    let prompts = [[3, 7, 1], [9], [5, 5, 8, 10, 6]]
    let together = model.generate(prompts, from: model.start(), limit: 5)
    for (prompt, continuation) in zip(prompts, together) {
      #expect(model.generate([prompt], from: model.start(), limit: 5) == [continuation])
    }
  }

  /// Whatever token ends a text, the others go on with their own keys and values.
  @Test func `a sequence that ends leaves the others of its batch as they are`() {
    let model = model()
    let prompts = [[3, 7, 1], [9], [5, 5, 8, 10, 6]]
    var lengths: Set<[Int]> = []
    for end in 0..<11 {
      let together = model.generate(prompts, from: model.start(), limit: 6, end: end)
      for (prompt, continuation) in zip(prompts, together) {
        #expect(model.generate([prompt], from: model.start(), limit: 6, end: end) == [continuation])
      }
      lengths.insert(together.map(\.count))
    }
    #expect(lengths.contains { $0[0] < $0[1] || $0[0] < $0[2] }, "one before others ends early: \(lengths)")
  }

  @Test func `the first loss is ln V`() {
    let model = model { $0.initialDeviation = 0.02 }
    let loss = crossEntropy(model(tokens, batch: 1), [7, 1, 9, 0, 4, 5, 5, 2]).value.scalar
    #expect(abs(Double(loss) - log(11.0)) < 0.02)
  }

  /// 2n sums: the projections begin with 0.02/√(2n).
  @Test func `projections onto the residual stream begin smaller, the deeper the model`() {
    var generator = Generator(seed: 1)
    var shape = GPTConfiguration(width: 64, heads: 4, depth: 8)
    (shape.vocabularySize, shape.contextLimit) = (50, 8)
    let model = GPTModel(shape, using: &generator)
    for (path, linear) in model.linears {
      let deviation = linear.weight.value.norm / Scalar(linear.weight.value.count).squareRoot()
      let isProjection = path.hasSuffix("attention.output") || path.hasSuffix("feedForward.down")
      #expect(abs(deviation / (isProjection ? 0.005 : 0.02) - 1) < 0.05, "\(path): \(deviation)")
      #expect(linear.bias!.value.norm == 0)
    }
  }

  @Test func `dropout acts in training alone, on the embeddings, too`() {
    let model = model { $0.embeddingDropout = 0.5 }
    #expect(model(tokens, batch: 1).value == model(tokens, batch: 1).value)
    let trained = model(tokens, batch: 1, .training(Randomness(seed: 1))).value
    #expect(trained != model(tokens, batch: 1).value)
  }

  @Test func `dropout acts in training alone, in the blocks and in the loss`() {
    let model = model { $0.block.dropout = 0.5 }
    let batch = TokenBatch(inputs: tokens, targets: [7, 1, 9, 0, 4, 5, 5, 2], size: 1, length: 8)
    let mode = Mode.training(Randomness(seed: 1))
    #expect(model.states(tokens, batch: 1, mode).value != model.states(tokens, batch: 1).value)
    #expect(model.loss(batch).value == crossEntropy(model(tokens, batch: 1), batch.targets).value)
    #expect(model.loss(batch, mode).value != model.loss(batch).value)
  }

  @Test func `a batch is learned by heart`() {
    let model = model()
    let optimizer = AdamW(model.parameters)
    let batch = TokenBatch(inputs: tokens, targets: [7, 1, 9, 0, 4, 5, 5, 2], size: 1, length: 8)
    var loss = Scalar.infinity
    for _ in 0..<300 {
      let value = model.loss(batch)
      value.backward()
      optimizer.step(rate: 3e-3)
      optimizer.clearGradients()
      loss = value.value.scalar
    }
    #expect(loss < 0.02, "\(loss)")
  }
}
