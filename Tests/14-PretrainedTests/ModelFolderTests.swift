import BERT
import Datasets
import EncoderDecoder
import Foundation
import GPT
import Gradients
import T5
import Tensors
import TestSupport
import Testing
import Training
import ViT

@testable import Pretrained

// B batch · T positions · V vocabulary size

/// Every kind of folder against what Hugging Face transformers compute from it. `Tests/Fixtures/make_models.py` wrote both.
struct ModelFolderTests {
  static func folder(_ kind: String) throws -> ModelFolder {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try ModelFolder(tests.appendingPathComponent("Fixtures/models/\(kind)").path)
  }

  static func roles(of kind: String) throws -> [String: Tensor] { try Fixture(named: "models").roles(of: kind) }

  static func ids(_ tensor: Tensor) -> [Int] { tensor.scalars.map { Int($0) } }

  @Test(arguments: ["gpt2", "gpt2-half", "gpt2-brain", "openai-gpt"])
  func `a GPT computes and continues as the original`(kind: String) throws {
    let (model, roles) = (try GPTModel(Self.folder(kind)), try Self.roles(of: kind))
    let tokens = roles["tokens"]!
    let logits = withoutGradients { model(Self.ids(tokens), batch: tokens.shape[0]).value }
    expectClose(logits, to: roles["logits"]!)
    let found = model.generate([Self.ids(tokens.row(0))], from: model.start(), limit: 8)
    #expect(found == [Self.ids(roles["greedy"]!)])
  }

  private func input(_ roles: [String: Tensor]) -> BERTInput {
    let (tokens, types) = (roles["tokens"]!, roles["types"]!)
    return BERTInput(
      rows: (0..<tokens.shape[0]).map { Self.ids(tokens.row($0)) },
      segments: (0..<tokens.shape[0]).map { Self.ids(types.row($0)) }, padding: 0)
  }

  @Test func `a bare BERT computes as the original`() throws {
    let (model, roles) = (try BERTModel(Self.folder("bert")), try Self.roles(of: "bert"))
    let states = model(input(roles))
    expectClose(states.value, to: roles["states"]!)
    expectClose(model.pooled(states).value, to: roles["pooled"]!)
  }

  @Test(arguments: ["bert-masked", "bert-old", "bert-pretraining"])
  func `a BERT that fills in computes as the original`(kind: String) throws {
    let (model, roles) = (try PretrainingModel(Self.folder(kind)), try Self.roles(of: kind))
    expectClose(model(input(roles)).value, to: roles["logits"]!)
    #expect((model.nextSentence != nil) == (kind == "bert-pretraining"))
    if let pooled = roles["pooled"] {
      expectClose(model.nextSentenceLogits(model.body(input(roles))).value, to: pooled)
    }
  }

  @Test func `the body of a model with heads is read alone`() throws {
    let (model, roles) = (try BERTModel(Self.folder("bert-masked")), try Self.roles(of: "bert-masked"))
    #expect(model.pooler == nil && model(input(roles)).shape == [2, 8, 8])
  }

  @Test func `a BERT that classifies or answers computes as the original`() throws {
    var roles = try Self.roles(of: "bert-classifier")
    expectClose(try TextClassifier(Self.folder("bert-classifier"))(input(roles)).value, to: roles["logits"]!)
    roles = try Self.roles(of: "bert-answers")
    let (start, end) = try SpanReader(Self.folder("bert-answers"))(input(roles))
    expectClose(start.value, to: roles["start"]!)
    expectClose(end.value, to: roles["end"]!)
  }

  @Test func `a ViT classifies as the original`() throws {
    let (model, roles) = (try PictureClassifier(Self.folder("vit")), try Self.roles(of: "vit"))
    // Channels come first in PyTorch, last here.
    expectClose(model(roles["pixels"]!.permuted(0, 2, 3, 1)).value, to: roles["logits"]!)
  }

  @Test(arguments: ["t5", "t5-gated", "bart"])
  func `an encoder–decoder computes and continues as the original`(kind: String) throws {
    let (folder, roles) = (try Self.folder(kind), try Self.roles(of: kind))
    let (source, targets) = (PaddedRows([Self.ids(roles["source"]!)]), PaddedRows([Self.ids(roles["targets"]!)]))
    func check(_ model: some EncoderDecoderModel) {
      expectClose(withoutGradients { model(source, targets).value }, to: roles["logits"]!)
      let begin = model.decodingTokens.begin
      let found = model.generate([[begin]], from: withoutGradients { model.encode(source) }, limit: 8)
      #expect(found == [Self.ids(roles["greedy"]!)])
    }
    if kind == "bart" { check(try BARTModel(folder)) } else { check(try T5Model(folder)) }
  }
}
