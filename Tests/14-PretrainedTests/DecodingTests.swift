import BERT
import Datasets
import Foundation
import T5
import Tensors
import TestSupport
import Testing
import Training

@testable import Pretrained

/// With which tokens texts begin and end: what `generation_config.json` says counts before `config.json`, and that before
/// the tokenizer. The ids are the greedy ones of the fixtures.
@Suite(.serialized)
struct DecodingTests {
  private func generate(_ folder: CommandFolder) throws -> [Int]? {
    try CommandRun.json(["generate", "--model", folder.path, "--prompt", "dhbjaeec", "--greedy", "--tokens", "8"])[
      "ids"]
      as? [Int]
  }

  /// The reference is 2 9 9 1 0 10 10 10.
  @Test func `a GPT ends where the first file that knows an end says so`() throws {
    let folder = try CommandFolder("gpt2")
    try folder.write("{\"eos_token\": \"b\"}", to: "tokenizer_config.json")
    #expect(try generate(folder) == [2, 9, 9, 1, 0, 10, 10, 10])  // config.json: 50256
    try folder.rewrite("config.json") { $0["eos_token_id"] = nil }
    #expect(try generate(folder) == [2, 9, 9])
    try folder.rewrite("config.json") { $0["eos_token_id"] = 0 }
    #expect(try generate(folder) == [2, 9, 9, 1])
    try folder.write("{\"eos_token_id\": [10, 7]}", to: "generation_config.json")
    #expect(try generate(folder) == [2, 9, 9, 1, 0])
    try folder.write("{\"do_sample\": true}", to: "generation_config.json")
    #expect(try generate(folder) == [2, 9, 9, 1])
  }

  @Test func `a prompt has the token of the start before it where the tokenizer wants it`() throws {
    let folder = try CommandFolder("gpt2")
    try folder.write("{\"bos_token\": \"j\", \"add_bos_token\": true}", to: "tokenizer_config.json")
    let found = try CommandRun.json(["logits", "--model", folder.path, "--prompt", "ab"])
    #expect(found["ids"] as? [Int] == [9, 0, 1])
    let tokenizer = try PublishedTokenizer(folder: folder.path)
    #expect(tokenizer.encode("ab", pair: "c").ids == [9, 0, 1, 9, 2])
    #expect(tokenizer.encode("ab", pair: "c").types == [0, 0, 0, 1, 1])
    try folder.write("{\"eos_token\": \"i\", \"add_eos_token\": true}", to: "tokenizer_config.json")
    #expect(try PublishedTokenizer(folder: folder.path).encode("a", pair: "b").ids == [0, 8, 1, 8])
  }

  /// The reference is 3 0 9 1 9 9 1 1.
  @Test func `a BART begins with the token that is forced, and ends as its files say`() throws {
    let folder = try CommandFolder("bart")
    let source = ModelFolderTests.ids(try ModelFolderTests.roles(of: "bart")["source"]!)
    func translate(_ more: [String] = []) throws -> [Int]? {
      let ids = source.map { "\($0)" }.joined(separator: ",")
      return try CommandRun.json(["seq2seq", "--model", folder.path, "--ids", ids, "--tokens", "8"] + more)["ids"]
        as? [Int]
    }
    #expect(try translate() == [3, 0, 9, 1, 9, 9, 1, 1])
    try folder.write("{\"eos_token_id\": [9]}", to: "generation_config.json")
    #expect(try translate() == [3, 0])
    try folder.write("{\"forced_bos_token_id\": 3, \"eos_token_id\": 2}", to: "generation_config.json")
    #expect(try translate() == [3, 0, 9, 1, 9, 9, 1, 1])
    try folder.write("{\"forced_bos_token_id\": 7}", to: "generation_config.json")
    let model = try BARTModel(ModelFolder(folder.path))
    let memory = withoutGradients { model.encode(PaddedRows([source])) }
    let rest = model.generate([[2, 7]], from: memory, limit: 7, end: 2)[0]
    #expect(try translate() == [7] + rest)
    // Whoever gives more than the start decides alone.
    #expect(try translate(["--decoder-ids", "2,3", "--tokens", "7"]) == [0, 9, 1, 9, 9, 1, 1])
    try folder.remove("generation_config.json")
    try folder.rewrite("config.json") { $0["forced_bos_token_id"] = 7 }
    #expect(try translate() == [7] + rest)
    for json in ["{\"eos_token_id\": [1, 2]}", "{\"decoder_start_token_id\": 11}", "{\"forced_bos_token_id\": -1}"] {
      try folder.write(json, to: "generation_config.json")
      try CommandRun.expectRefusal(["seq2seq", "--model", folder.path, "--ids", "1"], 65, "generation_config.json: ")
    }
  }

  @Test func `sentences are cut where sentence-transformers cut them`() throws {
    let folder = try CommandFolder("bert")
    try folder.frameTexts()
    func limit() throws -> Int { try SentenceEncoder(ModelFolder(folder.path)).limit }
    #expect(try limit() == 16)
    try folder.write("{\"model_max_length\": 1000000000000000019884624838656}", to: "tokenizer_config.json")
    #expect(try limit() == 16)
    try folder.write("{\"model_max_length\": 6}", to: "tokenizer_config.json")
    #expect(try limit() == 6)
    try folder.write("{\"max_seq_length\": 9}", to: "sentence_bert_config.json")
    #expect(try limit() == 9)
    try folder.write("{\"max_seq_length\": null}", to: "sentence_bert_config.json")
    #expect(try limit() == 6)
    try folder.write("{\"max_seq_length\": 512}", to: "sentence_bert_config.json")
    #expect(try limit() == 16)
  }

  @Test func `names of classes are numbered without gaps`() throws {
    let folder = try CommandFolder("vit")
    func labels(_ names: [String: String]) throws -> [String] {
      try folder.rewrite("config.json") { $0["id2label"] = names }
      return try ModelFolder(folder.path).config.labels()
    }
    let all = Dictionary(uniqueKeysWithValues: (0..<11).map { ("\($0)", "c\($0)") })
    #expect(try labels(all) == (0..<11).map { "c\($0)" })
    #expect(throws: UnusableFile.self) { try labels(["0": "a", "2": "c"]) }
    #expect(throws: UnusableFile.self) { try labels(["0": "a", "x": "c"]) }
  }

  @Test func `an output bias under the name of the output matrix is read`() throws {
    let (folder, roles) = (try CommandFolder("bert-masked"), try ModelFolderTests.roles(of: "bert-masked"))
    let path = folder.file("model.safetensors")
    var file = try Safetensors(contentsOf: path)
    file.tensors["cls.predictions.decoder.bias"] = file.tensors.removeValue(forKey: "cls.predictions.bias")
    try file.write(to: path)
    let model = try PretrainingModel(ModelFolder(folder.path))
    let rows = (0..<2).map { ModelFolderTests.ids(roles["tokens"]!.row($0)) }
    let segments = (0..<2).map { ModelFolderTests.ids(roles["types"]!.row($0)) }
    expectClose(model(BERTInput(rows: rows, segments: segments, padding: 0)).value, to: roles["logits"]!)
  }
}
