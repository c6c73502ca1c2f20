import BERT
import Course
import GPT
import LoRA
import RNN
import Training

// MARK: 8

/// How many bits a number of the frozen body has: nil for a `Scalar`.
private let choices: [(name: String, bits: Int?)] = [("Float", nil), ("8 bits", 8), ("4 bits", 4)]

/// Adapters on a body whose matrices are stored in fewer bits, and what the rounding costs.
///
/// By default on slots alone, in fewer bits than the body of section 2.
func compareBits(_ all: [(seed: Int, bodies: Bodies)], _ chapter: Chapter, _ trainer: Trainer) throws {
  let tasks = chapter.isFull ? Task.all : [.slots]
  var table = Table(["body in", "weights, kB", "loss on old text"] + tasks.map { "\($0.name), \($0.metric) in %" })
  for (name, bits) in chapter.isFull ? choices : Array(choices.dropFirst()) {
    var (bytes, losses) = (0, [Double]())
    let scores = try tasks.map { task in
      try all.map { seed, bodies in
        var generator = Generator(seed: seed)
        let body = bodies.copy(using: &generator)
        let adapter = Way.lora.fineTuning(.bert).prepare(body, using: &generator)!
        body.detachAdapters()
        if let bits { body.quantize(bits: bits) }
        bytes = body.weightByteCount
        losses.append(bodies.oldLoss(body))
        adapter.attach(to: body)
        return try task.tuned(
          body, "LoRA on \(name)", Way.lora.recipe(task, .bert, seed: seed), using: &generator, chapter, trainer
        ).score
      }
    }
    table.add([name, number(Double(bytes) / 1e3), number(mean(losses))] + scores.map(spreadInPercent))
    chapter.results["bits, \(name)"] = [
      "bytes": JSON(bytes), "oldLoss": JSON(mean(losses)), "scores": JSON(scores),
    ]
  }
  say("\(table)")
}

/// The speed of generation, where every token reads every weight once: memory is what it waits for.
func compareDecoding(on machine: Machine, _ chapter: Chapter) {
  var shape = GPTConfiguration(
    width: chapter.isQuick ? 128 : 768, heads: 12, depth: chapter.isQuick ? 2 : 6, dropout: 0)
  if chapter.isQuick { shape.block.heads = 4 }
  shape.vocabularySize = chapter.isQuick ? 1000 : 20_000
  let count = 16
  var table = Table(["GPT, one text", "weights, MB", "tokens/s", "of the bandwidth"])
  for (name, bits) in choices {
    var generator = Generator(seed: 0)
    let model = GPTModel(shape, using: &generator)
    if let bits { model.quantize(bits: bits) }
    let seconds = Bill.seconds(runs: 2) {
      _ = model.generate([[1, 2, 3, 4]], from: model.start(), limit: count)
    }
    let (speed, bytes) = (Double(count) / seconds, Double(model.weightByteCount))
    table.add([
      name, number((bytes / 1e6).rounded()), number(speed),
      "\(Int((bytes * speed / machine.bytesPerSecond * 100).rounded())) %",
    ])
    chapter.results["decoding, \(name)"] = ["bytes": JSON(bytes), "tokensPerSecond": JSON(speed)]
  }
  say("\(table)")
}
