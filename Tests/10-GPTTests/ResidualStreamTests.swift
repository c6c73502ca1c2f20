import Gradients
import Tensors
import TestSupport
import Testing
import Training

@testable import GPT

// B batch · T positions · D width

struct ResidualStreamTests {
  private let tokens = [3, 7, 1, 9, 0, 4, 5, 5]  // two rows of four

  private func model(_ change: (inout GPTConfiguration) -> Void = { _ in }) -> GPTModel {
    var generator = Generator(seed: 3)
    var shape = smallConfiguration(depth: 3)
    (shape.initialDeviation, shape.embeddingDropout, shape.block.dropout) = (0.5, 0.3, 0.3)
    change(&shape)
    return GPTModel(shape, using: &generator)
  }

  @Test func `it begins with the embeddings plus the positions`() {
    let model = model()
    let first = model.residualStream(tokens, batch: 2)[0]
    for row in 0..<2 {
      for position in 0..<4 {
        let sum =
          model.tokens.weight.value.row(tokens[row * 4 + position]) + model.positions!.weight.value.row(position)
        #expect(first.row(row).row(position) == sum)
      }
    }
  }

  @Test func `it begins with the embeddings alone where the blocks rotate`() {
    let model = model { $0.block.isRotary = true }
    let first = model.residualStream(tokens, batch: 2)[0]
    #expect(first == model.tokens(tokens, shape: [2, 4]).value)
  }

  @Test(arguments: [false, true]) func `each block adds to it`(isPost: Bool) {
    let model = model { if isPost { $0.block.placement = .post } }
    let stream = model.residualStream(tokens, batch: 2)
    #expect(stream.count == 4)
    for (index, block) in model.stack.blocks.enumerated() {
      #expect(block(constant(stream[index]), .causal, .evaluation).value == stream[index + 1])
      #expect(stream[index] != stream[index + 1])
    }
  }

  @Test(arguments: [false, true]) func `normalized, its end gives the model's logits`(isPost: Bool) {
    let model = model { if isPost { $0.block.placement = .post } }
    let last = constant(model.residualStream(tokens, batch: 2).last!)
    expectEqual(model.logits(model.stack.norm.map { $0(last) } ?? last).value, to: model(tokens, batch: 2).value)
    #expect((model.stack.norm == nil) == isPost)
  }

  @Test func `nothing is recorded`() {
    let model = model()
    #expect(model.residualStream(tokens, batch: 2).count == model.configuration.depth + 1)
    #expect(model.parameters.allSatisfy { $0.variable.gradient == nil })
  }

  // MARK: Attention to a source

  @Test func `attention to a source is the mean of those weights, over the positions that have one`() {
    let model = model()
    let weights = model.stack.weights(model.input(tokens, batch: 2, .evaluation), .causal).map(\.own)
    // Row 0: 3 → 1. Row 1: 1 → 0 and 2 → 2.
    let sources = [[3: 1], [1: 0, 2: 2]]
    let found = model.attention(tokens, batch: 2) { row, position in sources[row][position] }
    #expect(found.map(\.count) == [2, 2, 2])
    for block in 0..<3 {
      for head in 0..<2 {
        let w = weights[block]
        let mean = Double(w[0, head, 3, 1] + w[1, head, 1, 0] + w[1, head, 2, 2]) / 3
        #expect(abs(found[block][head] - mean) < 1e-6)
      }
    }
  }

  @Test func `heads whose queries are zero attend to all they see alike`() {
    let model = model()
    for block in model.stack.blocks { block.attention.query.weight.update { $0 = .zeros($0.shape[0], $0.shape[1]) } }
    let itself = (1 + 1.0 / 2 + 1.0 / 3 + 1.0 / 4) / 4
    let before = (1.0 / 2 + 1.0 / 3 + 1.0 / 4) / 3
    // From positions 2 and 3, the second half, to 1 and 2.
    let induction = (1.0 / 3 + 1.0 / 4) / 2
    let scores = [
      (model.attention(tokens, batch: 2) { $1 }, itself), (model.previousTokenScores(tokens, batch: 2), before),
      (model.inductionScores(tokens, batch: 2), induction),
    ]
    for (found, expected) in scores {
      for score in found.joined() { #expect(abs(score - expected) < 1e-6) }
    }
  }

  @Test func `texts without a source are refused`() async {
    let before = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = Generator(seed: 1)
      _ = GPTModel(smallConfiguration(), using: &generator).previousTokenScores([1, 2], batch: 2)
    }
    let message = String(decoding: before?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("no position of 2 rows of 1"), "\(message)")
    let induction = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = Generator(seed: 1)
      _ = GPTModel(smallConfiguration(), using: &generator).inductionScores([1, 2], batch: 2)
    }
    let otherMessage = String(decoding: induction?.standardErrorContent ?? [], as: UTF8.self)
    #expect(otherMessage.contains("have no halves"), "\(otherMessage)")
  }
}
