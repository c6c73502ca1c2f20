import BERT
import Datasets
import Foundation
import LoRA
import Tensors
import TestSupport
import Testing
import Training

@testable import Pretrained

/// A classifier upon a body that was read from a folder.
struct SentenceClassifierTests {
  private static let words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "the", "film", "is", "very"]

  private let folder: TemporaryFolder
  private let encoder: SentenceEncoder

  init() throws {
    folder = try TemporaryFolder()
    var shape = BERTConfiguration(width: 16, heads: 2, feedForwardWidth: 32, depth: 2)
    (shape.vocabularySize, shape.positionLimit, shape.block.dropout) = (Self.words.count, 12, 0)
    shape.initialDeviation = 0.3  // so that a random body tells texts apart
    var generator = Generator(seed: 1)
    try BERTModel(shape, using: &generator).write(to: folder.url.path)
    try folder.write(Self.words.joined(separator: "\n"), to: "vocab.txt")
    encoder = try SentenceEncoder(ModelFolder(folder.url.path))
  }

  private static let texts = [
    LabeledText(text: "the film is good", label: 0), LabeledText(text: "very bad", label: 1),
    LabeledText(text: "good", label: 0), LabeledText(text: "the film is very very bad", label: 1),
  ]

  private static let lora = FineTuning.lora(LoRAConfiguration(rank: 2, targets: ["encoder.*"]))

  private func trained(_ model: SentenceClassifier, steps: Int = 60) {
    let optimizer = AdamW(model.model.parameters)
    for _ in 0..<steps {
      model.loss(Self.texts, .evaluation).backward()
      optimizer.step(rate: 1e-2)
      optimizer.clearGradients()
    }
  }

  @Test func `before training the updates change nothing`() throws {
    var (one, other) = (Generator(seed: 2), Generator(seed: 2))
    let plain = SentenceClassifier(encoder, classes: 2, .head, using: &one)
    let updated = SentenceClassifier(encoder, classes: 2, Self.lora, using: &other)
    let inputs = BERTInput(rows: [[2, 5, 3]], padding: 0)
    #expect(plain.model.body(inputs).value == updated.model.body(inputs).value)
    #expect(plain.model.body(inputs).value == encoder.body(inputs).value)
  }

  @Test func `every way learns, and changes only what it may`() throws {
    for way in [Self.lora, .head, .full] {
      var generator = Generator(seed: 3)
      let model = SentenceClassifier(encoder, classes: 2, way, using: &generator)
      trained(model)
      #expect(model.accuracy(on: Self.texts) == 1, "\(way)")
      let old = Dictionary(uniqueKeysWithValues: encoder.body.parameters.map { ($0.path, $0.variable.value) })
      for (path, variable) in model.model.body.parameters where !path.contains("adapter") {
        let isTrained = way == .full || path.hasPrefix("pooler")
        #expect((old[path] == variable.value) != isTrained, "\(way), \(path)")
      }
    }
  }

  @Test func `dropout acts in training alone, and long texts are cut`() throws {
    var generator = Generator(seed: 7)
    let model = SentenceClassifier(
      recurrentFor: Self.texts, encoder, classes: 2, hiddenSize: 8, dropout: 0.5, using: &generator)
    let losses = [Mode.evaluation, .training(Randomness(seed: 1))].map { model.loss(Self.texts, $0).value.scalar }
    #expect(losses[0] != losses[1])
    let long = Array(repeating: "very", count: 30)
    #expect(encoder.isTooLong(long.joined(separator: " ")) && !encoder.isTooLong("very"))
    #expect(model([long.joined(separator: " ")]) == model([long.prefix(10).joined(separator: " ")]))
  }

  @Test func `each text has the logits that it has alone`() throws {
    var generator = Generator(seed: 4)
    let texts = ["the film is very bad", "good", "", "the film"]
    for model in [
      SentenceClassifier(encoder, classes: 3, .full, using: &generator),
      SentenceClassifier(
        recurrentFor: Self.texts, encoder, classes: 3, hiddenSize: 4, dropout: 0, using: &generator),
    ] {
      let all = model(texts)
      #expect(all.shape == [4, 3])
      for (row, text) in texts.enumerated() { expectClose(model([text]).row(0), to: all.row(row)) }
    }
  }

  @Test func `the baseline learns, and has one token for all that its texts lack`() throws {
    var generator = Generator(seed: 5)
    let model = SentenceClassifier(
      recurrentFor: Array(Self.texts.prefix(2)), encoder, classes: 2, hiddenSize: 8, dropout: 0, using: &generator)
    // [CLS], [SEP], the, film, is, good, very, bad, and one for all others.
    #expect((model.model.body as? BidirectionalLSTM)?.embedding.weight.shape == [9, 8])
    #expect(model(["[MASK]"]) == model(["[PAD]"]) && model(["[MASK]"]) != model(["bad"]))
    #expect(model(["[MASK]"]) != model(["[CLS]"]))
    trained(model)
    #expect(model.accuracy(on: Array(Self.texts.prefix(2))) == 1)
  }

  @Test func `what is written has the updates in it, the classes and the tokenizer`() throws {
    var generator = Generator(seed: 6)
    let model = SentenceClassifier(encoder, classes: 2, Self.lora, using: &generator)
    trained(model)
    let (before, written) = (model(Self.texts.map(\.text)), try TemporaryFolder())
    try written.write("{}", to: "tokenizer.json")  // of another model
    try folder.write("{\"do_lower_case\": true}", to: "tokenizer_config.json")
    try model.write(
      to: written.url.path, classes: ["praise", "complaint"], tokenizerOf: ModelFolder(folder.url.path))
    let again = try ModelFolder(written.url.path)
    let (classifier, tokenizer) = (try TextClassifier(again), try PublishedTokenizer(folder: again.path))
    let rows = Self.texts.map { tokenizer.encode($0.text, pair: nil).ids }
    expectClose(classifier(BERTInput(rows: rows, padding: 0)).value, to: before)
    #expect(try again.config.labels() == ["praise", "complaint"])
    #expect(again.config.values["label2id"] == .object(["praise": 0, "complaint": 1]))
    #expect(again.has("tokenizer_config.json") && !again.has("tokenizer.json"))
  }
}
