import BERT
import Foundation
import GPT
import T5
import Tensors
import TestSupport
import Testing
import Training

@testable import Pretrained

/// Each folder that cannot be used gives one error that says which file is wrong, and how.
struct BadFolderTests {
  /// A copy of a folder, some of whose files are changed.
  private func folder(_ kind: String, config change: (inout [String: Any]) -> Void = { _ in }) throws -> TemporaryFolder
  {
    let (original, copy) = (try ModelFolderTests.folder(kind), try TemporaryFolder())
    let data = try Data(contentsOf: URL(fileURLWithPath: original.config.path))
    var config = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    change(&config)
    try JSONSerialization.data(withJSONObject: config).write(to: URL(fileURLWithPath: "\(copy.url.path)/config.json"))
    try FileManager.default.copyItem(
      atPath: original.file("model.safetensors"), toPath: "\(copy.url.path)/model.safetensors")
    return copy
  }

  private func problem(_ work: () throws -> Void) -> String? {
    do { try work() } catch { return error is any BadFile ? "\(error)" : "NO BAD FILE: \(error)" }
    return nil
  }

  @Test func `no folder, no config, no JSON`() throws {
    #expect(problem { _ = try ModelFolder("/no/such") } == "/no/such: it is no folder")
    let empty = try TemporaryFolder()
    #expect(problem { _ = try ModelFolder(empty.url.path) }?.hasPrefix("\(empty.url.path)/config.json: ") == true)
    try Data("{\"model_type\"".utf8).write(to: URL(fileURLWithPath: "\(empty.url.path)/config.json"))
    #expect(problem { _ = try ModelFolder(empty.url.path) } == "\(empty.url.path)/config.json: it is not a JSON object")
  }

  @Test(arguments: [
    ("n_embd", "7" as any Sendable, "n_embd is not a whole number"), ("n_embd", -8, "n_embd is -8"),
    ("n_embd", 9, "n_head is 2, which does not divide the width 9"), ("n_layer", 1e30, "n_layer is not a whole number"),
    ("activation_function", "swish", "activation_function is swish, which is not supported"),
    ("tie_word_embeddings", false, "tie_word_embeddings is false, only true is supported"),
    ("model_type", "llama", "model_type is llama, not gpt2 or openai-gpt"),
  ])
  func `a configuration that cannot be`(key: String, value: any Sendable, expected: String) throws {
    let folder = try folder("gpt2") { $0[key] = value }
    let found = problem { _ = try GPTModel(ModelFolder(folder.url.path)) }
    #expect(
      found?.hasPrefix("\(folder.url.path)/config.json: ") == true && found?.contains(expected) == true,
      "\(found ?? "")")
  }

  @Test func `sizes that the tensors do not have, a tensor left over, a missing file`() throws {
    let wide = try folder("gpt2") { $0["n_inner"] = 24 }
    #expect(problem { _ = try GPTModel(ModelFolder(wide.url.path)) }?.contains("misshapen") == true)
    let shallow = try folder("gpt2") { $0["n_layer"] = 1 }
    #expect(problem { _ = try GPTModel(ModelFolder(shallow.url.path)) }?.contains("unused") == true)
    let deep = try folder("gpt2") { $0["n_layer"] = 3 }
    #expect(problem { _ = try GPTModel(ModelFolder(deep.url.path)) }?.contains("missing") == true)
    try FileManager.default.removeItem(atPath: "\(deep.url.path)/model.safetensors")
    #expect(problem { _ = try GPTModel(ModelFolder(deep.url.path)) }?.contains("model.safetensors") == true)
  }

  @Test func `sizes that no file of this length has are refused before memory is taken for them`() throws {
    for (key, size) in [("n_layer", 3000), ("vocab_size", 1 << 24), ("n_positions", 1 << 24), ("n_embd", 1 << 24)] {
      let folder = try folder("gpt2") { $0[key] = size }
      let found = problem { _ = try GPTModel(ModelFolder(folder.url.path)) }
      #expect(found?.contains("/config.json: its sizes make ") == true, "\(key): \(found ?? "")")
    }
  }

  @Test func `a file that is cut off`() throws {
    let folder = try folder("bert")
    let path = URL(fileURLWithPath: "\(folder.url.path)/model.safetensors")
    let data = try Data(contentsOf: path)
    for count in [0, 7, 100, data.count / 2, data.count - 1] {
      try data.prefix(count).write(to: path)
      #expect(problem { _ = try BERTModel(ModelFolder(folder.url.path)) }?.hasPrefix(path.path) == true)
    }
  }
}
