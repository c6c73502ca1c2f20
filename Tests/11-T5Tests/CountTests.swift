import T5
import Tensors
import TestSupport
import Testing
import Training

struct CountTests {
  private var generator = Generator(seed: 1)

  static let t5: [(T5Configuration, Int)] = [
    (.small, 60_506_624), (.base, 222_903_552), (.small1_1, 76_961_152), (.base1_1, 247_577_856),
  ]

  @Test(arguments: t5) func `a T5 has the published number of parameters`(shape: T5Configuration, count: Int) {
    #expect(shape.parameterCount == count)
  }

  @Test(arguments: [(BARTConfiguration.base, 139_420_416), (.large, 406_291_456)])
  func `a BART has the published number of parameters`(shape: BARTConfiguration, count: Int) {
    #expect(shape.parameterCount == count)
  }

  @Test mutating func `built, the models have as many`() {
    #expect(T5Model(.small, using: &generator).parameterCount == 60_506_624)
    #if !Double  // a gigabyte is enough
      #expect(T5Model(.base, using: &generator).parameterCount == 222_903_552)
      #expect(T5Model(.small1_1, using: &generator).parameterCount == 76_961_152)
      #expect(BARTModel(.base, using: &generator).parameterCount == 139_420_416)
    #endif
  }

  @Test(arguments: Tiny.allCases) mutating func `a table that is also the output matrix counts once`(kind: Tiny) {
    let model = kind.model(using: &generator)
    #expect(model.parameters.count { $0.path == "tokens.weight" } == 1)
    #expect(model.parameters.contains { $0.path == "output.weight" } == (kind == .t5v11))
    let count = (model as? T5Model)?.configuration.parameterCount ?? (model as! BARTModel).configuration.parameterCount
    #expect(model.parameterCount == count)
  }

  /// Of a model with one block a side, width 2, one head, F = 3, V = 5, three tokens to two.
  @Test func `multiplications are counted`() {
    var t5 = T5Configuration(width: 2, heads: 1, feedForwardWidth: 3, depth: 1)
    t5.vocabularySize = 5
    // Encoder: 3 positions of 4·2·2 + 2·2·3 by weights, and 3 × 3 pairs of a query and a key, of 2 twice.
    let encoder = 3 * (16 + 12) + 9 * 4
    // Decoder: 2 positions; 3 pairs of its own, 6 across; queries and outputs of 2 positions, keys and values of 3.
    let decoder = 2 * (16 + 12) + 3 * 4 + (2 * 8 + 3 * 8) + 6 * 4
    #expect(t5.multiplications(source: 3, target: 2) == encoder + decoder + 2 * 2 * 5)
    var bart = BARTConfiguration(width: 2, heads: 1, feedForwardWidth: 3, depth: 1)
    bart.vocabularySize = 5
    #expect(bart.multiplications(source: 3, target: 2) == encoder + decoder + 2 * 2 * 5)
  }

  @Test(arguments: [T5Configuration.small, .base, .small1_1, .base1_1])
  func `the published choices are kept`(shape: T5Configuration) {
    let isSecond = !shape.tiesOutput
    #expect(shape.block.isGated == isSecond && shape.block.activation == (isSecond ? .geluTanh : .relu))
    #expect(shape.block.norm == .rms && shape.block.epsilon == 1e-6 && !shape.block.hasBias)
    #expect(shape.block.placement == .pre && shape.block.attentionScale == 1)
    #expect((shape.block.dropout, shape.block.attentionDropout, shape.block.feedForwardDropout) == (0.1, 0.1, 0.1))
  }

  @Test(arguments: [BARTConfiguration.base, .large]) func `BART's published choices are kept`(shape: BARTConfiguration)
  {
    #expect(shape.block.placement == .post && shape.block.norm == .layer && shape.block.epsilon == 1e-5)
    #expect(shape.block.activation == .gelu && !shape.block.isGated && shape.block.hasBias)
    #expect((shape.block.dropout, shape.block.attentionDropout, shape.block.feedForwardDropout) == (0.1, 0.1, 0.1))
    #expect(shape.decodingTokens.padding == 1 && shape.decodingTokens.begin == 2 && shape.decodingTokens.end == 2)
  }
}
