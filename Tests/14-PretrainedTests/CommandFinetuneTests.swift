import Foundation
import TestSupport
import Testing

@testable import Pretrained

/// `finetune`, from a file of texts to a folder that classifies.
struct CommandFinetuneTests {
  @Test func `fine-tuning compares, and writes a folder that classifies`() throws {
    let folder = try CommandFolder("bert")
    try folder.remove("tokenizer.json")
    try folder.write(CommandFolder.tokens.joined(separator: "\n"), to: "vocab.txt")
    let texts = (0..<40).map {
      $0 % 2 == 0 ? "a \("bcd".dropFirst($0 % 3).first!)\tyes" : "e \($0 % 5 == 0 ? "f" : "e")\tno"
    }
    let lines = Set(texts).sorted() + ["b a\tyes", "f e\tno"]
    try folder.write(lines.joined(separator: "\n"), to: "texts.tsv")
    let (output, tsv) = (folder.file("tuned"), folder.file("texts.tsv"))
    let command = ["finetune", "--model", folder.path, "--tsv"]
    let found = try CommandRun.json(command + [tsv, "--test", tsv, "--steps", "3", "--folder", output, "--full"])
    let names = [
      "the most frequent class", "BiLSTM, from scratch", "frozen body, new head", "LoRA", "all parameters",
    ]
    #expect(Set(found.keys) == Set(names))
    for name in names {
      let result = try #require(found[name] as? [String: Any])
      let scores = try #require(result["accuracies"] as? [Double])
      #expect(scores.count == 1 && (0...1).contains(scores[0]) && (result["trained"] as? Int ?? -1) >= 0)
    }
    let classes = try CommandRun.json(["classify", "--model", output, "a b"])["classes"] as? [[[String: Any]]]
    #expect(Set(try #require(classes)[0].map { $0["name"] as? String }) == ["yes", "no"])

    try CommandRun.expectRefusal(["finetune", "--model", folder.path], 64, "--tsv: is needed")
    try CommandRun.expectRefusal(
      command + [tsv, "--folder", folder.path], 64, "--model and --folder name the same file")
    try folder.write("a\tyes\nb\tyes\n", to: "one.tsv")
    try CommandRun.expectRefusal(command + [folder.file("one.tsv")], 65, "one.tsv: it has one class")
    try CommandRun.expectRefusal(command + [folder.file("none.tsv")], 65, "none.tsv: the file cannot be read")
  }
}
