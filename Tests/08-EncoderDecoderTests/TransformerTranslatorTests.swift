import Attention
import Datasets
import EncoderDecoder
import Foundation
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

  @Test mutating func `a cache with the wrong position would be noticed`() {
    let model = model()
    var (first, second) = (model.encode(source), model.encode(source))
    _ = model.step([1, 1, 1], &second)
    #expect(model.step([3, 3, 3], &second) != model.step([3, 3, 3], &first))
  }

  @Test mutating func `a beam of width one is greedy decoding, with the cache as without`() {
    let model = model()
    for (_, variable) in model.parameters { variable.update { $0 *= 2 } }
    let (prompts, end) = ([[Int]](repeating: [SpecialToken.begin], count: 3), SpecialToken.end)
    let texts = model.generate(prompts, from: model.encode(source), limit: 6, end: end)
    let beam = model.generate(prompts, from: model.encode(source), limit: 6, end: end, beam: BeamSearch(width: 1))
    #expect(beam.map { $0[0].tokens } == texts)
    for (row, text) in texts.enumerated() where !text.isEmpty {
      let logits = model(source, PaddedRows([[Int]](repeating: [SpecialToken.begin] + text.dropLast(), count: 3)))
      #expect(logits.value.row(row).argmax() == text)
    }
  }

  @Test mutating func `dropout is at work in training only`() {
    let model = model(dropout: 0.5)
    #expect(model(source, inputs).value == model(source, inputs).value)
    let randomness = Randomness(seed: 1)
    #expect(model(source, inputs, .training(randomness)).value != model(source, inputs, .training(randomness)).value)
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
  }

  @Test mutating func `it overfits a few pairs`() {
    let model = model(dropout: 0)
    let optimizer = Adam(model.parameters)
    var last = Double.infinity
    for step in 0..<400 {
      let loss = crossEntropy(model(source, inputs), [3, 4, 2, 5, 5, 2, 4, 3, 2])
      if step == 0 { #expect(abs(Double(loss.value.scalar) - Foundation.log(7)) < 1.5) }
      last = Double(loss.value.scalar)
      loss.backward()
      optimizer.step(rate: Schedule.inverseSquareRoot(peak: 1e-2, warmup: 40)(step))
      optimizer.clearGradients()
    }
    #expect(last < 0.02)
  }
}
