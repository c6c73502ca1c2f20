import Exercises
import LoRA
import Solutions
import Tensors

private typealias Parameter = (path: String, shape: [Int])

private typealias Answer = @Sendable (_ parameters: [Parameter], _ head: String, _ way: FineTuning) throws -> Int

extension Exercise {
  static let trainableCount = Exercise(
    "13.5", "trainableCount", solution: LoRASolutions.self,
    answer: { (answers: any LoRATasks.Type) in answers.trainableCount },
    hints: [
      "Go through the parameters one by one: what does each of them add to the count? One of the head adds all its numbers in every way, so ask for that first.",
      "hasPrefix(head + \".\") finds the head, hasSuffix(\".bias\") a bias, hasSuffix(\".key.weight\") one attention. W itself is frozen with LoRA: its A and B have r·I and r·O numbers.",
      "switch way, with `case .prefix(let P)` adding 2 * P * shape[1], and `case .lora(let configuration)` adding rank * (shape[0] + shape[1]) if configuration.targets.contains { String(path.dropLast(7)).matches($0) }.",
    ],
    mistakes: mistakes, probes: probes)
}

private func size(_ parameter: Parameter) -> Int { parameter.shape.reduce(1, *) }

/// A count with one thing done differently, which the mistakes choose.
private struct Counter {
  var isNew: (_ path: String, _ head: String) -> Bool = { $0.hasPrefix($1 + ".") }
  /// What a parameter of the head adds.
  var ofHead: (Parameter, FineTuning) -> Int = { parameter, _ in size(parameter) }
  var isBias: (_ path: String) -> Bool = { $0.hasSuffix(".bias") }
  /// What an attention adds, from the weight of its keys.
  var ofPrefix: (_ P: Int, _ shape: [Int], _ path: String) -> Int = { P, shape, _ in 2 * P * shape[1] }
  /// What a parameter adds that is a weight, from how many patterns its path matches.
  var ofWeight: (_ matches: Int, _ r: Int, _ shape: [Int]) -> Int = { matches, r, shape in
    matches > 0 ? r * (shape[0] + shape[1]) : 0
  }
  /// What a bias adds whose weight is a target.
  var ofTargetBias: (_ count: Int) -> Int = { _ in 0 }
  var patterns: ([String]) -> [String] = { $0 }

  func callAsFunction(_ parameters: [Parameter], _ head: String, _ way: FineTuning) -> Int {
    parameters.reduce(0) { $0 + count($1, head, way) }
  }

  private func count(_ parameter: Parameter, _ head: String, _ way: FineTuning) -> Int {
    let (path, shape) = parameter
    if isNew(path, head) { return ofHead(parameter, way) }
    switch way {
    case .full: return size(parameter)
    case .head: return 0
    case .biases: return isBias(path) ? size(parameter) : 0
    case .prefix(let P): return path.hasSuffix(".key.weight") ? ofPrefix(P, shape, path) : 0
    case .lora(let configuration):
      let linear = path.split(separator: ".").dropLast().joined(separator: ".")
      let matches = patterns(configuration.targets).count { linear.matches($0) }
      if path.hasSuffix(".weight") { return ofWeight(matches, configuration.rank, shape) }
      return matches > 0 && path.hasSuffix(".bias") ? ofTargetBias(size(parameter)) : 0
    }
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the head is missing: it is new, and trained in every way") {
    Counter(ofHead: { _, _ in 0 })($0, $1, $2)
  },
  Mistake("the head was counted under `.head` and `.full` alone: it is new, and trained in every way") {
    Counter(ofHead: { $1 == .full || $1 == .head ? size($0) : 0 })($0, $1, $2)
  },
  Mistake("of the head only the bias counts under `.biases`: it is new, so its weight is trained, too") {
    Counter(ofHead: { $1 == .biases && !$0.path.hasSuffix(".bias") ? 0 : size($0) })($0, $1, $2)
  },
  Mistake("the head's bias was counted twice under `.biases`") {
    Counter(ofHead: { $1 == .biases && $0.path.hasSuffix(".bias") ? 2 * size($0) : size($0) })($0, $1, $2)
  },
  Mistake("a parameter counts as the head's that only begins with its letters: a point follows the name") {
    Counter(isNew: { $0.hasPrefix($1) })($0, $1, $2)
  },
  Mistake("the gains of norms were counted under `.biases`: they are weights") {
    Counter(isBias: { $0.hasSuffix(".bias") || $0.hasSuffix(".gain") })($0, $1, $2)
  },
  Mistake("the biases of norms are missing under `.biases`: BitFit trains these, too") {
    Counter(isBias: { $0.hasSuffix(".bias") && !$0.lowercased().hasSuffix("norm.bias") })($0, $1, $2)
  },
  Mistake("keys alone were counted in the prefix: there are as many values") {
    Counter(ofPrefix: { P, shape, _ in P * shape[1] })($0, $1, $2)
  },
  Mistake("keys of a prefix were counted as wide as the input: they stand beside the outputs of `….key.weight`") {
    Counter(ofPrefix: { P, shape, _ in 2 * P * shape[0] })($0, $1, $2)
  },
  Mistake("one prefix was counted for the whole model: every attention has its own") { parameters, head, way in
    let first = parameters.first { $0.path.hasSuffix(".key.weight") }?.path
    return Counter(ofPrefix: { P, shape, path in path == first ? 2 * P * shape[1] : 0 })(parameters, head, way)
  },
  Mistake("a prefix was counted once for its P positions: each key has as many numbers as the layer has outputs") {
    Counter(ofPrefix: { P, _, _ in 2 * P })($0, $1, $2)
  },
  Mistake("the matrices themselves were counted with LoRA: W is frozen, A and B are trained") {
    Counter(ofWeight: { matches, _, shape in matches > 0 ? shape[0] * shape[1] : 0 })($0, $1, $2)
  },
  Mistake("the matrices themselves were counted as well: W is frozen with LoRA") {
    Counter(ofWeight: { matches, r, shape in
      matches > 0 ? shape[0] * shape[1] + r * (shape[0] + shape[1]) : 0
    })($0, $1, $2)
  },
  Mistake("I and O were multiplied: A has r·I numbers and B r·O, so it is their sum") {
    Counter(ofWeight: { matches, r, shape in matches > 0 ? r * shape[0] * shape[1] : 0 })($0, $1, $2)
  },
  Mistake("A alone was counted: B has r·O numbers, and is trained, too") {
    Counter(ofWeight: { matches, r, shape in matches > 0 ? r * shape[0] : 0 })($0, $1, $2)
  },
  Mistake("B alone was counted: A has r·I numbers, and is trained, too") {
    Counter(ofWeight: { matches, r, shape in matches > 0 ? r * shape[1] : 0 })($0, $1, $2)
  },
  Mistake("the matrices were taken for square: A has r·I numbers and B r·O") {
    Counter(ofWeight: { matches, r, shape in matches > 0 ? 2 * r * shape[0] : 0 })($0, $1, $2)
  },
  Mistake("the rank was left out: A has r columns and B r rows") {
    Counter(ofWeight: { matches, _, shape in matches > 0 ? shape[0] + shape[1] : 0 })($0, $1, $2)
  },
  Mistake("the biases of the adapted layers were counted with LoRA: they are frozen") {
    Counter(ofTargetBias: { $0 })($0, $1, $2)
  },
  Mistake("the first pattern alone was used: a matrix is updated when any of them matches") {
    Counter(patterns: { Array($0.prefix(1)) })($0, $1, $2)
  },
  Mistake("a matrix that matches two patterns was counted twice: it has one update") {
    Counter(ofWeight: { matches, r, shape in matches * r * (shape[0] + shape[1]) })($0, $1, $2)
  },
  Mistake("all matrices got an update: only those that match a pattern do") {
    Counter(ofWeight: { _, r, shape in r * (shape[0] + shape[1]) })($0, $1, $2)
  },
  Mistake("no matrix matched: a pattern is for the path without `.weight`") {
    Counter(patterns: { _ in [] })($0, $1, $2)
  },
  Mistake("these are tensors, not numbers: a parameter of shape [6, 8] has 48 of them") { parameters, head, way in
    Counter()(parameters.map { ($0.path, $0.shape.map { _ in 1 }) }, head, way)
  },
  Mistake("these are the frozen numbers: count the others") { parameters, head, way in
    parameters.reduce(0) { $0 + size($1) } - Counter()(parameters, head, way)
  },
]

private func probes(_ trainableCount: @escaping Answer) -> [Probe] {
  func layer(_ path: String, _ I: Int, _ O: Int) -> [Parameter] {
    [("\(path).weight", [I, O]), ("\(path).bias", [O])]
  }
  func norm(_ path: String) -> [Parameter] { [("\(path).gain", [6]), ("\(path).bias", [6])] }
  func block(_ path: String) -> [Parameter] {
    norm("\(path).norm") + layer("\(path).attention.query", 6, 8) + layer("\(path).attention.key", 6, 8)
      + layer("\(path).attention.value", 6, 8) + layer("\(path).attention.output", 8, 6)
      + layer("\(path).feedForward.up", 6, 20) + layer("\(path).feedForward.down", 20, 6)
  }
  let body = (0..<3).flatMap { block("blocks.\($0)") } + norm("headNorm")
  let parameters = [("embedding.weight", [30, 6])] + body + layer("head", 6, 5)
  func count(_ way: FineTuning) throws -> [Int] { [try trainableCount(parameters, "head", way)] }
  func lora(_ rank: Int, _ targets: String...) -> FineTuning {
    .lora(LoRAConfiguration(rank: rank, targets: targets))
  }
  let head = 6 * 5 + 5
  let biases = 6 + 8 + 8 + 8 + 6 + 20 + 6
  let matrices = 4 * 6 * 8 + 2 * 6 * 20
  let full = 30 * 6 + 3 * (6 + biases + matrices) + 12 + head
  let label = "for 3 blocks of width 6, queries, keys and values of width 8"
  return [
    .values("full fine-tuning, \(label)", try count(.full), are: [full]),
    .values("a new head alone, \(label)", try count(.head), are: [head]),
    .values("the biases, \(label)", try count(.biases), are: [head + 3 * biases + 6]),
    .values("prefixes of 4, \(label)", try count(.prefix(4)), are: [head + 3 * 2 * 4 * 8]),
    .values(
      "LoRA of rank 2 on query and value, \(label)", try count(lora(2, "*.query", "*.value")),
      are: [head + 3 * 2 * 2 * (6 + 8)]),
    .values(
      "LoRA of rank 3 on two patterns that both match the values, \(label)",
      try count(lora(3, "*.value", "blocks.*.attention.*")),
      are: [head + 3 * 3 * 4 * (6 + 8)]),
    .property(
      "LoRA of rank 1 on query and value of GPT-3 has 4,718,592 numbers, without a head",
      try {
        let parameters = (0..<96).flatMap { n in
          ["query", "key", "value", "output"].flatMap { layer("blocks.\(n).attention.\($0)", 12288, 12288) }
        }
        return [try trainableCount(parameters, "head", lora(1, "*.query", "*.value"))]
      }(), equals: [4_718_592]),
  ]
}
