import Gradients
import Tensors
import TestSupport
import Testing
import Training
import Transformer

@testable import GPT

// V vocabulary size · P positions · D width · d width of a head

/// A model of two blocks whose weights are set by hand, so that two heads are an induction circuit.
///
/// The residual stream has a place for each token, for each position, and for each token before. The first head of the first
/// block attends to the position before and copies its token into the third part. The first head of the second block looks
/// for the position whose token before is its own token, and copies what stands there. The second heads have zero queries.
private struct InductionCircuit {
  let model: GPTModel
  static let (V, P) = (7, 12)

  init() {
    let (V, P) = (Self.V, Self.P)
    let (D, d) = (2 * V + P, P)
    var shape = GPTConfiguration(width: D, heads: 2, feedForwardWidth: 4, depth: 2, dropout: 0)
    (shape.vocabularySize, shape.contextLimit, shape.block.headWidth) = (V, P, d)
    var generator = Generator(seed: 1)
    model = GPTModel(shape, using: &generator)
    for (_, linear) in model.linears { linear.weight.update { $0 = Tensor(repeating: 0, shape: $0.shape) } }
    let before = V + P  // where the token before stands
    model.tokens.weight.update { $0 = Tensor(shape: [V, D]) { $0[0] == $0[1] ? 1 : 0 } }
    model.positions!.weight.update { $0 = Tensor(shape: [P, D]) { $0[1] == V + $0[0] ? 1 : 0 } }

    let first = model.stack.blocks[0].attention
    set(first.query.weight, 20) { $0 == V + $1 + 1 && $1 < P - 1 }  // position p asks for p − 1
    set(first.key.weight, 20) { $0 == V + $1 && $1 < P }
    set(first.value.weight, 1) { $0 == $1 && $0 < V }
    set(first.output.weight, 1) { $0 < V && $1 == before + $0 }

    let second = model.stack.blocks[1].attention
    set(second.query.weight, 20) { $0 == $1 && $0 < V }
    // Position 0 has no token before it and attended to itself. All queries turn away from it, by a column of their own.
    second.query.bias!.update { $0 = Tensor(shape: [2 * d]) { $0[0] == V ? 20 : 0 } }
    second.key.weight.update {
      $0 = Tensor(shape: $0.shape) { $0[0] == before + $0[1] && $0[1] < V ? 20 : $0 == [V, V] ? -60 : 0 }
    }
    set(second.value.weight, 1) { $0 == $1 && $0 < V }
    set(second.output.weight, 10) { $0 < V && $1 == $0 }
  }

  private func set(_ variable: Variable, _ number: Scalar, where isSet: (_ row: Int, _ column: Int) -> Bool) {
    variable.update { $0 = Tensor(shape: $0.shape) { isSet($0[0], $0[1]) ? number : 0 } }
  }
}

struct InductionTests {
  private let model = InductionCircuit().model
  /// Two rows whose first halves hold every token once at most.
  private let tokens = [3, 1, 6, 0, 5, 2, 3, 1, 6, 0, 5, 2] + [4, 2, 0, 1, 3, 6, 4, 2, 0, 1, 3, 6]

  @Test func `the head that looks at the token before has the score 1, and the idle ones that of chance`() {
    let scores = model.previousTokenScores(tokens, batch: 2)
    #expect(scores[0][0] > 0.999, "\(scores)")
    let chance = (2...12).reduce(0) { $0 + 1 / Double($1) } / 11
    for idle in [scores[0][1], scores[1][1]] { #expect(abs(idle - chance) < 1e-6, "\(scores)") }
    #expect(scores[1][0] < 0.2, "\(scores)")
  }

  @Test func `the head that looks behind the last occurrence has the score 1, and the idle ones that of chance`() {
    let scores = model.inductionScores(tokens, batch: 2)
    #expect(scores[1][0] > 0.999, "\(scores)")
    let chance = (7...12).reduce(0) { $0 + 1 / Double($1) } / 6
    for idle in [scores[0][1], scores[1][1]] { #expect(abs(idle - chance) < 1e-6, "\(scores)") }
    #expect(scores[0][0] < 0.01, "\(scores)")
  }

  @Test func `the circuit predicts the second half`() {
    let logits = model(tokens, batch: 2).value
    for row in 0..<2 {
      for position in 6..<11 {
        let next = logits.row(row).row(position).scalars
        #expect(next.firstIndex(of: next.max()!) == tokens[row * 12 + position + 1])
      }
    }
  }

  @Test func `without the head of the first block there is no induction`() {
    let model = InductionCircuit().model
    model.stack.blocks[0].attention.output.weight.update { $0 = Tensor(repeating: 0, shape: $0.shape) }
    #expect(model.inductionScores(tokens, batch: 2)[1][0] < 0.3)
  }
}
