import Datasets
import EncoderDecoder
import T5
import Tensors
import Training

/// The three kinds of model, small enough to check every number.
enum Tiny: String, CaseIterable, Sendable {
  case t5
  /// Version 1.1.
  case t5v11
  case bart

  /// 13 tokens, width 8, 2 + 2 blocks; T5's heads are 3 wide, so their columns are not the width.
  func model(
    dropout: Scalar = 0, using generator: inout Generator,
    changing change: (inout T5Configuration) -> Void = { _ in },
    _ changeBART: (inout BARTConfiguration) -> Void = { _ in }
  ) -> any EncoderDecoderModel {
    if self == .bart {
      var shape = BARTConfiguration(width: 8, heads: 2, feedForwardWidth: 10, depth: 2, dropout: dropout)
      (shape.vocabularySize, shape.positionLimit) = (13, 24)
      shape.decodingTokens = DecodingTokens(padding: 0, begin: 1, end: 1)
      changeBART(&shape)
      return BARTModel(shape, using: &generator)
    }
    var shape = T5Configuration(
      width: 8, heads: 2, headWidth: 3, feedForwardWidth: 10, depth: 2, isVersion1_1: self == .t5v11, dropout: dropout)
    shape.vocabularySize = 13
    change(&shape)
    return T5Model(shape, using: &generator)
  }

  /// A model whose numbers are large enough for every part to matter.
  func randomModel(dropout: Scalar = 0, seed: Int = 1) -> any EncoderDecoderModel {
    var generator = Generator(seed: seed)
    let model = model(dropout: dropout, using: &generator)
    for (path, variable) in model.parameters {
      // BART has a norm behind every part: with gains near 0 there is hardly a gradient below them.
      let isGain = self == .bart && path.hasSuffix("gain")
      variable.update {
        $0 = .normal($0.shape, deviation: self == .bart ? 0.3 : 0.5, using: &generator) + (isGain ? 1 : 0)
      }
    }
    return model
  }

  /// Sources and targets of different lengths. The first source is long enough for buckets of several distances.
  static let pairs = [
    Pair(source: [3, 7, 12, 9, 4, 5, 8, 8, 10, 3, 6, 7, 11, 12, 4, 3, 9, 5, 6, 1], target: [7, 9]),
    Pair(source: [5, 8, 10, 6, 1], target: [8, 10, 6, 5, 3, 4, 11]),
    Pair(source: [4, 9, 12, 3, 3, 7, 10, 5, 1], target: [12, 12, 3, 4]),
  ]
}
