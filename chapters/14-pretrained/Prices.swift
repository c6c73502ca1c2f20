import Course
import GPT
import LoRA
import Pretrained

// B batch · T positions · V vocabulary size

/// What each mistake in porting the weights costs, in nats; and where it shows.
func showPrices(_ own: OwnModel, _ chapter: Chapter) {
  let right = own.loss { own.model($0, batch: $1) }
  var table = Table(["mistake", "loss", "cost", "same token", "at the first position"])
  table.add(["none", number(right.loss), "0", "1", "equal"])
  let best = right.logits.argmax()
  var plot = LinePlot("change of the logits by position", x: "position", y: "relative change", logY: true)
  for mistake in PortingMistake.allCases {
    let wrong = own.loss { mistake.logits(of: own.model, $0, batch: $1) }
    let same = zip(best, wrong.logits.argmax()).count { $0 == $1 }
    let changes = changesByPosition(right.logits, wrong.logits)
    table.add([
      mistake.rawValue, number(wrong.loss), number(wrong.loss - right.loss), number(Double(same) / Double(best.count)),
      changes[0] == 0 ? "equal" : "differs",
    ])
    chapter.results[mistake.rawValue] = ["loss": JSON(wrong.loss), "cost": JSON(wrong.loss - right.loss)]
    if [.exactGELU, .shiftedPositions, .missingScale, .missingMask, .interleavedHeads].contains(mistake) {
      plot.add(mistake.rawValue, changes.enumerated().map { (x: Double($0), y: $1) })
    }
  }
  say("\(table)")
  say()
  chapter.show("symptoms", plot.text(), svg: plot.svg)
  say()
}

/// ‖wrong − right‖ / ‖right‖ of the logits `[B, T, V]` at each position.
private func changesByPosition(_ right: Tensor, _ wrong: Tensor) -> [Double] {
  let T = right.shape[1]
  return (0..<T).map { t in
    let (a, b) = (right.slice(axis: 1, t..<t + 1), wrong.slice(axis: 1, t..<t + 1))
    return Double((b - a).norm / a.norm)
  }
}

/// The loss with weights in fewer bits: what a file in 16 bits costs, and chapter 13's 8 and 4.
func comparePrecisions(_ own: OwnModel, _ chapter: Chapter) throws {
  let right = own.loss { own.model($0, batch: $1) }.loss
  var table = Table(["weights in", "bytes", "loss", "cost in nats"])
  func add(_ name: String, _ model: GPTModel, bytes: Int) {
    let loss = own.loss { model($0, batch: $1) }.loss
    table.add([name, "\(bytes)", number(loss, digits: 5), number(loss - right, digits: 2)])
    chapter.results["weights in \(name)"] = ["loss": JSON(loss), "bytes": JSON(bytes)]
  }
  let count = own.model.parameterCount
  add("32 bits", own.model, bytes: 4 * count)
  add("F16", copy(of: own.model) { Scalar(Float16(Float($0))) }, bytes: 2 * count)
  add("BF16", copy(of: own.model, rounded: roundedToBF16), bytes: 2 * count)
  for bits in [8, 4] {
    let model = copy(of: own.model) { $0 }
    model.quantize(bits: bits)
    add("\(bits) bits", model, bytes: model.weightByteCount)
  }
  say("\(table)")
  say()
}

private func copy(of model: GPTModel, rounded: (Scalar) -> Scalar) -> GPTModel {
  var generator = Generator(seed: 0)
  let copy = GPTModel(model.configuration, using: &generator)
  copy.setParameters(from: model)
  for (_, variable) in copy.parameters { variable.update { $0 = $0.map(rounded) } }
  return copy
}

/// The nearest number whose lower half is zero; of two, the even one.
private func roundedToBF16(_ x: Scalar) -> Scalar {
  let bits = Float(x).bitPattern
  return Scalar(Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000))
}
