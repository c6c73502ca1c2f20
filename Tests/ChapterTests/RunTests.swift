import Foundation
import Testing

/// Every chapter keeps the promises of its options.
@Suite(.serialized)
struct RunTests {
  @Test(arguments: House.programs)
  func `a chapter runs quickly, prints one JSON object and draws each picture into a file`(chapter: String) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let start = Date()
    let run = try Program(chapter, ["--quick", "--json", "--pictures", path])
    #expect(run.status == 0, "\(run.errors)")
    // Five seconds are promised to a reader; here other tests run at the same time, and perhaps other programs.
    var load = [0.0]
    getloadavg(&load, 1)
    let crowd = max(1, load[0] / Double(ProcessInfo.processInfo.activeProcessorCount))
    #expect(Date().timeIntervalSince(start) < 15 * crowd)
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect(object?.isEmpty == false)
    #expect(!run.errors.isEmpty, "everything else goes to standard error")
    let pictures = try FileManager.default.contentsOfDirectory(atPath: path)
    #expect(!pictures.isEmpty)
    for name in pictures {
      let drawing = try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
      #expect(name.hasSuffix(".svg") && drawing.hasPrefix("<svg") && drawing.hasSuffix("</svg>\n"))
    }
  }

  @Test(arguments: House.programs)
  func `a chapter explains itself and refuses nonsense`(chapter: String) throws {
    let help = try Program(chapter, ["--help"])
    #expect(help.status == 0 && help.output.contains("swift run \(chapter)") && help.output.contains("--seed"))
    for words in [["--nonsense"], ["--seed", "many"], ["--steps", "0"], ["--threads"], ["word"]] {
      let run = try Program(chapter, words)
      #expect(run.status == 64 && run.output.isEmpty, "\(words): \(run.status)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(words): \(run.errors)")
    }
  }

  @Test(arguments: [
    ("04-lstm", "--text"), ("06-tokens", "--text"), ("08-encoderdecoder", "--tsv"), ("10-gpt", "--text"),
    ("compare", "--tsv"),
  ])
  func `a reader's own file is learned from, and a bad one is refused`(chapter: String, option: String) throws {
    let folder = FileManager.default.temporaryDirectory
    let (good, bad) = (
      folder.appending(path: "\(UUID().uuidString).txt"), folder.appending(path: "\(UUID().uuidString).txt")
    )
    defer { for file in [good, bad] { try? FileManager.default.removeItem(at: file) } }
    let lines = (0..<2000).map { "the dog sleeps \($0 % 7)\tder Hund schläft \($0 % 7)\n" }
    try Data(lines.joined().utf8).write(to: good)
    try Data([0xFF, 0xFE, 0x00]).write(to: bad)
    let learned = try Program(chapter, ["--quick", "--steps", "3", "--json", option, good.path])
    #expect(learned.status == 0, "\(learned.errors)")
    #expect(try JSONSerialization.jsonObject(with: Data(learned.output.utf8)) is [String: Any])
    let refused = try Program(chapter, ["--quick", option, bad.path])
    #expect(refused.status == 65 && refused.errors.contains(bad.path), "\(refused.errors)")
    #expect(refused.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: [["--tokens", "characters"], ["--tokens", "bpe", "--vocabulary", "300", "--chat"]])
  func `GPT learns any text, reports under fixed keys, and continues what is typed`(options: [String]) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).txt")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data((0..<1000).map { "line \($0 % 10): the dog sleeps\n" }.joined().utf8).write(to: file)
    let sizes = ["--layers", "1", "--heads", "2", "--width", "16", "--context", "16", "--batch", "4", "--steps", "60"]
    let run = try Program("10-gpt", ["--text", file.path, "--json", "--learning-rate", "0.01"] + sizes + options)
    #expect(run.status == 0, "\(run.errors)")
    let results = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let keys = ["trainLoss", "validationLoss", "bitsPerCharacter", "parameters", "secondsPerStep", "floor"]
    #expect(Set(keys).isSubset(of: results.keys))
    let loss = try #require(results["validationLoss"] as? Double)
    #expect(loss > 0 && loss < 4, "\(loss)")
    #expect(results["floor"] is NSNull)
  }

  @Test(arguments: [50_000, 200_000])
  func `the compared nets are as large as the budget allows, and have equal numbers of steps`(budget: Int) throws {
    let run = try Program("compare", ["--quick", "--json", "--task", "dates", "--parameters", "\(budget)"])
    let results = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    for net in ["RNN", "LSTM", "LSTM + attention", "Transformer"] {
      let outcomes = try #require(results["dates, \(net), equal steps"] as? [[String: Any]])
      let parameters = try #require(outcomes[0]["parameters"] as? Int)
      #expect(parameters <= budget && Double(parameters) > 0.95 * Double(budget), "\(net): \(parameters)")
      #expect(outcomes.count == 1 && outcomes[0]["steps"] as? Int == 4)
    }
  }

  @Test(arguments: [["--task", "nonsense"], ["--parameters", "1000"], ["--task", "dates", "--tsv", #filePath]])
  func `a comparison that cannot be made is refused in one line`(options: [String]) throws {
    let run = try Program("compare", ["--quick"] + options)
    #expect(run.status == 64 && run.output.isEmpty && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }

  @Test func `chapter 00 measures the arithmetic and the memory, on one thread and on all`() throws {
    let run = try Program("00-tensors", ["--quick", "--json"])
    let results = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    for limit in ["peak", "bandwidth"] {
      for threads in ["OneThread", "AllThreads"] {
        // From a slow core of ten years ago to the fastest server, in 10⁹ a second.
        let found = results[limit + threads] as? Double
        #expect((0.1...1e4).contains(found ?? 0), "\(limit)\(threads): \(found as Any)")
      }
    }
    let heading = lines(of: run.errors).contains { QuotedTable([$0]).rows == [["at the most", "GFLOP/s", "GB/s"]] }
    #expect(heading, "\(run.errors)")
  }

  @Test func `the benchmark counts the multiply-adds of BERT's training step and gives their share of the peak`() throws
  {
    let run = try Program("benchmark", ["bert", "--json"])
    #expect(run.status == 0, "\(run.errors)")
    let results = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: [String: Any]]
    // 4 blocks of 12·128² weights; 64 queries by 64 keys, twice; the head's map and 1,000 rows of the table.
    let (positions, blocks, head) = (32 * 64, 4 * 12 * 128 * 128, 128 * 128 + 128 * 1000)
    let attention = 4 * 2 * 64 * 128
    for (name, predicted) in [("bert", positions), ("bert-pretraining", 32 * 9)] {
      let result = try #require(results?[name])
      let counted = 3 * (positions * (blocks + attention) + predicted * head)
      #expect(result["multiplyAdds"] as? Double == Double(counted), "\(name)")
      // Other programs that run at the same time slow down either of the two.
      let share = result["shareOfPeak"] as? Double
      #expect((0.005...2).contains(share ?? 0), "\(name): \(share as Any)")
    }
  }
}
