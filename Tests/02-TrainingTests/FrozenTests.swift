import Foundation
import TestSupport
import Testing

@testable import Gradients
@testable import Training

/// A frozen parameter costs nothing: no gradient, no optimizer state, no backward pass below the lowest trainable one.
struct FrozenTests {
  /// The gradients that the pullback of an operation returns when only one of its inputs is trainable.
  private func gradients(trainable: Int, of count: Int, _ operation: ([Variable]) -> Variable) throws -> [Tensor?] {
    var generator = Generator(seed: 3)
    let shapes = [[4, 3], [3, 3], [3]]
    let inputs = (0..<count).map { index in
      Variable(.normal(count == 2 ? [3, 3] : shapes[index], using: &generator), isTrainable: index == trainable)
    }
    let y = operation(inputs)
    let pullback = try #require(y.pullback)
    return pullback(Tensor(repeating: 1, shape: y.shape))
  }

  typealias Operation = (name: String, count: Int, function: @Sendable ([Variable]) -> Variable)

  static let operations: [Operation] = [
    ("affine", 3, { affine($0[0], $0[1], $0[2]) }),
    ("affine with relu", 3, { affine($0[0], $0[1], $0[2], activation: .relu) }),
    ("layer norm", 3, { layerNorm($0[0], gain: $0[1].mean(axis: 0), bias: $0[2]) }),
    ("matmul", 2, { matmul($0[0], $0[1]) }), ("+", 2, { $0[0] + $0[1] }), ("-", 2, { $0[0] - $0[1] }),
    ("*", 2, { $0[0] * $0[1] }), ("/", 2, { $0[0] / $0[1] }), ("concatenate", 2, { .concatenate($0) }),
    ("stack", 2, { .stack($0) }), ("RMS norm", 2, { rmsNorm($0[0], gain: $0[1].mean(axis: 0)) }),
  ]

  @Test(arguments: operations.indices)
  func `only the trainable input of an operation gets a gradient`(index: Int) throws {
    let (name, count, function) = Self.operations[index]
    for trainable in 0..<count {
      let found = try gradients(trainable: trainable, of: count, function)
      #expect(found.compactMap(\.self).count == 1, "\(name), input \(trainable)")
    }
  }

  @Test(arguments: LayerCase.all.filter { $0.shape.last == 17 })
  func `what stays trainable has the gradient that it has when all is`(layer: LayerCase) throws {
    let (variables, function) = layer.prepared()
    let cotangent = Tensor(shape: function().shape) { index in Scalar(index.reduce(1) { $0 * 3 + $1 } % 7) - 3 }
    let backward = { () -> [Tensor?] in
      function().backward(seed: cotangent)
      defer { for (_, variable) in variables { variable.gradient = nil } }
      return variables.map(\.variable.gradient)
    }
    let all = backward()
    for kept in variables.indices {
      for (index, entry) in variables.enumerated() { entry.variable.isTrainable = index == kept }
      let some = backward()
      for index in variables.indices {
        #expect(some[index] == (index == kept ? all[index] : nil), "\(variables[index].path), kept \(kept)")
      }
    }
  }

  @Test func `below the lowest trainable parameter nothing is recorded`() {
    var generator = Generator(seed: 1)
    let model = MLP(widths: [3, 5, 5, 2], using: &generator)
    model.setTrainable(false) { !$0.hasPrefix("layers.2") }
    var x = constant(.normal([4, 3], using: &generator))
    for layer in model.layers.dropLast() {
      x = layer(x, activation: .gelu)
      #expect(x.isLeaf && !x.isTrainable && x.pullback == nil)
    }
    let y = model.layers[2](x)
    #expect(y.isTrainable)
    var pullbacks = 0
    var variables = [y]
    while let variable = variables.popLast() {
      if variable.pullback != nil { pullbacks += 1 }
      variables += variable.parents
    }
    #expect(pullbacks == 1)
  }

  // MARK: Optimizers

  @Test(arguments: ["momentum", "Adam", "AdamW"])
  func `a frozen parameter has no optimizer state, and gets it when it is unfrozen`(name: String) {
    let (a, b) = (Variable([1, 2]), Variable([[3]], isTrainable: false))
    let optimizer = OptimizerTests.makers[name]!([("a", a), ("b", b)])
    #expect(optimizer.state.values.allSatisfy { $0[0] != nil && $0[1] == nil })
    for _ in 0..<100 {
      a.gradient = [1, 1]
      optimizer.step(rate: 0.01)
    }
    #expect(b.value == [[3]] && optimizer.state.values.allSatisfy { $0[1] == nil })
    b.isTrainable = true
    b.gradient = [[2]]
    optimizer.step(rate: 0.01)
    #expect(optimizer.state.values.allSatisfy { $0[1] != nil })
    // The first step of a parameter, as any optimizer's first: the rate times the gradient, or the rate.
    let expected: Scalar = name == "momentum" ? 3 - 0.02 : name == "Adam" ? 2.99 : 3 * 0.9999 - 0.01
    expectClose(b.value, to: Tensor(shape: [1, 1], scalars: [expected]))
  }

  // MARK: Checkpoints

  private func run(frozen: String?) -> TrainingRun {
    var generator = Generator(seed: 2)
    let model = MLP(widths: [3, 4, 2], using: &generator)
    if let frozen { model.setTrainable(false) { $0.hasPrefix(frozen) } }
    return TrainingRun("run", model, Adam(model.parameters), seed: 1)
  }

  private func step(_ run: TrainingRun, _ count: Int) {
    let model = run.model as! MLP
    for _ in 0..<count {
      crossEntropy(model(constant([[1, 2, 3], [0, 1, 0]])), [0, 1]).backward()
      run.optimizer.step(rate: 0.1)
      run.optimizer.clearGradients()
      run.losses.append(0)
    }
  }

  private func file(of run: TrainingRun) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors").path
    var checkpoint = Checkpoint(path: path)
    checkpoint.store(run)
    try checkpoint.save()
    return path
  }

  @Test func `a checkpoint holds no state of what is frozen`() throws {
    let trained = run(frozen: "layers.0")
    step(trained, 3)
    let path = try file(of: trained)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let names = try SafetensorsFile(path).names.filter { $0.contains(".optimizer.") }
    #expect(!names.isEmpty && names.allSatisfy { $0.contains("layers.1") })
    try Checkpoint(contentsOf: path).restore(run(frozen: "layers.0"))
  }

  @Test func `a run that unfroze goes on with the same bits`() throws {
    let whole = run(frozen: "layers.0")
    step(whole, 3)
    whole.model.setTrainable(true)
    step(whole, 2)
    let path = try file(of: whole)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let resumed = run(frozen: "layers.0")
    try Checkpoint(contentsOf: path).restore(resumed)
    resumed.model.setTrainable(true)
    step(whole, 4)
    step(resumed, 4)
    #expect(whole.slots.map(\.name) == resumed.slots.map(\.name))
    expectEqual(resumed.slots.map(\.tensor), to: whole.slots.map(\.tensor))
  }
}
