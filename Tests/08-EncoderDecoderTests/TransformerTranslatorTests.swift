import Attention
import Datasets
import EncoderDecoder
import TestSupport
import Testing
import Training
import Transformer

/// The Transformer of the paper, apart from its numbers, which `ReferenceTests` hold against PyTorch.
struct TransformerTranslatorTests {
  private let source = PaddedRows([[3, 4, 5, 6], [4, 3], [6, 6, 3]])
  private let inputs = PaddedRows([[1, 3, 4], [1, 5, 5], [1, 4, 3]])
  private var generator = Generator(seed: 6)

  private mutating func model(_ norm: NormPlacement = .post, dropout: Scalar = 0.1) -> TransformerTranslator {
    var shape = TransformerConfiguration(width: 8, heads: 2, depth: 2, dropout: dropout)
    shape.block.placement = norm
    return TransformerTranslator(shape, sourceVocabularySize: nil, targetVocabularySize: 7, using: &generator)
  }

  @Test(arguments: NormPlacement.allCases) mutating func `decoding with a cache equals decoding without`(
    norm: NormPlacement
  ) {
    let model = model(norm)
    let whole = model(source, inputs).value  // [3, 3, 7]
    var state = model.encode(source)
    for step in 0..<3 {
      let logits = model.step((0..<3).map { inputs.tokens[$0 * 3 + step] }, &state)
      #expect(logits == whole.slice(axis: 1, step..<step + 1).reshaped(3, 7))
    }
  }

  @Test(arguments: NormPlacement.allCases)
  mutating func `beginnings of different lengths in one batch go on as each alone`(norm: NormPlacement) {
    let model = model(norm)
    let (sources, beginnings) = ([[3, 4, 5, 6], [4, 3], [6, 6, 3]], [[1, 3, 4], [1], [1, 5]])
    var state = model.encode(source)
    let first = model.read(PaddedRows(beginnings, padding: 5), &state)
    let (order, next) = ([2, 0, 1, 0], [3, 4, 5, 1])
    var chosen = state.rows(at: order)
    let second = model.step(next, &chosen)
    func alone(_ row: Int, _ tokens: [Int]) -> Tensor {
      model(PaddedRows([sources[row]]), PaddedRows([tokens])).value.row(0).row(tokens.count - 1)
    }
    for row in 0..<3 { #expect(first.row(row).isClose(to: alone(row, beginnings[row]), tolerance: 1e-5)) }
    for (index, row) in order.enumerated() {
      #expect(second.row(index).isClose(to: alone(row, beginnings[row] + [next[index]]), tolerance: 1e-5))
    }
  }

  @Test mutating func `a cache with the wrong position would be noticed`() {
    let model = model()
    var (first, second) = (model.encode(source), model.encode(source))
    _ = model.step([1, 1, 1], &second)
    #expect(model.step([3, 3, 3], &second) != model.step([3, 3, 3], &first))
  }

  @Test(arguments: NormPlacement.allCases)
  mutating func `a beam of width one is greedy decoding, with the cache as without`(norm: NormPlacement) {
    let (prompts, end, limit) = ([[Int]](repeating: [SpecialToken.begin], count: 3), SpecialToken.end, 6)
    var (lengths, allTexts): (Set<Int>, Set<[Int]>) = ([], [])
    for _ in 0..<40 {
      let model = model(norm)
      for (_, variable) in model.parameters { variable.update { $0 *= 2 } }
      let texts = model.generate(prompts, from: model.encode(source), limit: limit, end: end)
      let beam = model.generate(
        prompts, from: model.encode(source), limit: limit, end: end, beam: BeamSearch(width: 1))
      #expect(beam.map { $0[0].tokens } == texts)
      for (row, text) in texts.enumerated() {
        // Read in one pass, each token is the most probable one after those before it, up to the end or the limit.
        let inputs = [SpecialToken.begin] + text.prefix(limit - 1)
        let logits = model(source, PaddedRows([[Int]](repeating: inputs, count: 3)))
        #expect(logits.value.row(row).argmax() == text + (text.count < limit ? [end] : []))
        lengths.insert(text.count)
        allTexts.insert(text)
      }
    }
    #expect(allTexts.count > 10 && lengths.contains(limit))
    #expect(!lengths.isDisjoint(with: 1..<limit), "some end after a few tokens")
  }

  @Test(.inDouble, arguments: NormPlacement.allCases)
  mutating func `gradients match central differences, dropout and all`(norm: NormPlacement) throws {
    let model = model(norm)
    let parameters = model.parameters.filter { !$0.path.hasSuffix("key.bias") }
    try reportGradients("Transformer, \(norm) norm", of: parameters, hasKinks: true, sampling: 4) {
      model(source, inputs, .training(Randomness(seed: 2)))
    }
  }

  @Test mutating func `a configuration counts the parameters of its model`() {
    for norm in NormPlacement.allCases {
      var shape = TransformerConfiguration(width: 12, heads: 3, feedForwardWidth: 20, depth: 3)
      shape.block.placement = norm
      let model = TransformerTranslator(shape, sourceVocabularySize: nil, targetVocabularySize: 9, using: &generator)
      #expect(model.parameterCount == shape.parameterCount(vocabularySize: 9))
    }
  }

  @Test mutating func `the paper's two configurations build and have its numbers of parameters`() {
    for (shape, count, millions) in [
      (TransformerConfiguration.base, 63_082_496, 65.0), (TransformerConfiguration.big, 214_245_376, 213.0),
    ] {
      #expect(shape.parameterCount(vocabularySize: 37_000) == count)
      #expect(abs(Double(count) / 1e6 / millions - 1) < 0.04)
    }
    let base = TransformerTranslator(.base, sourceVocabularySize: nil, targetVocabularySize: 37_000, using: &generator)
    #expect(base.parameterCount == 63_082_496)
    #if !Double  // a gigabyte is enough
      let big = TransformerTranslator(.big, sourceVocabularySize: nil, targetVocabularySize: 37_000, using: &generator)
      #expect(big.parameterCount == 214_245_376)
    #endif
  }

  @Test mutating func `cross-attention weights sum to one and are 0 on padding`() {
    let model = model()
    let weights = model.crossWeights(source, inputs)
    #expect(weights.count == 2 && weights[0].shape == [3, 2, 3, 4])
    for block in weights {
      #expect(block.sum(axis: -1).isClose(to: .ones(3, 2, 3), tolerance: 1e-5))
      #expect(block.row(1).columns(2..<4) == .zeros(2, 3, 2))
    }
    // Of two blocks, the second one's output layer does not change the first one's weights.
    let highest = model.decoder.blocks[1].cross!.query.weight
    highest.update { $0 *= 2 }
    let changed = model.crossWeights(source, inputs)
    #expect(changed[0] == weights[0] && changed[1] != weights[1])
  }

  /// Tied tables make it so: a row of length 1 gives logits of variance 1, and √D times it entries of variance 1, as
  /// positions have. The logits of tokens that were read are left out: such a token's own row is part of the output.
  @Test(arguments: NormPlacement.allCases)
  mutating func `at first, embeddings and logits have variance 1`(norm: NormPlacement) {
    var shape = TransformerConfiguration(width: 64, heads: 4, depth: 2, dropout: 0)
    shape.block.placement = norm
    func variance(_ x: Tensor) -> Scalar { ((x - x.mean) * (x - x.mean)).mean }
    for sourceSize in [nil, 30] {
      let model = TransformerTranslator(
        shape, sourceVocabularySize: sourceSize, targetVocabularySize: 200, using: &generator)
      for table in [model.sourceEmbedding, model.targetEmbedding] {
        #expect(abs(variance(table.weight.value * 8) - 1) < 0.1)
      }
      #expect(model.sourceEmbedding.weight.shape[0] == sourceSize ?? 200)
      #expect(abs(variance(model(source, inputs).value.columns(10..<200)) - 1) < 0.25)
    }
  }

  @Test mutating func `it overfits a few pairs`() {
    let model = model(dropout: 0)
    let optimizer = Adam(model.parameters)
    var last = Double.infinity
    for step in 0..<400 {
      let loss = crossEntropy(model(source, inputs), [3, 4, 2, 5, 5, 2, 4, 3, 2])
      last = Double(loss.value.scalar)
      loss.backward()
      optimizer.step(rate: Schedule.inverseSquareRoot(peak: 1e-2, warmup: 40)(step))
      optimizer.clearGradients()
    }
    #expect(last < 0.02)
  }

  /// One block a side, width 2, F = 3; three tokens to two. Of the decoder's 2 × 2 own pairs, one is hidden.
  @Test func `the multiplications of two stacks leave out what the causal mask hides`() {
    let block = BlockConfiguration(width: 2, heads: 1, feedForwardWidth: 3)
    let encoder = 3 * (16 + 12) + 9 * 4
    let decoder = 2 * (16 + 12) + 3 * 4 + (2 * 8 + 3 * 8) + 6 * 4
    #expect(block.stackMultiplications(depth: 1, source: 3, target: 2) == encoder + decoder)
    #expect(block.stackMultiplications(depth: 4, source: 3, target: 2) == 4 * (encoder + decoder))
  }
}
