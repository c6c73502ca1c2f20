import Gradients
import Tensors
import Training

/// The low-rank updates of all chosen matrices of a model: all that a task adds to it.
///
/// It belongs to no model: it is attached to one, taken off, or merged into its matrices. So one base serves many tasks, each
/// with a small adapter of its own.
public struct LoRAAdapter: Module {
  /// An update and the linear map that it is for.
  public struct Entry: Module {
    public let path: String
    public let layer: LoRALayer
  }

  public let entries: [Entry]
  public let configuration: LoRAConfiguration

  /// A new adapter for the linear maps of a model whose paths match one of the patterns. It changes nothing until it has
  /// learned.
  public init(for model: any Module, _ configuration: LoRAConfiguration, using generator: inout Generator) {
    self.configuration = configuration
    entries = model.linears.filter { configuration.isTarget($0.path) }.map { path, linear in
      let (I, O) = (linear.shape[0], linear.shape[1])
      return Entry(
        path: path,
        layer: LoRALayer(
          inputs: I, outputs: O, rank: configuration.rank, scale: configuration.scale, using: &generator))
    }
    require(!entries.isEmpty, "LoRAAdapter: no linear map matches \(configuration.targets.joined(separator: ", "))")
  }

  init(_ entries: [Entry], _ configuration: LoRAConfiguration) {
    (self.entries, self.configuration) = (entries, configuration)
  }

  /// Lets the model compute with these updates, in place of others that were attached.
  public func attach(to model: any Module) {
    for (layer, linear) in pairs(with: model) {
      require(!layer.isMerged(into: linear), "LoRAAdapter: it is merged into this model, and would count twice")
      linear.adapter = layer
    }
  }

  /// Adds the updates to the matrices of the model, s·A·B to each W: from then on they cost nothing.
  ///
  /// If the adapter is attached to the model, it is taken off, for it would count twice.
  public func merge(into model: any Module) {
    for (layer, linear) in pairs(with: model) {
      if linear.adapter as? LoRALayer === layer { linear.adapter = nil }
      layer.merge(into: linear)
    }
  }

  /// Subtracts the updates again. Rounding leaves the matrices a few last bits off.
  public func unmerge(from model: any Module) {
    for (layer, linear) in pairs(with: model) { layer.unmerge(from: linear) }
  }

  /// Each update with the model's linear map of the same path.
  func pairs(with model: any Module) -> [(layer: LoRALayer, linear: Linear)] {
    let linears = model.linearsByPath
    return entries.map { entry in
      guard let linear = linears[entry.path] else { fail("LoRAAdapter: the model has no linear map \(entry.path)") }
      let (needed, found) = (linear.shape, [entry.layer.a.shape[0], entry.layer.b.shape[1]])
      require(needed == found, "LoRAAdapter: \(entry.path) has the shape \(needed), the update is for \(found)")
      return (entry.layer, linear)
    }
  }
}

extension Module {
  var linearsByPath: [String: Linear] {
    Dictionary(uniqueKeysWithValues: linears.map { ($0.path, $0.linear) })
  }

  /// Takes off whatever adapters are attached to its linear maps.
  public func detachAdapters() {
    for (_, linear) in linears { linear.adapter = nil }
  }
}
