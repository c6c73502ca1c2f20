import Foundation
import TestSupport
import Testing
import Training

@testable import Pretrained

/// Each folder that cannot be used gives one line and exit code 65, whatever the command.
@Suite(.serialized)
struct CommandFolderTests {
  /// A use of each command that is right.
  private static let uses: [(command: String, kind: String, words: [String])] = [
    ("generate", "gpt2", ["--prompt", "abc", "--tokens", "2"]), ("chat", "gpt2", ["--tokens", "2"]),
    ("logits", "openai-gpt", ["--ids", "1,2"]), ("fill", "bert-masked", ["a [MASK]"]), ("embed", "bert", ["a", "b"]),
    ("search", "bert", ["a", "--corpus", #filePath]), ("classify", "vit", ["--pixels", #filePath]),
    ("classify", "bert-classifier", ["a", "b c"]), ("answer", "bert-answers", ["a", "--context", "b c d"]),
    ("seq2seq", "t5", ["--ids", "1,2"]), ("seq2seq", "bart", ["--ids", "1,2"]),
  ]

  private func expectRefusal(
    _ use: (command: String, kind: String, words: [String]), _ problem: String,
    sourceLocation: SourceLocation = #_sourceLocation, damage: (CommandFolder) throws -> Void
  ) throws {
    let folder = try CommandFolder(use.kind)
    try damage(folder)
    try CommandRun.expectRefusal(
      [use.command, "--model", folder.path] + use.words, 65, problem, sourceLocation: sourceLocation)
  }

  private func use(_ command: String) -> (command: String, kind: String, words: [String]) {
    Self.uses.first { $0.command == command }!
  }

  @Test(arguments: 0..<uses.count)
  func `no folder, no config, a model of another kind, no weights, cut off`(index: Int) throws {
    let use = Self.uses[index]
    try CommandRun.expectRefusal([use.command, "--model", "/no/such"] + use.words, 65, "/no/such: it is no folder")
    try CommandRun.expectRefusal([use.command, "--model", #filePath] + use.words, 65, "it is no folder")
    try expectRefusal(use, "config.json: ") { try $0.remove("config.json") }
    try expectRefusal(use, "config.json: it is not a JSON object") { try $0.write("[1]", to: "config.json") }
    for type in ["llama", ""] {
      try expectRefusal(use, "config.json: model_type is \(type)") {
        try $0.rewrite("config.json") { $0["model_type"] = type }
      }
    }
    let other = use.command == "classify" || use.kind == "vit" ? "gpt2" : "vit"
    let folder = try CommandFolder(other)
    try CommandRun.expectRefusal(
      [use.command, "--model", folder.path] + use.words, 65, "model_type is \(other), not ")
    try expectRefusal(use, "model.safetensors: ") { try $0.remove("model.safetensors") }
    try expectRefusal(use, "model.safetensors: ") { folder in
      let data = try Data(contentsOf: URL(fileURLWithPath: folder.file("model.safetensors")))
      try data.dropLast().write(to: URL(fileURLWithPath: folder.file("model.safetensors")))
    }
    try expectRefusal(use, "model.safetensors: ") { folder in
      var data = try Data(contentsOf: URL(fileURLWithPath: folder.file("model.safetensors")))
      data.replaceSubrange(0..<8, with: [255, 255, 255, 255, 255, 255, 255, 127])
      try data.write(to: URL(fileURLWithPath: folder.file("model.safetensors")))
    }
  }

  @Test func `a BERT with another head`() throws {
    for (command, kind) in [("fill", "bert"), ("fill", "bert-classifier")] {
      let folder = try CommandFolder(kind)
      try CommandRun.expectRefusal([command, "--model", folder.path] + use(command).words, 65, "missing")
    }
  }

  @Test func `a tensor that is missing, left over or misshapen is named`() throws {
    func change(_ folder: CommandFolder, _ change: (inout [String: Tensor]) -> Void) throws {
      let path = folder.file("model.safetensors")
      var file = try Safetensors(contentsOf: path)
      change(&file.tensors)
      try file.write(to: path)
    }
    let (name, use) = ("transformer.h.1.ln_2.weight", use("generate"))
    try expectRefusal(use, "missing (1):     \(name)") { try change($0) { $0[name] = nil } }
    try expectRefusal(use, "misshapen (1):     \(name)") { try change($0) { $0[name] = Tensor([1, 2]) } }
    try expectRefusal(use, "unused (1):     strange") { try change($0) { $0["strange"] = Tensor([1, 2]) } }
    try expectRefusal(use, "lm_head.weight differs from transformer.wte.weight") {
      try change($0) { $0["lm_head.weight"] = $0["transformer.wte.weight"]! * 2 }
    }
    let same = try CommandFolder("gpt2")
    try change(same) { $0["lm_head.weight"] = $0["transformer.wte.weight"]! }
    #expect(try CommandRun([use.command, "--model", same.path] + use.words).status == 0)
    for number in [Scalar.nan, .infinity] {
      for use in Self.uses where use.command != "chat" && use.kind != "vit" {
        try expectRefusal(use, "the model computes numbers that are not finite") { folder in
          try giveTokenizer(folder, use.kind)
          try change(folder) { tensors in
            for name in tensors.keys where name.hasSuffix("weight") {
              tensors[name] = tensors[name]!.map { _ in number }
            }
          }
        }
      }
    }
  }

  /// Sentences need `[CLS]` and `[SEP]`.
  private func giveTokenizer(_ folder: CommandFolder, _ kind: String) throws {
    if kind != "bert" { return }
    try folder.frameTexts()
  }

  @Test func `a part that is missing`() throws {
    try expectRefusal(("generate", "gpt2-half", ["--prompt", "a"]), "model-00001-of-00002.safetensors: it is missing") {
      try $0.remove("model-00001-of-00002.safetensors")
    }
  }

  @Test(arguments: ["generate", "chat", "fill", "embed"])
  func `a tokenizer that is missing, broken, or of another model`(command: String) throws {
    let use = use(command)
    try expectRefusal(use, "it holds no tokenizer.json") { try $0.remove("tokenizer.json") }
    try expectRefusal(use, "tokenizer.json: ") { try $0.write("{\"model\": {", to: "tokenizer.json") }
    try expectRefusal(use, "tokenizer.json: model.vocab is missing") {
      try $0.write("{\"model\": {\"type\": \"BPE\"}}", to: "tokenizer.json")
    }
    try expectRefusal(use, "tokenizer.json: it has 12 tokens, but the embedding has only 11 rows") { folder in
      try folder.rewrite("tokenizer.json") { object in
        let added = object["added_tokens"] as? [[String: Any]] ?? []
        object["added_tokens"] = added + [["id": 11, "content": "<new>", "special": true]]
      }
    }
  }

  @Test func `sentences`() throws {
    let use = use("embed")
    try expectRefusal(use, "it puts no [CLS] and no [SEP] around a text") { _ in }
    func pooling(_ json: String) -> (CommandFolder) throws -> Void {
      { folder in
        try giveTokenizer(folder, "bert")
        try FileManager.default.createDirectory(atPath: folder.file("1"), withIntermediateDirectories: true)
        let types = [("Transformer", ""), ("Pooling", "1")].map { "{\"type\": \"models.\($0)\", \"path\": \"\($1)\"}" }
        try folder.write("[\(types.joined(separator: ", "))]", to: "modules.json")
        try folder.write(json, to: "1/config.json")
      }
    }
    let problem = "only the mean, or the first token, is supported"
    let mean = "\"pooling_mode_mean_tokens\": true"
    try expectRefusal(use, problem, damage: pooling("{}"))
    try expectRefusal(use, problem, damage: pooling("{\"pooling_mode_max_tokens\": true}"))
    try expectRefusal(use, problem, damage: pooling("{\(mean), \"pooling_mode_cls_token\": true}"))
    try expectRefusal(use, problem, damage: pooling("{\(mean), \"pooling_mode_max_tokens\": true}"))
    for (file, json, problem) in [
      ("config_sentence_transformers.json", "{\"default_prompt_name\": \"query\"}", "prompts are not supported"),
      ("sentence_bert_config.json", "{\"do_lower_case\": true}", "do_lower_case is true"),
      ("sentence_bert_config.json", "{\"max_seq_length\": 1}", "max_seq_length is 1"),
      ("tokenizer_config.json", "{\"model_max_length\": 0}", "model_max_length is 0"),
    ] {
      try expectRefusal(use, problem) { folder in
        try pooling("{\(mean)}")(folder)
        try folder.write(json, to: file)
      }
    }
  }

  @Test func `pictures and types that do not fit the model`() throws {
    try expectRefusal(use("classify"), "it is not a JSON object") { _ in }
    let folder = try CommandFolder("bert-masked") { $0["type_vocab_size"] = 1 }
    let path = folder.file("model.safetensors")
    var file = try Safetensors(contentsOf: path)
    let name = "bert.embeddings.token_type_embeddings.weight"
    file.tensors[name] = file.tensors[name]!.slice(axis: 0, 0..<1)
    try file.write(to: path)
    let words = ["fill", "--model", folder.path, "a [MASK]"]
    try CommandRun.expectRefusal(words + ["--pair", "b"], 64, "its type_vocab_size is 1")
    #expect(try CommandRun(words).status == 0)
  }
}
