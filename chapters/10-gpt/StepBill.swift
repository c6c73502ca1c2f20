import Course
import Datasets
import GPT
import Training

// B batch · T positions · D width · V tokens

// MARK: 8

/// The published sizes, counted.
func showSizes() {
  var table = Table(["model", "width", "blocks", "heads", "parameters"])
  let published: [(String, GPTConfiguration)] =
    [
      ("GPT-1", .gpt1), ("GPT-2", .gpt2), ("GPT-2 medium", .gpt2Medium), ("GPT-2 large", .gpt2Large),
      ("GPT-2 XL", .gpt2XL),
    ] + GPTConfiguration.gpt3.map { ("GPT-3 \($0.name)", $0.shape) }
  for (name, shape) in published {
    table.add([name, "\(shape.block.width)", "\(shape.depth)", "\(shape.block.heads)", "\(shape.parameterCount)"])
  }
  say("\(table)")
}

/// The bill of a training step: of the language model of this chapter, and of wider ones.
func showBill(_ texts: LanguageTexts, _ chapter: Chapter) throws {
  let (B, T) = (8, texts.contextLength)
  var bills: [Bill] = []
  for (width, heads) in [(64, 4), (128, 4), (384, 6)].prefix(chapter.isQuick ? 1 : 3) {
    var generator = chapter.generator
    let shape = configuration(texts, width: width, heads: heads)
    let model = GPTModel(shape, using: &generator)
    let batch = try TextBatches.random(texts.corpus.training, size: B, contextLength: T, using: &generator)
    let seconds = Bill.seconds(training: model) { model.loss(batch) }
    let kept = B * T * (shape.depth * shape.block.activationCount + width + shape.vocabularySize)
    bills.append(
      Bill(
        "D = \(width)", parameters: model.parameterCount, forward: Double(B * shape.multiplications(positions: T)),
        activations: Double(kept), seconds: seconds))
  }
  chapter.showBills(bills)
}
