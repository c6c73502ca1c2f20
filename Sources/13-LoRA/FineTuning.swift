import Gradients
import Tensors
import Training
import Transformer

/// What of a pre-trained model is trained for a task, beside the new head. All else is frozen.
public enum FineTuning: Sendable, Equatable {
  /// Every parameter.
  case full
  /// Nothing.
  case head
  /// The biases, those of norms included. Ben Zaken et al., "BitFit", 2022.
  case biases
  /// So many learned keys and values in every attention. Li and Liang, "Prefix-tuning", 2021.
  case prefix(Int)
  /// Low-rank updates of some matrices. Hu et al., "LoRA", 2021.
  case lora(LoRAConfiguration)

  /// Freezes what of a body is not trained, and adds what is new.
  ///
  /// - Returns: The adapter that was attached, if there is one.
  @discardableResult
  public func prepare(_ body: any Module, using generator: inout Generator) -> LoRAAdapter? {
    setTrainable(body)
    switch self {
    case .full, .head, .biases: return nil
    case .prefix(let count):
      body.setPrefixes(count, using: &generator)
      return nil
    case .lora(let configuration):
      let adapter = LoRAAdapter(for: body, configuration, using: &generator)
      adapter.attach(to: body)
      return adapter
    }
  }

  /// Freezes what of a pre-trained module is not trained.
  func setTrainable(_ module: any Module) {
    module.setTrainable(self == .full)
    if self == .biases { module.setTrainable(true) { $0.hasSuffix(".bias") } }
  }
}

extension Module {
  /// How many of its numbers are trained.
  public var trainableParameterCount: Int {
    parameters.reduce(0) { $0 + ($1.variable.isTrainable ? $1.variable.value.count : 0) }
  }

  /// The file of a task: all that was trained for it, and nothing of what was frozen.
  public var trainableFile: Safetensors {
    let trained = parameters.filter(\.variable.isTrainable)
    return Safetensors(tensors: Dictionary(uniqueKeysWithValues: trained.map { ($0.path, $0.variable.value) }))
  }

  /// Takes off whatever prefixes its attentions have.
  public func removePrefixes() {
    for (_, prefix) in parts(of: AttentionPrefix.self) { prefix.remove() }
  }

  /// Gives every attention P keys and values before those of the positions, small random numbers.
  func setPrefixes(_ P: Int, using generator: inout Generator) {
    require(P > 0, "FineTuning: a prefix of \(P) positions")
    let prefixes = parts(of: AttentionPrefix.self)
    let linears = linearsByPath
    require(!prefixes.isEmpty, "FineTuning: the model has no attention to put a prefix before")
    for (path, prefix) in prefixes {
      let width = linears[path.dropLast("prefix".count) + "key"]!.shape[1]
      func rows() -> Variable { Variable(.normal([P, width], deviation: 0.1, using: &generator)) }
      prefix.set(keys: rows(), values: rows())
    }
  }
}
