import BERT
import Datasets
import EncoderDecoder
import GPT
import LoRA
import T5
import TestSupport
import Training
import Transformer
import ViT

/// A GPT whose numbers are large enough for every part to matter: 11 tokens, width 8.
func tinyGPT(
  depth: Int = 2, contextLimit: Int = 16, seed: Int = 1,
  _ change: (inout GPTConfiguration) -> Void = { _ in }
) -> GPTModel {
  var generator = Generator(seed: seed)
  var shape = GPTConfiguration(width: 8, heads: 2, feedForwardWidth: 10, depth: depth, dropout: 0)
  (shape.vocabularySize, shape.contextLimit) = (11, contextLimit)
  change(&shape)
  let model = GPTModel(shape, using: &generator)
  randomize(model.parameters, seed: seed, deviation: 0.4)
  return model
}

func tinyBERT(depth: Int = 2) -> BERTModel {
  var generator = Generator(seed: 2)
  var shape = BERTConfiguration(width: 8, heads: 2, feedForwardWidth: 10, depth: depth)
  (shape.vocabularySize, shape.positionLimit) = (13, 12)
  (shape.block.dropout, shape.block.attentionDropout) = (0, 0)
  let model = BERTModel(shape, using: &generator)
  randomize(model.parameters, seed: 3)
  return model
}

let tinyTokens = [3, 7, 1, 9, 0, 4, 5, 5, 8, 10]
let tinyInput = BERTInput(
  [TextPair([5, 6, 7, 8], [9, 10]), TextPair([11, 12])], BERTSpecialTokens())
let tinySource = PaddedRows([
  [3, 7, 12, 9, 4, 5, 8, 8, 10, 3, 6, 1], [5, 8, 10, 6, 1], [4, 9, 1],
])
let tinyTarget = PaddedRows([[0, 7, 9], [0, 8, 10, 6, 5], [0, 12]])

/// Each kind of model of the course, in one forward pass.
enum AnyModel: CaseIterable {
  case gpt, bert, t5, t5v11, translator, vit

  func build() -> (model: any Module, run: () -> Variable) {
    var generator = Generator(seed: 4)
    switch self {
    case .gpt:
      let model = tinyGPT()
      return (model, { model(tinyTokens, batch: 2) })
    case .bert:
      let model = tinyBERT()
      return (model, { model.pooled(model(tinyInput)) })
    case .t5, .t5v11:
      let model = tinyT5(isVersion1_1: self == .t5v11)
      return (model, { model(tinySource, tinyTarget) })
    case .translator:
      let shape = TransformerConfiguration(
        width: 8, heads: 2, feedForwardWidth: 10, depth: 2, dropout: 0)
      let model = TransformerTranslator(
        shape, sourceVocabularySize: nil, targetVocabularySize: 13, using: &generator)
      randomize(model.parameters, seed: 5)
      return (model, { model(tinySource, tinyTarget) })
    case .vit:
      let patches = Patches(height: 4, width: 6, channels: 2, size: 2)
      let model = PictureClassifier(
        ViTEncoder(
          ViTConfiguration(patches, width: 8, heads: 2, depth: 2, feedForwardWidth: 12),
          using: &generator),
        classes: 3, using: &generator)
      randomize(model.parameters, seed: 5)
      let pictures = Tensor.normal([2, 4, 6, 2], using: &generator)
      return (model, { model(pictures) })
    }
  }
}

func tinyT5(isVersion1_1: Bool = false) -> T5Model {
  var generator = Generator(seed: 6)
  var shape = T5Configuration(
    width: 8, heads: 2, headWidth: 3, feedForwardWidth: 10, depth: 2, isVersion1_1: isVersion1_1,
    dropout: 0)
  shape.vocabularySize = 13
  let model = T5Model(shape, using: &generator)
  randomize(model.parameters, seed: 7)
  return model
}

/// An adapter whose B is no longer zero: as after training.
func trainedAdapter(
  for model: any Module, rank: Int = 2, targets: [String] = ["*.query", "*.value"], seed: Int = 8
) -> LoRAAdapter {
  var generator = Generator(seed: seed)
  let adapter = LoRAAdapter(
    for: model, LoRAConfiguration(rank: rank, alpha: 3, targets: targets), using: &generator)
  randomize(adapter.parameters, seed: seed + 1)
  return adapter
}

/// Patterns of which linear maps are adapted.
let everyTarget = [["*.query", "*.value"], ["*"], ["*.up", "*.down", "*.gate"]]
