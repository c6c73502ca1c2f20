import Course
import Foundation
import LSTM
import Transformer

// B batch · T positions · D width · H heads

// MARK: 2

/// Plain and fused attention over more and more positions: what they store, and how long they take.
func compareFused(_ chapter: Chapter) {
  var generator = chapter.generator
  let D = 64
  let layer = MultiHeadAttention(width: D, heads: 2, using: &generator)
  var table = Table(["T", "plain, MB", "fused, MB", "plain, ms", "fused, ms", "difference"])
  for T in chapter.isQuick ? [128, 256] : [512, 1024, 2048, 4096] {
    let x = Variable(.normal([1, T, D], using: &generator))
    let cotangent = Tensor.normal([1, T, D], using: &generator)
    var (megabytes, milliseconds, numbers): ([Double], [Double], [[Tensor]]) = ([], [], [])
    for isPlain in [true, false] {
      let forward = { isPlain ? layer.plain(x, .none, .evaluation).output : layer(x, .none, .evaluation) }
      let pass = { () -> [Tensor] in
        let y = forward()
        defer { for variable in [x] + layer.parameters.map(\.variable) { variable.gradient = nil } }
        y.backward(seed: cotangent)
        return [y.value, x.gradient!, layer.parameters[0].variable.gradient!]
      }
      numbers.append(pass())
      megabytes.append(bytesStored(forward).map { Double($0) / 1e6 } ?? .nan)
      milliseconds.append(1e3 * Bill.seconds(runs: T > 2000 ? 2 : 4) { _ = pass() })
    }
    let distances = zip(numbers[0], numbers[1]).map { a, b in Double((a - b).largest / a.largest) }
    table.add(["\(T)"] + (megabytes + milliseconds).map { number($0) } + [bounded(distances.max()!)])
    chapter.results["attention over \(T) positions"] = [
      "plainMegabytes": JSON(megabytes[0]), "fusedMegabytes": JSON(megabytes[1]),
      "plainMilliseconds": JSON(milliseconds[0]), "fusedMilliseconds": JSON(milliseconds[1]),
      "difference": JSON(distances.max()!),
    ]
  }
  say("\(table)")
}

/// The bytes that a result keeps for the backward pass.
private func bytesStored(_ make: () -> Variable) -> Int? {
  guard let before = bytesInUse() else { return nil }
  let result = make()
  return withExtendedLifetime(result) { bytesInUse().map { $0 - before } }
}

extension Tensor {
  var largest: Scalar { Swift.max(max, -min) }
}

// MARK: 8

/// The parameters and multiply-adds of a block, and the context length at which both kinds of multiply-adds are equal.
func countCost(_ chapter: Chapter) {
  let T = 512
  var table = Table(["block", "parameters", "linear layers", "attention", "equal at T", "LSTM, same size"])
  for (name, width, heads) in [
    ("this chapter", 64, 4), ("paper, base", 512, 8), ("paper, big", 1024, 16), ("GPT-2", 768, 12),
  ] {
    let shape = BlockConfiguration(width: width, heads: heads)
    let work = shape.multiplications(positions: T)
    // In linear layers T·12·D², in attention 2·T²·D.
    let equal = T * work.byWeights / work.byPositions
    table.add([
      name, "\(shape.parameterCount)", "\(work.byWeights / 1_000_000) M", "\(work.byPositions / 1_000_000) M",
      "\(equal)", "\(T * shape.parameterCount / 1_000_000) M",
    ])
    chapter.results["block, \(name)"] = [
      "parameters": JSON(shape.parameterCount), "multiplicationsByWeights": JSON(work.byWeights),
      "multiplicationsByPositions": JSON(work.byPositions),
    ]
  }
  let shape = BlockConfiguration(width: 512, heads: 8)
  var plot = LinePlot(
    "multiply-adds of a block of width 512", x: "context length T", y: "multiply-adds", logX: true, logY: true)
  let lengths = (5...15).map { 1 << $0 }
  plot.add("attention: T²", lengths.map { (Double($0), Double(shape.multiplications(positions: $0).byPositions)) })
  plot.add("linear layers: T", lengths.map { (Double($0), Double(shape.multiplications(positions: $0).byWeights)) })
  chapter.show("multiply-adds", plot.text(), svg: plot.svg)
  say("Multiply-adds of one forward pass over T = \(T) positions:")
  say("\(table)")
}
