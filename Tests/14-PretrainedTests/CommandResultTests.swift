import BERT
import Foundation
import GPT
import LoRA
import Tensors
import TestSupport
import Testing

@testable import Pretrained

// B batch · T positions · V vocabulary size

/// What the commands print with `--json`, against what Hugging Face transformers compute from the same folders.
@Suite(.serialized)
struct CommandResultTests {
  private static func joined(_ ids: [Int]) -> String { ids.map { "\($0)" }.joined(separator: ",") }

  /// Digits enough for 1e-5 of the largest number, and no fewer.
  private func expectEqual(_ found: Any?, _ expected: Tensor) throws {
    expectClose(try Tensor(json: found), to: expected, tolerance: 1e-5)
  }

  @Test(arguments: ["gpt2", "gpt2-half", "gpt2-brain", "openai-gpt"])
  func `generate and logits`(kind: String) throws {
    let (folder, roles) = (try CommandFolder(kind), try ModelFolderTests.roles(of: kind))
    let (ids, greedy) = (ModelFolderTests.ids(roles["tokens"]!.row(0)), ModelFolderTests.ids(roles["greedy"]!))
    let prompt = CommandFolder.text(ids)

    let text = try CommandRun.json([
      "generate", "--model", folder.path, "--prompt", prompt, "--tokens", "8", "--greedy",
    ])
    #expect(Set(text.keys) == ["ids", "text", "tokensPerSecond"])
    #expect(text["ids"] as? [Int] == greedy && text["text"] as? String == CommandFolder.text(greedy))
    #expect((text["tokensPerSecond"] as? Double ?? 0) > 0)

    for given in [["--prompt", prompt], ["--ids", Self.joined(ids)]] {
      let found = try CommandRun.json(["logits", "--model", folder.path] + given)
      #expect(Set(found.keys) == ["ids", "logits"] && found["ids"] as? [Int] == ids)
      try expectEqual(found["logits"], roles["logits"]!.row(0).row(ids.count - 1))
    }
  }

  @Test(arguments: [8, 4])
  func `generate with weights in fewer bits`(bits: Int) throws {
    let (folder, roles) = (try CommandFolder("gpt2"), try ModelFolderTests.roles(of: "gpt2"))
    let (ids, model) = (ModelFolderTests.ids(roles["tokens"]!.row(0)), try GPTModel(ModelFolder(folder.path)))
    model.quantize(bits: bits)
    let found = try CommandRun.json([
      "generate", "--model", folder.path, "--prompt", CommandFolder.text(ids), "--tokens", "8", "--greedy",
      "--bits", "\(bits)",
    ])
    #expect(found["ids"] as? [Int] == model.generate([ids], from: model.start(), limit: 8)[0])
  }

  @Test func `generate streams the text, and the seed decides what is sampled`() throws {
    let folder = try CommandFolder("gpt2")
    let words = ["generate", "--model", folder.path, "--prompt", "abc", "--temperature", "1.5", "--top-k", "9"]
    func text(_ more: [String]) throws -> String {
      let run = try CommandRun(words + ["--top-p", "0.95"] + more)
      #expect(run.status == 0 && run.errors.isEmpty && run.output.hasPrefix("abc") && run.output.hasSuffix("\n"))
      return run.output
    }
    let first = try text(["--seed", "1"])
    // 32 positions, all used: three letters were given.
    #expect(first.count == 33)
    #expect(try text(["--seed", "1"]) == first)
    #expect(try text(["--seed", "2"]) != first)
  }

  @Test func `chat goes on from each line until the end, too long ones excepted`() throws {
    let folder = try CommandFolder("gpt2")
    let lines = "dhbjaeec\n\n\(String(repeating: "a", count: 33))\nab"
    let found = try CommandRun.json(["chat", "--model", folder.path, "--tokens", "3", "--greedy"], input: lines)
    let replies = try #require(found["replies"] as? [[String: Any]])
    #expect(Set(found.keys) == ["replies"] && replies.count == 2)
    #expect(replies.allSatisfy { Set($0.keys) == ["ids", "text"] })
    let greedy = ModelFolderTests.ids(try ModelFolderTests.roles(of: "gpt2")["greedy"]!).prefix(3)
    #expect(replies[0]["ids"] as? [Int] == Array(greedy))
    let run = try CommandRun(["chat", "--model", folder.path, "--tokens", "3", "--greedy"], input: lines)
    #expect(run.status == 0 && run.output.contains("33 tokens; the model reads 32"), "\(run.output)\(run.errors)")
    #expect(try CommandRun.json(["chat", "--model", folder.path], input: "")["replies"] as? [Int] == [])
  }

  @Test(arguments: ["bert-masked", "bert-old", "bert-pretraining"])
  func fill(kind: String) throws {
    let (folder, roles) = (try CommandFolder(kind), try ModelFolderTests.roles(of: kind))
    for row in 0..<2 {
      let ids = ModelFolderTests.ids(roles["tokens"]!.row(row))
      let types = ModelFolderTests.ids(roles["types"]!.row(row))
      let border = types.firstIndex(of: 1)!
      let found = try CommandRun.json([
        "fill", "--model", folder.path, CommandFolder.words(Array(ids[..<border])), "--pair",
        CommandFolder.words(Array(ids[border...])), "--logits",
      ])
      #expect(Set(found.keys) == ["ids", "types", "tokens", "guesses", "logits"])
      #expect(found["ids"] as? [Int] == ids && found["types"] as? [Int] == types)
      #expect(found["tokens"] as? [String] == ids.map { CommandFolder.tokens[$0] })
      let logits = roles["logits"]!.row(row)  // [T, V]
      try expectEqual(found["logits"], logits)

      let guesses = try #require(found["guesses"] as? [[String: Any]])
      #expect(guesses.map { $0["position"] as? Int } == ids.indices.filter { ids[$0] == 4 })
      for guess in guesses {
        let probabilities = softmax(logits.row(guess["position"] as! Int)).scalars
        let best = try #require(guess["tokens"] as? [[String: Any]])
        let expected = probabilities.indices.sorted { probabilities[$0] > probabilities[$1] }.prefix(5)
        #expect(best.map { $0["token"] as? String } == expected.map { CommandFolder.tokens[$0] })
        for (token, id) in zip(best, expected) {
          #expect(abs((token["probability"] as? Double ?? 9) - Double(probabilities[id])) < 1e-5)
        }
      }
    }
    #expect(try CommandRun.json(["fill", "--model", folder.path, "a"])["logits"] == nil)
  }

  @Test func `embed and search`() throws {
    let folder = try CommandFolder("bert")
    try folder.frameTexts()
    let texts = ["a b", "f", "c d e a b c d e f a b c d e f a b c"]
    let found = try CommandRun.json(["embed", "--model", folder.path] + texts)
    #expect(Set(found.keys) == ["embeddings"])
    let vectors = try SentenceEncoder(ModelFolder(folder.path))(texts)
    try expectEqual(found["embeddings"], vectors)
    for row in try Tensor(json: found["embeddings"]).scalars.chunked(8) {
      #expect(abs(row.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    }

    try folder.write(texts.joined(separator: "\r\n\n"), to: "corpus")
    let ranked = try CommandRun.json([
      "search", "--model", folder.path, "--corpus", folder.file("corpus"), "f", "--count", "2",
    ])
    let lines = try #require(ranked["found"] as? [[String: Any]])
    #expect(Set(ranked.keys) == ["found", "linesPerSecond"] && lines.count == 2)
    #expect(lines[0]["line"] as? Int == 3 && lines[0]["text"] as? String == "f")
    #expect(abs((lines[0]["similarity"] as? Double ?? 0) - 1) < 1e-5)
  }

  @Test func classify() throws {
    let (folder, roles) = (try CommandFolder("vit"), try ModelFolderTests.roles(of: "vit"))
    let pixels = roles["pixels"]!.scalars.map { "\($0)" }.joined(separator: ", ")
    try folder.write("{\"shape\": [2, 3, 12, 12], \"pixels\": [\(pixels)]}", to: "pixels.json")
    let words = ["classify", "--model", folder.path, "--pixels", folder.file("pixels.json")]
    let found = try CommandRun.json(words)
    #expect(found["logits"] != nil)
    try expectEqual(found["logits"], roles["logits"]!)
  }

  @Test func `classify and answer of texts`() throws {
    var (folder, roles) = (try CommandFolder("bert-classifier"), try ModelFolderTests.roles(of: "bert-classifier"))
    for row in 0..<2 {
      let (first, second) = texts(roles, row)
      let found = try CommandRun.json(["classify", "--model", folder.path, first, "--pair", second])
      #expect(Set(found.keys) == ["logits", "classes"])
      try expectEqual(found["logits"], roles["logits"]!.slice(axis: 0, row..<row + 1))
    }
    (folder, roles) = (try CommandFolder("bert-answers"), try ModelFolderTests.roles(of: "bert-answers"))
    for row in 0..<2 {
      let (first, second) = texts(roles, row)
      let found = try CommandRun.json(["answer", "--model", folder.path, first, "--context", second, "--logits"])
      #expect(Set(found.keys) == ["ids", "types", "answer", "start", "end", "probability", "logits"])
      try expectEqual(found["logits"], .stack([roles["start"]!.row(row), roles["end"]!.row(row)]))
    }
  }

  /// The texts whose ids are those of a row: the first of the type 0, the second of the type 1.
  private func texts(_ roles: [String: Tensor], _ row: Int) -> (String, String) {
    let (ids, types) = (roles["tokens"]!.row(row), roles["types"]!.row(row))
    let border = types.scalars.firstIndex(of: 1)!
    let all = ModelFolderTests.ids(ids)
    return (CommandFolder.words(Array(all[..<border])), CommandFolder.words(Array(all[border...])))
  }

  @Test(arguments: ["t5", "t5-gated", "bart"])
  func seq2seq(kind: String) throws {
    let (folder, roles) = (try CommandFolder(kind), try ModelFolderTests.roles(of: kind))
    let (source, targets) = (ModelFolderTests.ids(roles["source"]!), ModelFolderTests.ids(roles["targets"]!))
    let end = kind == "bart" ? 2 : 1
    let greedy = Array(ModelFolderTests.ids(roles["greedy"]!).prefix { $0 != end })
    let base = ["seq2seq", "--model", folder.path, "--tokens", "8"]

    var found = try CommandRun.json(base + ["--ids", Self.joined(source)])
    #expect(Set(found.keys) == ["source", "ids"])
    #expect(found["ids"] as? [Int] == greedy && found["source"] as? [Int] == source)
    found = try CommandRun.json(base + ["--prompt", CommandFolder.text(source)])
    #expect(Set(found.keys) == ["source", "ids", "text"])
    #expect(found["ids"] as? [Int] == greedy && found["text"] as? String == CommandFolder.text(greedy))

    found = try CommandRun.json(
      base + ["--ids", Self.joined(source), "--decoder-ids", Self.joined(targets), "--logits"])
    #expect(Set(found.keys) == ["source", "ids", "logits"])
    try expectEqual(found["logits"], roles["logits"]!.row(0))
  }
}

extension Array {
  fileprivate func chunked(_ size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
