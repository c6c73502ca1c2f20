import Attention
import Foundation
import Gradients
import Tensors
import TestSupport
import Testing
import Training
import Transformer

/// What is measured inside of blocks: scores, entropies, and how much attention changes the residual stream.
struct MeasureTests {
  private let x: Variable
  private let stack: TransformerStack

  init() {
    var generator = Generator(seed: 71)
    x = Variable(.normal([2, 5, 8], using: &generator))
    var shape = BlockConfiguration(width: 8, heads: 2)
    (shape.isRotary, shape.normalizesQueriesAndKeys) = (true, true)
    stack = TransformerStack(shape, depth: 2, using: &generator)
    for (_, variable) in stack.parameters {
      variable.update { $0 = .normal($0.shape, deviation: 0.7, using: &generator) }
    }
  }

  @Test func `the softmax of the scores is the weights`() {
    let attention = stack.blocks[0].attention
    expectClose(softmax(attention.scores(x)), to: attention.plain(x, .none, .evaluation).weights.value)
  }

  @Test func `the entropy of equal weights is ln n, and that of the largest score is near 0`() {
    let (first, second) = (stack.blocks[0].attention, stack.blocks[1].attention)
    first.queryNorm!.parameters.forEach { $0.variable.update { $0 = $0 * 0 } }
    let flat = first.sharpness(x)
    let uniform = (1...5).map { log(Double($0)) }.reduce(0, +) / 5
    #expect(flat.largestScore == 0 && abs(flat.entropy - uniform) < 1e-5)
    second.queryNorm!.parameters.forEach { $0.variable.update { $0 = $0 * 10_000 } }
    #expect(second.sharpness(x).entropy < 0.1 && second.sharpness(x).largestScore > 1000)
  }

  @Test func `only scores of visible keys count`() {
    let attention = stack.blocks[0].attention
    let scores = attention.scores(x)
    var largest = 0.0
    for b in 0..<2 {
      for head in 0..<2 {
        for query in 0..<5 {
          for key in 0...query { largest = max(largest, Double(abs(scores[b, head, query, key]))) }
        }
      }
    }
    #expect(attention.sharpness(x).largestScore == largest)
    #expect(largest < Double(max(scores.max, -scores.min)))
  }

  @Test func `the sharpness of a stack is of its blocks, each at its own input`() {
    let (first, second) = (stack.blocks[0], stack.blocks[1])
    let a = first.attention.sharpness(first.attentionNorm(x))
    let b = second.attention.sharpness(second.attentionNorm(first(x, .causal, .evaluation)))
    let both = stack.sharpness(x)
    #expect(both.largestScore == max(a.largestScore, b.largestScore))
    #expect(abs(both.entropy - (a.entropy + b.entropy) / 2) < 1e-6)
  }

  @Test func `a cosine is 1, 0 or −1 by the angle, whatever the lengths`() {
    let (a, b): (Tensor, Tensor) = ([[3, 0], [0, 2], [1, 1]], [[5, 0], [7, 0], [-2, -2]])
    #expect(meanCosine(a, a) > 0.99999 && abs(meanCosine(a, b)) < 1e-5)
    #expect(abs(meanCosine(a.rows(0..<2), b.rows(0..<2)) - 0.5) < 1e-5)
  }

  @Test func `the change of the residual stream is its formula, and the output the block's`() {
    let block = stack.blocks[0]
    let added = block.attention(block.attentionNorm(x), .causal, .evaluation)
    func f(_ x: Variable) -> Tensor { block.feedForward(block.feedForwardNorm(x), .evaluation).value }
    let (change, output) = block.residualChange(x, .causal)
    expectClose(output.value, to: block(x, .causal, .evaluation).value)
    #expect(abs(change.cosine - meanCosine(f(x), f(x + added))) < 1e-6)
    let ratios = (0..<10).map { row -> Double in
      let (a, b) = (added.value.reshaped(10, 8).rows(row..<row + 1), x.value.reshaped(10, 8).rows(row..<row + 1))
      return Double(a.norm / b.norm)
    }
    #expect(abs(change.size - ratios.reduce(0, +) / 10) < 1e-5)
  }

  @Test func `without attention nothing changes`() {
    for (path, variable) in stack.parameters where path.contains("attention.output") {
      variable.update { $0 = $0 * 0 }
    }
    let changes = stack.residualChanges(x, .causal)
    #expect(changes.count == 2 && changes.allSatisfy { $0.size == 0 && $0.cosine > 0.99999 })
  }

  @Test func `the changes of a stack are its blocks', each at its own input`() {
    let changes = stack.residualChanges(x, .causal)
    let (first, output) = stack.blocks[0].residualChange(x, .causal)
    let second = stack.blocks[1].residualChange(output, .causal).change
    #expect(changes.map(\.size) == [first.size, second.size] && first.size != second.size)
    #expect(changes.map(\.cosine) == [first.cosine, second.cosine])
  }
}
