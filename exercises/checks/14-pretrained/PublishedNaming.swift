import Exercises
import Pretrained
import Training

/// A naming with one thing done differently, which the mistakes choose.
struct PublishedNaming {
  /// What file names may begin with, tried in this order.
  var prefixes = ["bert.", ""]
  var number: (String) -> String = { $0 }
  var modules = usualModules
  /// The spellings of a kind.
  var spellings: (_ kind: String, _ isNorm: Bool) -> [String] = usualSpellings
  var isTransposed: (_ module: String, _ kind: String) -> Bool = usuallyTransposed
  var refusesMissing = true
  var refusesUnknown = true

  func callAsFunction(_ path: String, _ names: Set<String>) throws -> TensorSource {
    let parts = path.split(separator: ".").map(String.init)
    guard parts.count > 1 else { throw Misfit(path) }
    let kind = parts[parts.count - 1]
    var pattern = parts.dropLast()
    var block = ""
    if parts.count > 4, parts[1] == "blocks" {
      block = number(parts[2])
      pattern[2] = "#"
    }
    let key = pattern.joined(separator: ".")
    let isNorm = key.lowercased().hasSuffix("norm")
    guard let module = modules[key], (isNorm ? ["gain", "bias"] : ["weight", "bias"]).contains(kind),
      !(key.hasPrefix("embeddings.") && !isNorm && kind == "bias")
    else {
      if !refusesUnknown { return TensorSource(path) }
      throw Misfit(path)
    }
    let candidates = prefixes.flatMap { prefix in
      spellings(kind, isNorm).map { prefix + module.replacing("#", with: block) + "." + $0 }
    }
    guard let name = candidates.first(where: names.contains) ?? (refusesMissing ? nil : candidates.last) else {
      throw Misfit("\(candidates)")
    }
    return TensorSource(name, isTransposed(module, kind) ? .transposed : .same)
  }

  /// Of these paths and names, exactly as the table of the task.
  static let usualModules: [String: String] = [
    "embeddings.tokens": "embeddings.word_embeddings", "embeddings.positions": "embeddings.position_embeddings",
    "embeddings.segments": "embeddings.token_type_embeddings", "embeddings.norm": "embeddings.LayerNorm",
    "encoder.blocks.#.attention.query": "encoder.layer.#.attention.self.query",
    "encoder.blocks.#.attention.key": "encoder.layer.#.attention.self.key",
    "encoder.blocks.#.attention.value": "encoder.layer.#.attention.self.value",
    "encoder.blocks.#.attention.output": "encoder.layer.#.attention.output.dense",
    "encoder.blocks.#.attentionNorm": "encoder.layer.#.attention.output.LayerNorm",
    "encoder.blocks.#.feedForward.up": "encoder.layer.#.intermediate.dense",
    "encoder.blocks.#.feedForward.down": "encoder.layer.#.output.dense",
    "encoder.blocks.#.feedForwardNorm": "encoder.layer.#.output.LayerNorm", "pooler": "pooler.dense",
  ]

  /// The table with other names for some paths.
  static func modules(_ others: [String: String]) -> [String: String] { usualModules.merging(others) { $1 } }

  @Sendable static func usualSpellings(_ kind: String, _ isNorm: Bool) -> [String] {
    if !isNorm { return [kind] }
    return kind == "gain" ? ["weight", "gamma"] : ["bias", "beta"]
  }

  @Sendable static func usuallyTransposed(_ module: String, _ kind: String) -> Bool {
    kind == "weight" && !module.hasPrefix("embeddings.")
  }

  /// All names of a file with so many blocks.
  static func fileNames(blocks: Int, prefix: String, isOld: Bool) -> Set<String> {
    var result: Set<String> = []
    for (path, module) in usualModules {
      for number in path.contains("#") ? 0..<blocks : 0..<1 {
        let name = "\(prefix)\(module.replacing("#", with: "\(number)"))"
        if module.hasSuffix("LayerNorm") {
          result.formUnion((isOld ? ["gamma", "beta"] : ["weight", "bias"]).map { "\(name).\($0)" })
        } else if module.hasPrefix("embeddings.") {
          result.insert("\(name).weight")
        } else {
          result.formUnion(["\(name).weight", "\(name).bias"])
        }
      }
    }
    return result.union(["cls.predictions.bias", "cls.predictions.transform.dense.weight"])
  }
}
