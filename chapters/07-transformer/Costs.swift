import Course
import Foundation
import LSTM
import Transformer

// B batch · T positions · D width · H heads

// MARK: 3

/// The same attention through the whole matrix of weights and without it, as texts grow.
func fuse(_ chapter: Chapter) {
  var generator = chapter.generator
  let D = 64
  let layer = MultiHeadAttention(width: D, heads: 2, using: &generator)
  var table = Table([
    "positions", "plain: MB kept", "fused: MB kept", "plain milliseconds", "fused milliseconds", "largest difference",
  ])
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
      megabytes.append(bytesKept(forward).map { Double($0) / 1e6 } ?? .nan)
      milliseconds.append(fastest(of: T > 2000 ? 2 : 4) { _ = pass() })
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

/// A relative difference, or only that it is no larger than rounding makes it.
func bounded(_ difference: Double) -> String { difference < 1e-5 ? "< 1e-05" : number(difference) }

/// The bytes that a result holds on to so that gradients can flow back from it.
private func bytesKept(_ make: () -> Variable) -> Int? {
  guard let before = bytesInUse() else { return nil }
  let result = make()
  return withExtendedLifetime(result) { bytesInUse().map { $0 - before } }
}

/// The milliseconds of the fastest of some runs: what disturbs one does not disturb all.
func fastest(of runs: Int, _ body: () -> Void) -> Double {
  (0..<runs).map { _ in ContinuousClock().measure(body) / .milliseconds(1) }.min()!
}

extension Tensor {
  var largest: Scalar { Swift.max(max, -min) }
}

// MARK: 8

/// What a block learns and computes, and from where on the square of the length is felt.
func count(_ chapter: Chapter) {
  let T = 512
  var table = Table([
    "block", "parameters", "by weights, T = \(T)", "by positions", "alike at T =", "an LSTM as large",
  ])
  for (name, width, heads) in [
    ("in this chapter", 64, 4), ("of the paper", 512, 8), ("its large one", 1024, 16), ("GPT-2", 768, 12),
  ] {
    let shape = BlockConfiguration(width: width, heads: heads)
    let work = shape.multiplications(positions: T)
    // By weights T·12·D², by positions 2·T²·D.
    let alike = T * work.byWeights / work.byPositions
    table.add([
      name, "\(shape.parameterCount)", "\(work.byWeights / 1_000_000) M", "\(work.byPositions / 1_000_000) M",
      "\(alike)", "\(T * shape.parameterCount / 1_000_000) M",
    ])
    chapter.results["block, \(name)"] = [
      "parameters": JSON(shape.parameterCount), "multiplicationsByWeights": JSON(work.byWeights),
      "multiplicationsByPositions": JSON(work.byPositions),
    ]
  }
  let shape = BlockConfiguration(width: 512, heads: 8)
  var plot = LinePlot(
    "a block 512 wide, forward", x: "positions", y: "multiplications", logX: true, logY: true)
  let lengths = (5...15).map { 1 << $0 }
  plot.add("by positions: T²", lengths.map { (Double($0), Double(shape.multiplications(positions: $0).byPositions)) })
  plot.add("by weights: T", lengths.map { (Double($0), Double(shape.multiplications(positions: $0).byWeights)) })
  chapter.show(plot.text(), svg: plot.svg)
  say("\(table)")
}
