import BERT
import Foundation
import GPT
import T5
import TestSupport
import Testing
import Training
import ViT

@testable import Pretrained

/// What is written has the names of the published files, and is read again to the last bit.
struct RoundTripTests {
  private func check<Model: PublishedModel>(_ type: Model.Type, _ kind: String, leftOut: Set<String> = []) throws {
    let original = try ModelFolderTests.folder(kind)
    let model = try Model(original)
    let folder = try TemporaryFolder()
    try model.write(to: folder.url.path)
    let (written, published) = (try ModelFolder(folder.url.path), try original.weights())
    let file = try written.weights()
    #expect(Set(file.names) == Set(published.names).subtracting(leftOut))
    for name in file.names where Scalar.self == Float.self {
      #expect(try file.tensor(name) == published.tensor(name), "\(name)")
    }
    let again = try Model(written)
    for (a, b) in zip(model.parameters, again.parameters) { #expect(a.variable.value == b.variable.value, "\(a.path)") }
    for key in ["model_type", "architectures", "vocab_size", "tie_word_embeddings"] where written.config.has(key) {
      let same = written.config.values[key] == original.config.values[key]
      #expect(same || !original.config.has(key), "\(key)")
    }
  }

  @Test func `every kind of model`() throws {
    try check(GPTModel.self, "gpt2")
    try check(GPTModel.self, "openai-gpt")
    try check(BERTModel.self, "bert")
    try check(PretrainingModel.self, "bert-masked")
    try check(PretrainingModel.self, "bert-pretraining")
    try check(TextClassifier.self, "bert-classifier")
    try check(SpanReader.self, "bert-answers")
    try check(PictureClassifier.self, "vit")
    try check(T5Model.self, "t5")
    try check(T5Model.self, "t5-gated")
    try check(BARTModel.self, "bart", leftOut: ["final_logits_bias"])
  }

  @Test func `a folder in parts is read as one file, and a missing part is named`() throws {
    let half = try ModelFolderTests.folder("gpt2-half")
    let folder = try TemporaryFolder()
    for name in try FileManager.default.contentsOfDirectory(atPath: half.path) where !name.contains("00002-of") {
      try FileManager.default.copyItem(atPath: half.file(name), toPath: "\(folder.url.path)/\(name)")
    }
    let problem = UnusableFile(
      "\(folder.url.path)/model-00002-of-00002.safetensors", "it is missing: model.safetensors.index.json names it")
    #expect(throws: problem) { try GPTModel(ModelFolder(folder.url.path)) }
  }
}
