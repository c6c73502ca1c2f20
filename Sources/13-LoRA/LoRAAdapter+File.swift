import Foundation
import Tensors
import Training

extension LoRAAdapter {
  /// Writes the adapter alone: A and B of each linear map under its path, and the configuration as metadata.
  public func save(to path: String) throws {
    var file = Safetensors()
    for entry in entries {
      file.tensors["\(entry.path).lora_A"] = entry.layer.a.value
      file.tensors["\(entry.path).lora_B"] = entry.layer.b.value
    }
    file.metadata = [
      "rank": "\(configuration.rank)", "alpha": "\(configuration.alpha)", "scaling": configuration.scaling.rawValue,
      "targets": configuration.targets.joined(separator: ","),
    ]
    try file.write(to: path)
  }

  /// Reads an adapter for a model. It throws if a linear map is missing in the model, or has another shape.
  public init(contentsOf path: String, for model: any Module) throws(SafetensorsError) {
    let file = try SafetensorsFile(path)
    func metadata<Value>(_ name: String, _ convert: (String) -> Value?) throws(SafetensorsError) -> Value {
      guard let value = file.metadata[name].flatMap(convert) else {
        throw SafetensorsError(file: path, .metadata("the metadata \(name) of an adapter is missing or wrong"))
      }
      return value
    }
    var configuration = LoRAConfiguration(
      rank: try metadata("rank") { Int($0).flatMap { $0 > 0 ? $0 : nil } },
      alpha: try metadata("alpha") { Scalar($0).flatMap { $0.isFinite ? $0 : nil } },
      targets: try metadata("targets") { $0.split(separator: ",").map(String.init) })
    configuration.scaling = try metadata("scaling", LoRAConfiguration.Scaling.init)
    let linears = model.linearsByPath
    var entries: [Entry] = []
    for name in file.names where name.hasSuffix(".lora_A") {
      let linearPath = String(name.dropLast(".lora_A".count))
      guard let linear = linears[linearPath] else { throw SafetensorsError(file: path, tensor: name, .unexpected) }
      let (I, O) = (linear.shape[0], linear.shape[1])
      let a = try file.tensor(name, shape: [I, configuration.rank])
      let b = try file.tensor("\(linearPath).lora_B", shape: [configuration.rank, O])
      let layer = LoRALayer(a: Variable(a), b: Variable(b), scale: configuration.scale)
      entries.append(Entry(path: linearPath, layer: layer))
    }
    if let extra = file.names.first(where: { name in
      !entries.contains { name == "\($0.path).lora_A" || name == "\($0.path).lora_B" }
    }) {
      throw SafetensorsError(file: path, tensor: extra, .unexpected)
    }
    if entries.isEmpty { throw SafetensorsError(file: path, .metadata("it holds no adapter")) }
    self.init(entries, configuration)
  }
}

extension SafetensorsFile {
  /// A tensor that must have a shape, and be finite.
  func tensor(_ name: String, shape: [Int]) throws(SafetensorsError) -> Tensor {
    let tensor = try tensor(name)
    if tensor.shape != shape {
      throw SafetensorsError(file: path, tensor: name, .shape(tensor.shape, expected: shape))
    }
    if !tensor.isFinite { throw SafetensorsError(file: path, tensor: name, .notFinite) }
    return tensor
  }
}
