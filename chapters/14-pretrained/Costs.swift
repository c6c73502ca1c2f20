import Course
import Datasets
import Foundation
import GPT
import LoRA
import Pretrained

// B batch · T positions · D width

/// The bill of a training step of the chapter's GPT, and of reading and decoding with it.
func showBill(_ own: OwnModel, _ chapter: Chapter) {
  let shape = own.model.configuration
  let (B, T) = (16, shape.contextLimit)
  var generator = chapter.generator
  let batch = try! TextBatches.random(own.training, size: B, contextLength: T, using: &generator)
  chapter.showBills([
    Bill(
      "GPT", parameters: own.model.parameterCount, forward: Double(B * shape.multiplications(positions: T)),
      activations: Double(
        B * T * (shape.depth * shape.block.activationCount + shape.block.width + shape.vocabularySize)),
      seconds: Bill.seconds(training: own.model) { own.model.loss(batch) })
  ])
}

/// A folder as large as GPT-2's: how long reading it takes, and decoding from it with 32, 8 and 4 bits.
func loadLarge(_ chapter: Chapter) throws {
  say("6. As large as GPT-2".bold())
  let folder = temporaryFolder()
  defer { try? FileManager.default.removeItem(atPath: folder) }
  var generator = chapter.generator
  try GPTModel(.gpt2, using: &generator).write(to: folder)
  var table = Table(["weights", "MB", "read, seconds", "one token, ms", "tokens/s"])
  for bits in [32, 8, 4] {
    let clock = ContinuousClock()
    var model: GPTModel?
    let reading = try clock.measure { model = try GPTModel(ModelFolder(folder)) } / .seconds(1)
    if bits < 32 { model!.quantize(bits: bits) }
    var cache = model!.start()
    _ = model!.read(PaddedRows([Array(1...8)]), &cache)
    let seconds = Bill.seconds(runs: 12) { _ = model!.read(PaddedRows([[9]]), &cache) }
    table.add([
      "\(bits) bits", number(Double(model!.weightByteCount) / 1e6), number(reading), number(seconds * 1e3),
      number(1 / seconds),
    ])
    chapter.results["GPT-2, \(bits) bits"] = ["seconds": JSON(reading), "tokensPerSecond": JSON(1 / seconds)]
  }
  say("\(table)")
  say()
}

/// The path of a folder that does not exist yet.
func temporaryFolder() -> String {
  FileManager.default.temporaryDirectory.appendingPathComponent("unrolled-\(UUID().uuidString)").path
}
