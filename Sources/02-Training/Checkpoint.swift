import Gradients
import Tensors

/// Training runs on disk: parameters, buffers, optimizer state, random state and the losses so far.
///
/// One file holds all runs of a chapter, each tensor under its run's name, as `mlp.model.layers.0.weight`.
public struct Checkpoint: Sendable {
  /// Where it is saved to.
  public var path: String
  /// The runs that were stored here.
  private var contents = Safetensors()
  /// The file with the other runs; a tensor is read from it when it is restored, or saved again.
  private var file: SafetensorsFile?

  /// An empty one, which replaces the file at `path` when it is saved.
  public init(path: String) { self.path = path }

  /// The contents of the file at `path`, with at least one training run.
  public init(contentsOf path: String) throws(SafetensorsError) {
    self.path = path
    let file = try SafetensorsFile(path)
    self.file = file
    contents.metadata = file.metadata
    let prefixes = runs.map { "\($0)." }
    if prefixes.isEmpty { throw SafetensorsError(file: path, .metadata("it holds no training run to go on from")) }
    for name in file.names {
      let isOfRun = prefixes.contains { name.hasPrefix($0) }
      if !isOfRun { throw SafetensorsError(file: path, tensor: name, .unexpected) }
    }
  }

  /// What the runs were started with, by names that begin with two dashes; empty where nobody said.
  public var options: [String: String] {
    get { contents.metadata.filter { $0.key.hasPrefix("--") } }
    set { contents.metadata = contents.metadata.filter { !$0.key.hasPrefix("--") }.merging(newValue) { $1 } }
  }

  /// The names of the runs it holds.
  public var runs: [String] {
    contents.metadata.keys.filter { $0.hasSuffix(".step") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// Whether there is a run of this name.
  public func holds(_ name: String) -> Bool { contents.metadata["\(name).step"] != nil }

  /// Writes the file; a kill at any moment leaves the old one or the new one whole.
  public func save() throws {
    var contents = contents
    for name in unread { contents.tensors[name] = try file?.tensor(name, exactly: true) }
    try contents.write(to: path)
  }

  /// The tensors of runs that are in the file alone.
  private var unread: [String] {
    let stored = Set(contents.tensors.keys.map { $0.prefix { $0 != "." } })
    return file?.names.filter { !stored.contains($0.prefix { $0 != "." }) } ?? []
  }

  /// Stores a run, and replaces an earlier state of it.
  public mutating func store(_ run: TrainingRun) {
    let prefix = "\(run.name)."
    contents.tensors = contents.tensors.filter { !$0.key.hasPrefix(prefix) }
    for slot in run.slots { contents.tensors[prefix + slot.name] = slot.tensor }
    contents.tensors[prefix + "losses"] = Tensor(run.losses)
    contents.tensors[prefix + "evaluations"] = Tensor(
      shape: [run.evaluations.count, 2], scalars: run.evaluations.flatMap { [Scalar($0.step), $0.value] })
    contents.metadata[prefix + "step"] = String(run.losses.count)
    contents.metadata[prefix + "random"] = String(run.randomness.generator.state)
  }

  /// Restores a run: every tensor must be there, with its shape and finite numbers, and no other tensor.
  public func restore(_ run: TrainingRun) throws(SafetensorsError) {
    let prefix = "\(run.name)."
    let isStored = contents.tensors["\(prefix)losses"] != nil
    var names = Set((isStored ? Array(contents.tensors.keys) : file?.names ?? []).filter { $0.hasPrefix(prefix) })
    let problem = { (name: String, problem) in SafetensorsError(file: path, tensor: prefix + name, problem) }

    /// The tensor of this name; a nil extent is whatever the file says.
    func take(_ name: String, _ shape: [Int?]) throws(SafetensorsError) -> Tensor {
      let key = prefix + name
      guard names.remove(key) != nil, let found = contents.tensors[key]?.shape ?? file?.shape(of: key) else {
        throw problem(name, .missing)
      }
      let expected = zip(shape, found + shape.map { _ in 0 }).map { $0 ?? $1 }
      if found != expected { throw problem(name, .shape(found, expected: expected)) }
      if let tensor = contents.tensors[key] { return tensor }
      guard let tensor = try file?.tensor(key, exactly: true) else { throw problem(name, .missing) }
      return tensor
    }

    func takeFinite(_ name: String, _ shape: [Int]) throws(SafetensorsError) -> Tensor {
      let tensor = try take(name, shape)
      if !tensor.isFinite { throw problem(name, .notFinite) }
      return tensor
    }

    let step = try number(prefix + "step", as: Int.self)
    let random = try number(prefix + "random", as: UInt64.self)
    let losses = try takeFinite("losses", [step])
    let pairs = try take("evaluations", [nil, 2])
    var evaluations: [(step: Int, value: Scalar)] = []
    for row in 0..<pairs.shape[0] {
      guard let step = Int(exactly: pairs[row, 0]) else {
        throw problem("evaluations", .metadata("\(pairs[row, 0]) is not the number of a step"))
      }
      evaluations.append((step, pairs[row, 1]))
    }
    // A parameter that is frozen now was trainable when the file was written, if the file holds its state.
    for (index, (path, _)) in run.optimizer.parameters.enumerated() {
      for (quantity, tensors) in run.optimizer.state where tensors[index] == nil {
        if names.contains("\(prefix)optimizer.\(quantity).\(path)") { run.optimizer.beginState(at: index) }
      }
    }
    let slots = run.slots
    var values: [Tensor] = []
    for slot in slots {
      let value = try takeFinite(slot.name, slot.tensor.shape)
      if slot.name.hasPrefix("optimizer.steps."), !(value.scalar >= 0 && value.scalar <= Scalar(step)) {
        throw problem(slot.name, .metadata("it counts \(value.scalar) steps of \(step)"))
      }
      values.append(value)
    }
    if let extra = names.min() { throw SafetensorsError(file: path, tensor: extra, .unexpected) }

    for (slot, value) in zip(slots, values) { slot.set(value) }
    run.losses = losses.scalars
    run.evaluations = evaluations
    run.optimizer.steps = step
    run.randomness.generator.state = random
  }

  private func number<Number: LosslessStringConvertible>(
    _ key: String, as: Number.Type
  ) throws(SafetensorsError) -> Number {
    guard let number = contents.metadata[key].flatMap(Number.init) else {
      throw SafetensorsError(file: path, .metadata("the metadata \(key) is missing or no whole number"))
    }
    return number
  }
}

/// One tensor of a run: its name in the file, its value, and how to set it.
struct Slot {
  let name: String
  let tensor: Tensor
  let set: (Tensor) -> Void
}

extension TrainingRun {
  /// Every tensor that the next step depends on, always in the same order.
  var slots: [Slot] {
    let parameters = model.parameters.map { path, variable in
      Slot(name: "model.\(path)", tensor: variable.value) { value in variable.update { $0 = value } }
    }
    let buffers = model.buffers.map { path, buffer in
      Slot(name: "model.\(path)", tensor: buffer.value) { buffer.value = $0 }
    }
    var state: [Slot] = []
    for (quantity, tensors) in optimizer.state.sorted(by: { $0.key < $1.key }) {
      for (index, parameter) in optimizer.parameters.enumerated() {
        guard let tensor = tensors[index] else { continue }
        let name = "optimizer.\(quantity).\(parameter.path)"
        state.append(Slot(name: name, tensor: tensor) { [optimizer] in optimizer.state[quantity]?[index] = $0 })
      }
    }
    return parameters + buffers + state
  }
}
