import BERT
import Datasets
import EncoderDecoder
import Foundation
import GPT
import T5
import Tensors
import TestSupport
import Testing
import Training
import ViT

@testable import Pretrained

/// Each value of each `config.json`, replaced by something nasty: a model is read and computes, or the folder is refused.
/// A trap, or memory for sizes that no file has, would end the tests.
@Suite(.serialized)
struct ConfigFuzzTests {
  private static let values: [any Sendable] = [
    NSNull(), -1, 0, 2, 0.5, 1e30, 1 << 24, Int.max, "x", [Int](), [String: Int](), true,
  ]

  private static func read(_ path: String, _ kind: String) throws {
    let folder = try ModelFolder(path)
    let input = BERTInput(rows: [[3, 7, 1]], padding: 0)
    func translate(_ model: some EncoderDecoderModel) {
      let memory = withoutGradients { model.encode(PaddedRows([[3, 7]])) }
      let tokens = model.decodingTokens
      _ = model.generate([[tokens.begin]], from: memory, limit: 3, end: tokens.end)
    }
    switch kind {
    case "gpt2", "openai-gpt":
      let model = try GPTModel(folder)
      _ = try folder.decodingIDs("eos_token_id")
      if model.configuration.contextLimit >= 3 { _ = model.generate([[3]], from: model.start(), limit: 2) }
    case "bert-masked": _ = try PretrainingModel(folder)(input)
    case "bert-classifier": _ = try TextClassifier(folder)(input)
    case "bert-answers": _ = try SpanReader(folder)(input)
    case "vit": _ = try (PictureClassifier(folder)(Tensor.zeros(1, 12, 12, 3)), folder.config.labels())
    case "t5-gated": translate(try T5Model(folder))
    default:
      _ = try folder.forcedFirstToken(below: 11)
      translate(try BARTModel(folder))
    }
  }

  @Test(arguments: ["gpt2", "openai-gpt", "bert-masked", "bert-classifier", "bert-answers", "vit", "t5-gated", "bart"])
  func `no value of a configuration ends in a trap`(kind: String) throws {
    let folder = try CommandFolder(kind)
    let original = try Data(contentsOf: URL(fileURLWithPath: folder.file("config.json")))
    let config = try #require(try JSONSerialization.jsonObject(with: original) as? [String: Any])
    try Self.read(folder.path, kind)
    var refused = 0
    for key in config.keys.sorted() {
      for value in Self.values {
        try original.write(to: URL(fileURLWithPath: folder.file("config.json")))
        try folder.rewrite("config.json") { $0[key] = value }
        do { try Self.read(folder.path, kind) } catch let error as any BadFile {
          refused += 1
          let isFit = "\(error)".hasPrefix(folder.path) && "\(error)".count < 20_000
          #expect(isFit, "\(kind), \(key) = \(value): \(error)")
        }
      }
    }
    #expect(refused > 20)
  }

  @Test(arguments: ["eos_token_id", "pad_token_id", "decoder_start_token_id", "forced_bos_token_id"])
  func `the same of generation_config`(key: String) throws {
    let folder = try CommandFolder("bart")
    for value in Self.values + [[1, 2], [3]] {
      try JSONSerialization.data(withJSONObject: [key: value])
        .write(to: URL(fileURLWithPath: folder.file("generation_config.json")))
      do { try Self.read(folder.path, "bart") } catch let error as any BadFile {
        #expect("\(error)".hasPrefix(folder.file("generation_config.json")), "\(key) = \(value): \(error)")
      }
    }
  }
}
