import Foundation
import TestSupport
import Testing

@testable import Pretrained

/// `finetune`, from a file of texts to a folder that classifies.
struct CommandFinetuneTests {
  @Test func `fine-tuning compares, and writes a folder that classifies`() throws {
    let folder = try CommandFolder("bert")
    try folder.frameTexts()
    // The test texts are new ones, and a text that begins with an a or b is a yes.
    let letters = ["a", "b", "c", "d", "e", "f"].flatMap { first in ["a", "c", "e"].map { "\(first) \($0)" } }
    func lines(_ texts: [String]) -> String {
      texts.map { "\($0)\t\("ab".contains($0.first!) ? "yes" : "no")" }.joined(separator: "\n")
    }
    try folder.write(lines(letters), to: "texts.tsv")
    try folder.write(lines(letters.map { $0 + " d" }), to: "test.tsv")
    let (output, tsv) = (folder.file("tuned"), folder.file("texts.tsv"))
    let (command, test) = (["finetune", "--model", folder.path, "--tsv"], ["--test", folder.file("test.tsv")])
    func results(_ more: [String]) throws -> [String: (scores: [Double], trained: Int)] {
      try CommandRun.json(command + [tsv] + test + more).mapValues { value in
        let result = try #require(value as? [String: Any])
        return (try #require(result["accuracies"] as? [Double]), try #require(result["trained"] as? Int))
      }
    }
    let found = try results(["--steps", "150", "--folder", output, "--full"])
    let majority = "the most frequent class"
    #expect(
      Set(found.keys) == [majority, "BiLSTM, from scratch", "frozen body, new head", "LoRA", "all parameters"])
    #expect(found[majority]?.scores == [12 / 18.0] && found[majority]?.trained == 0)
    #expect(found["BiLSTM, from scratch"]?.scores == [1])
    // What is written has the accuracy that is printed.
    let texts = letters.map { $0 + " d" }
    let classes = try CommandRun.json(["classify", "--model", output] + texts)["classes"] as? [[[String: Any]]]
    let right = zip(texts, try #require(classes)).count { text, best in
      best[0]["name"] as? String == ("ab".contains(text.first!) ? "yes" : "no")
    }
    #expect(found["LoRA"]?.scores == [Double(right) / 18])

    let (two, four) = (try results(["--steps", "1", "--rank", "2", "--seeds", "2"]), try results(["--steps", "1"]))
    #expect(two["LoRA"]!.scores.count == 2 && two["LoRA"]!.trained < four["LoRA"]!.trained)
    #expect(two["all parameters"] == nil)
    #expect(
      try results(["--steps", "1", "--labels", "2"])["BiLSTM, from scratch"]!.trained
        < four["BiLSTM, from scratch"]!.trained)

    try CommandRun.expectRefusal(["finetune", "--model", folder.path], 64, "--tsv: is needed")
    try CommandRun.expectRefusal(
      command + [tsv, "--folder", folder.path], 64, "--model and --folder name the same file")
    let inside = command + [tsv, "--save", folder.file("model.safetensors")]
    try CommandRun.expectRefusal(inside, 64, "--save is in the folder of --model")
    try folder.write("a\tyes\nb\tyes\n", to: "one.tsv")
    try CommandRun.expectRefusal(command + [folder.file("one.tsv")], 65, "one.tsv: it has one class")
    try CommandRun.expectRefusal(command + [folder.file("none.tsv")], 65, "none.tsv: the file cannot be read")
  }
}
