import Display
import Foundation
import GPT
import Tensors
import Training

/// What `adapter_config.json` says.
private struct PEFTConfiguration: Decodable {
  let peft_type: String
  let r: Int
  let lora_alpha: Double
  var use_rslora: Bool?
  var use_dora: Bool?
  var bias: String?
  var rank_pattern: [String: Int]?
  var alpha_pattern: [String: Double]?
  var modules_to_save: [String]?

  /// What it asks for that is not here; nil if there is nothing.
  var unknown: String? {
    if peft_type != "LORA" { return "peft_type is \(peft_type), not LORA" }
    if r < 1 { return "r is \(r)" }
    if use_dora == true { return "use_dora is not supported" }
    if let bias, bias != "none" { return "bias is \(bias), only none is supported" }
    if rank_pattern?.isEmpty == false || alpha_pattern?.isEmpty == false {
      return "matrices with ranks of their own are not supported"
    }
    if let modules_to_save, !modules_to_save.isEmpty {
      return "modules_to_save is not supported: \(modules_to_save.joined(separator: ", "))"
    }
    return nil
  }
}

extension LoRAAdapter {
  /// Reads an adapter of GPT-2 from a folder as Hugging Face's PEFT writes it: `adapter_config.json` and
  /// `adapter_model.safetensors`.
  ///
  /// GPT-2 has one matrix for queries, keys and values side by side, `c_attn`. Its one A serves all three here, and each gets
  /// a third of the columns of B.
  public init(peftFolder folder: String, for model: GPTModel) throws {
    let configurationPath = "\(folder)/adapter_config.json"
    let wanted: PEFTConfiguration
    do {
      wanted = try JSONDecoder().decode(PEFTConfiguration.self, from: contents(ofRegularFile: configurationPath))
    } catch let error as DecodingError {
      throw UnusableFile(configurationPath, "it is not the configuration of a LoRA adapter: \(error.brief)")
    } catch {
      throw UnusableFile(configurationPath, "it cannot be read")
    }
    if let unknown = wanted.unknown { throw UnusableFile(configurationPath, unknown) }
    let file = try SafetensorsFile("\(folder)/adapter_model.safetensors")
    var configuration = LoRAConfiguration(rank: wanted.r, alpha: Scalar(wanted.lora_alpha), targets: [])
    if wanted.use_rslora == true { configuration.scaling = .rankStabilized }

    var entries: [Entry] = []
    let linears = model.linearsByPath
    for name in file.names {
      // It is read along with its A.
      if name.hasSuffix(bSuffix), file.holds(name.dropLast(bSuffix.count) + aSuffix) { continue }
      guard let (module, targets) = gpt2Targets(name), targets.allSatisfy({ linears[$0] != nil }) else {
        throw SafetensorsError(file: file.path, tensor: name, .unexpected)
      }
      let maps = targets.map { linears[$0]! }
      let (I, O) = (maps[0].weight.shape[0], maps.reduce(0) { $0 + $1.weight.shape[1] })
      let a = Variable(try file.tensor(name, shape: [wanted.r, I]).transposed)
      let b = try file.tensor(module + bSuffix, shape: [O, wanted.r]).transposed
      for (index, path) in targets.enumerated() {
        let columns = index * O / targets.count..<(index + 1) * O / targets.count
        let layer = LoRALayer(a: a, b: Variable(b.columns(columns)), scale: configuration.scale)
        entries.append(Entry(path: path, layer: layer))
      }
    }
    if entries.isEmpty { throw SafetensorsError(file: file.path, .metadata("it holds no adapter")) }
    configuration.targets = entries.map(\.path)
    self.init(entries, configuration)
  }
}

private let (aSuffix, bSuffix) = (".lora_A.weight", ".lora_B.weight")

/// The module that a factor A of PEFT belongs to, and the linear maps of `GPTModel` that it stands for.
private func gpt2Targets(_ name: String) -> (module: String, paths: [String])? {
  let start = "base_model.model.transformer.h."
  guard name.hasPrefix(start), name.hasSuffix(aSuffix) else { return nil }
  let parts = name.dropFirst(start.count).dropLast(aSuffix.count).split(separator: ".", maxSplits: 1)
  guard parts.count == 2, let block = Int(parts[0]) else { return nil }
  let maps: [Substring: [String]] = [
    "attn.c_attn": ["attention.query", "attention.key", "attention.value"], "attn.c_proj": ["attention.output"],
    "mlp.c_fc": ["feedForward.up"], "mlp.c_proj": ["feedForward.down"],
  ]
  guard let paths = maps[parts[1]] else { return nil }
  return (String(name.dropLast(aSuffix.count)), paths.map { "stack.blocks.\(block).\($0)" })
}

extension DecodingError {
  /// What is missing or wrong, in a few words.
  fileprivate var brief: String {
    switch self {
    case .keyNotFound(let key, _): "\(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")) has a wrong type"
    default: "no JSON"
    }
  }
}
