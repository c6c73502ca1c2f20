import TestSupport
import Testing

/// Each command line that cannot be right gives one line and exit code 64.
@Suite(.serialized)
struct CommandUsageTests {
  @Test(arguments: ["generate", "chat", "logits", "fill", "embed", "search", "classify", "seq2seq", "answer"])
  func `a command without a model, and with an option that it has not`(command: String) throws {
    try CommandRun.expectRefusal([command], 64, "--model: is needed")
    try CommandRun.expectRefusal([command, "--model"], 64, "--model: needs a value")
    try CommandRun.expectRefusal([command, "--model", "x", "--steps", "3"], 64, "--steps: unknown option")
    try CommandRun.expectRefusal([command, "--model", "x", "--nonsense"], 64, "--nonsense: unknown option")
    let help = try CommandRun([command, "--help"])
    #expect(help.status == 0 && help.output.contains("swift run 14-pretrained \(command)"))
  }

  @Test func `no such command`() throws {
    try CommandRun.expectRefusal(["teach"], 64, "teach: unknown command")
    try CommandRun.expectRefusal(["--model", "x"], 64, "--model: unknown option")
  }

  @Test(arguments: [
    ("generate", "gpt2", [], "--prompt: is needed"),
    ("generate", "gpt2", ["--prompt", ""], "--prompt: needs a value"),
    ("generate", "gpt2", ["--prompt", "zzz"], "--prompt: it has no tokens"),
    ("generate", "gpt2", ["--prompt", "abcdefghijabcdefghijabcdefghijabc"], "--prompt: 33 tokens; the model reads 32"),
    ("generate", "gpt2", ["--prompt", "a", "extra"], "extra: not an option"),
    ("generate", "gpt2", ["--prompt", "a", "--bits", "5"], "--bits: 5; weights have 8 or 4 bits"),
    ("generate", "gpt2", ["--prompt", "a", "--ids", "1"], "--ids: unknown option"),
    ("generate", "gpt2", ["--prompt", "a", "--tokens", "0"], "--tokens: 0 is less than 1"),
    ("generate", "gpt2", ["--prompt", "a", "--temperature", "-1"], "--temperature: -1 is less than 0"),
    ("generate", "gpt2", ["--prompt", "a", "--temperature", "warm"], "--temperature: warm is not a number"),
    ("generate", "gpt2", ["--prompt", "a", "--top-k", "0"], "--top-k: 0 is less than 1"),
    ("generate", "gpt2", ["--prompt", "a", "--top-p", "1.1"], "--top-p: 1.1 is more than 1"),
    (
      "generate", "gpt2", ["--prompt", "a", "--greedy", "--temperature", "1"], "--temperature: not together with --gre"
    ),
    ("generate", "gpt2", ["--prompt", "a", "--greedy", "--top-k", "1"], "--top-k: not together with --greedy"),
    ("chat", "gpt2", ["--greedy", "--top-p", "1"], "--top-p: not together with --greedy"),
    ("chat", "gpt2", ["--prompt", "a"], "--prompt: unknown option"),
    ("logits", "gpt2", [], "--prompt: is needed, or --ids"),
    ("logits", "gpt2", ["--prompt", "a", "--ids", "1"], "--ids: not together with --prompt"),
    ("logits", "gpt2", ["--ids", ""], "--ids: needs a value"),
    ("logits", "gpt2", ["--ids", "1,,2"], "--ids:  is not an id of a vocabulary of 11 tokens"),
    ("logits", "gpt2", ["--ids", "1,11"], "--ids: 11 is not an id of a vocabulary of 11 tokens"),
    ("logits", "gpt2", ["--ids", "-1"], "--ids: -1 is not an id"), ("logits", "gpt2", ["--ids", "1.5"], "--ids: 1.5"),
    ("logits", "gpt2", ["--ids", String(repeating: "1,", count: 32) + "1"], "--ids: 33 tokens; the model reads 32"),
    ("fill", "bert-masked", [], "TEXT: 0 given"), ("fill", "bert-masked", ["a", "b"], "TEXT: 2 given"),
    ("fill", "bert-masked", [""], "TEXT: it has no tokens"),
    ("fill", "bert-masked", [String(repeating: "a ", count: 17)], "17 tokens; the model reads 16"),
    ("embed", "bert", [], "TEXT…: 0 given"), ("search", "bert", ["a"], "--corpus: is needed"),
    ("classify", "vit", [], "--image: is needed, or --pixels"),
    ("classify", "bert-classifier", [], "TEXT: is needed"), ("classify", "bert-classifier", [""], "it has no tokens"),
    ("classify", "bert-classifier", ["--pixels", #filePath, "a"], "--pixels: only with a ViT"),
    ("answer", "bert-answers", ["a"], "--context: is needed"),
    ("answer", "bert-answers", ["a", "--context", ""], "--context: needs a value"),
    ("answer", "bert-answers", ["--context", "a"], "QUESTION: 0 given"),
    ("seq2seq", "t5", [], "--prompt: is needed, or --ids"),
    ("seq2seq", "t5", ["--ids", "1", "--prompt", "a"], "--ids: not together with --prompt"),
    ("seq2seq", "t5", ["--ids", "11"], "--ids: 11 is not an id of a vocabulary of 11 tokens"),
    ("seq2seq", "t5", ["--ids", "1", "--decoder-ids", "1,x"], "--decoder-ids: x is not an id"),
    ("seq2seq", "t5", ["--prompt", "zz"], "--prompt: it has no tokens"),
    ("seq2seq", "bart", ["--ids", String(repeating: "1,", count: 32) + "1"], "--ids: 33 tokens; the model reads 32"),
    (
      "seq2seq", "bart", ["--ids", "1", "--decoder-ids", String(repeating: "1,", count: 32) + "1"],
      "--decoder-ids: 33 tokens; the model reads 32"
    ),
  ])
  func `words that do not fit`(command: String, kind: String, words: [String], problem: String) throws {
    let folder = try CommandFolder(kind)
    try CommandRun.expectRefusal([command, "--model", folder.path] + words, 64, problem)
  }

  @Test func `a decoder stops where its positions end`() throws {
    let folder = try CommandFolder("bart") { $0["eos_token_id"] = 4 }
    let found = try CommandRun.json(["seq2seq", "--model", folder.path, "--ids", "3,7,9", "--tokens", "1000"])
    #expect((found["ids"] as? [Int])?.count == 32)
  }
}
