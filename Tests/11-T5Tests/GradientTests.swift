import Datasets
import EncoderDecoder
import Gradients
import Tensors
import TestSupport
import Testing
import Training

struct GradientTests {
  /// A bias of the keys moves all scores of a query alike, which changes no weight: there is nothing but rounding to check.
  /// ReLU has corners; so do units that dropout scales. With the seed 5 a unit of `t5` crosses its corner within the step of
  /// the check: the slopes on both sides agree at a step of 1e-6, and differ by 0.5 % at 1e-5.
  @Test(.inDouble, arguments: Tiny.allCases, [0, 0.3] as [Scalar])
  func `gradients of the logits match central differences, dropout and all`(kind: Tiny, dropout: Scalar) throws {
    let model = kind.randomModel(dropout: dropout)
    let batch = PairBatch(Tiny.pairs, model.decodingTokens)
    let checkable = model.parameters.filter { !$0.path.hasSuffix("key.bias") }
    try reportGradients("\(kind), dropout \(dropout)", of: checkable, hasKinks: kind == .t5, sampling: 12) {
      model(batch.source, batch.decoderInput, .training(Randomness(seed: 6)))
    }
  }
}
