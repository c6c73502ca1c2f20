import BERT
import Course
import Datasets
import Foundation
import LoRA
import Training

// B batch · T positions · D width

// MARK: 7

/// The model whose steps are measured: wide and deep enough that products are most of the work.
private func wideShape() -> BERTConfiguration {
  var shape = BERTConfiguration(width: 256, heads: 4, depth: 6)
  (shape.vocabularySize, shape.positionLimit) = (8000, 64)
  return shape
}

/// What a step of one way costs.
private struct Cost: Codable {
  var trained = 0
  var multiplyAdds = 0.0
  var milliseconds = 0.0
  var gradientBytes = 0
  var optimizerBytes = 0
  var fileBytes = 0
  var peakBytes = 0
}

/// Measures one way in a process that does nothing else, for memory that another way has left tells nothing; prints the
/// result for the process that asked.
func measureCost(of name: String, _ chapter: Chapter) throws {
  guard let way = Way.allCases.first(where: { $0.rawValue == name }) else {
    throw UsageError("--measure: there is no way \(name), only \(Way.allCases.map(\.rawValue).joined(separator: ", "))")
  }
  var generator = chapter.generator
  let body = BERTModel(wideShape(), hasPooler: false, using: &generator)
  way.fineTuning(.bert).prepare(body, using: &generator)
  let model = TextClassifier(body, classes: 2, pooling: .mean, using: &generator)
  let (B, T) = (16, 64)
  let texts = (0..<B).map { _ in
    TextPair((0..<T - 2).map { _ in Int.random(in: 10..<8000, using: &generator) })
  }
  let input = BERTInput(texts, BERTSpecialTokens())
  let labels = (0..<B).map { $0 % 2 }
  let optimizer = AdamW(model.parameters)
  let randomness = Randomness(seed: 0)
  var cost = Cost()
  cost.milliseconds =
    Bill.seconds(runs: chapter.isQuick ? 2 : 5) {
      crossEntropy(model(input, .training(randomness)), labels).backward()
      let gradients = optimizer.parameters.compactMap(\.variable.gradient)
      cost.gradientBytes = gradients.reduce(0) { $0 + $1.count * MemoryLayout<Scalar>.size }
      optimizer.step(rate: 1e-3)
      optimizer.clearGradients()
    } * 1e3
  cost.trained = model.trainableParameterCount
  cost.multiplyAdds = Double(way.passes * B * wideShape().multiplications(positions: T))
  cost.optimizerBytes = ["mean", "square"].reduce(0) { sum, quantity in
    sum + optimizer.state[quantity]!.reduce(0) { $0 + ($1?.count ?? 0) * MemoryLayout<Scalar>.size }
  }
  cost.fileBytes = try model.trainableFile.encoded().count
  cost.peakBytes = peakMemory()
  print(String(decoding: try JSONEncoder().encode(cost), as: UTF8.self))
}

extension Way {
  /// How many products each product of the forward pass makes: itself, the gradient of what it multiplies, and that of the
  /// weights. Left out: what is added to a frozen body, and that products of two activations, in attention, make three with
  /// any backward pass.
  fileprivate var passes: Int {
    switch self {
    case .full: 3
    case .lora, .biases, .prefix: 2
    case .head: 1
    }
  }
}

/// The costs of all ways, each measured in a process of its own.
func compareCosts(on machine: Machine, _ chapter: Chapter) throws {
  var table = Table(["a step of", "multiply-adds", "ms", "of peak", "AdamW, MB", "peak, MB", "file, MB"])
  for way in Way.allCases {
    let cost = try Cost(measuring: way, chapter)
    let share = cost.multiplyAdds / machine.multiplyAddsPerSecond * 1e3 / cost.milliseconds
    table.add([
      way.rawValue, "\(number((cost.multiplyAdds / 1e6).rounded())) M", number(cost.milliseconds),
      "\(Int((share * 100).rounded())) %", megabytes(cost.optimizerBytes), megabytes(cost.peakBytes),
      megabytes(cost.fileBytes),
    ])
    chapter.results["cost, \(way.rawValue)"] = [
      "trained": JSON(cost.trained), "multiplyAdds": JSON(cost.multiplyAdds), "milliseconds": JSON(cost.milliseconds),
      "gradientBytes": JSON(cost.gradientBytes), "optimizerBytes": JSON(cost.optimizerBytes),
      "peakBytes": JSON(cost.peakBytes), "fileBytes": JSON(cost.fileBytes),
    ]
  }
  say("\(table)")
}

private func megabytes(_ bytes: Int) -> String { number(Double(bytes) / 1e6) }

extension Cost {
  /// Runs this program again with `--measure`.
  fileprivate init(measuring way: Way, _ chapter: Chapter) throws {
    let process = Process()
    process.executableURL = Bundle.main.executableURL
    process.arguments =
      ["--measure", way.rawValue] + (chapter.isQuick ? ["--quick"] : [])
      + (chapter.integer("threads").map { ["--threads", "\($0)"] } ?? [])
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    self = try JSONDecoder().decode(Cost.self, from: data.prefix { $0 != UInt8(ascii: "\n") })
  }
}
