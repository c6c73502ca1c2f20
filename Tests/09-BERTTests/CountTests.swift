import BERT
import Tensors
import Testing
import Training

/// How many numbers each model learns: the published counts by formula, and the formula by built models.
struct CountTests {
  @Test func `the published sizes have the published counts`() {
    for (shape, counts) in [
      (BERTConfiguration.base, [109_482_240, 108_891_648, 109_514_298, 110_106_428]),
      (.large, [335_141_888, 334_092_288, 335_174_458, 336_226_108]),
      (.tiny, [4_385_920, 4_369_408, 4_416_698, 4_433_468]),
    ] {
      #expect(shape.bodyParameterCount(hasPooler: true) == counts[0])
      #expect(shape.bodyParameterCount(hasPooler: false) == counts[1])
      #expect(shape.pretrainingParameterCount(predictsNextSentence: false) == counts[2])
      #expect(shape.pretrainingParameterCount(predictsNextSentence: true) == counts[3])
    }
  }

  @Test func `ALBERT's base has the published count`() {
    var shape = BERTConfiguration.base
    (shape.vocabularySize, shape.embeddingWidth, shape.sharesBlocks) = (30_000, 128, true)
    #expect(shape.bodyParameterCount(hasPooler: true) == 11_683_584)
  }

  static let shapes: [BERTConfiguration] = {
    var small = BERTConfiguration(width: 6, heads: 3, depth: 2)
    (small.vocabularySize, small.positionLimit) = (13, 9)
    var narrow = BERTConfiguration(width: 8, heads: 2, feedForwardWidth: 5, depth: 3)
    (narrow.vocabularySize, narrow.positionLimit, narrow.segmentCount) = (17, 4, 1)
    var albert = narrow
    (albert.embeddingWidth, albert.sharesBlocks) = (3, true)
    return [small, narrow, albert]
  }()

  @Test(arguments: shapes.indices) func `the formulas count what is built`(index: Int) {
    var generator = Generator(seed: 1)
    let shape = Self.shapes[index]
    for hasPooler in [false, true] {
      let body = BERTModel(shape, hasPooler: hasPooler, using: &generator)
      #expect(body.parameterCount == shape.bodyParameterCount(hasPooler: hasPooler))
      #expect(body.embeddings.parameterCount == shape.embeddingParameterCount)
      #expect(body.encoder.parameterCount == shape.encoderParameterCount)
      let model = PretrainingModel(shape, predictsNextSentence: hasPooler, using: &generator)
      #expect(model.parameterCount == shape.pretrainingParameterCount(predictsNextSentence: hasPooler))
      let tagger = TokenTagger(body, tags: 5, using: &generator)
      #expect(tagger.parameterCount == body.parameterCount + shape.headParameterCount(outputs: 5))
    }
  }

  @Test func `the defaults are the published choices`() {
    for shape in [BERTConfiguration.base, .large, .tiny] {
      let block = shape.block
      #expect(block.width / block.heads == 64 && block.feedForwardWidth == 4 * block.width)
      #expect(block.placement == .post && block.activation == .gelu && block.epsilon == 1e-12)
      #expect(block.dropout == 0.1 && block.attentionDropout == 0.1 && shape.initialDeviation == 0.02)
    }
  }

  /// For each position and block four maps of D × D and two of D × F, and for each pair of positions 2·D.
  @Test func `the multiplications are counted block by block`() {
    let (first, second) = (5 * (4 * 6 * 6 + 2 * 6 * 24), 5 * 5 * 2 * 6)
    #expect(Self.shapes[0].multiplications(positions: 5) == 2 * (first + second))
    let (own, pairs) = (4 * (4 * 8 * 8 + 2 * 8 * 5), 4 * 4 * 2 * 8)
    #expect(Self.shapes[2].multiplications(positions: 4) == 4 * 3 * 8 + 3 * (own + pairs))
  }

  @Test func `the names are those that weights are loaded by`() {
    var generator = Generator(seed: 1)
    let model = PretrainingModel(Self.shapes[0], using: &generator)
    let paths = model.parameters.map(\.path)
    for path in [
      "body.embeddings.tokens.weight", "body.embeddings.segments.weight", "body.embeddings.positions.weight",
      "body.embeddings.norm.gain", "body.encoder.blocks.1.attention.query.weight",
      "body.encoder.blocks.0.attentionNorm.bias", "body.encoder.blocks.0.feedForward.up.weight", "body.pooler.weight",
      "maskedLanguage.dense.weight", "maskedLanguage.norm.gain", "maskedLanguage.bias", "nextSentence.weight",
    ] {
      #expect(paths.contains(path), "\(path)")
    }
  }
}
