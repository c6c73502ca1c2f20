import TestSupport
import Testing
import Training

/// Layers, losses and optimizers against PyTorch's in double precision, values and gradients.
struct ReferenceTests {
  typealias Layer = @Sendable (_ roles: [String: Variable]) -> Variable

  /// The inputs and parameters of each case by name, and what it computes of them.
  static let layers: [String: (names: [String], function: Layer)] = [
    "linear": (["input", "weight", "bias"], { Training.affine($0["input"]!, $0["weight"]!, $0["bias"]!) }),
    "layernorm": (
      ["input", "gain", "bias"], { layerNorm($0["input"]!, gain: $0["gain"]!, bias: $0["bias"]!) }
    ),
    "rmsnorm": (["input", "gain"], { rmsNorm($0["input"]!, gain: $0["gain"]!) }),
    "rmsnorm-large-epsilon": (["input", "gain"], { rmsNorm($0["input"]!, gain: $0["gain"]!, epsilon: 0.5) }),
    "affine-relu": (["input", "weight", "bias"], { affine($0, activation: .relu) }),
    "affine-gelu": (["input", "weight", "bias"], { affine($0, activation: .gelu) }),
    "affine-geluTanh": (["input", "weight", "bias"], { affine($0, activation: .geluTanh) }),
    "affine-tanh": (["input", "weight", "bias"], { affine($0, activation: .tanh) }),
    "mlp": (
      ["input", "weight0", "bias0", "weight1", "bias1"],
      {
        Training.affine(
          geluTanh(Training.affine($0["input"]!, $0["weight0"]!, $0["bias0"]!)), $0["weight1"]!, $0["bias1"]!)
      }
    ),
    "embedding": (["weight"], { $0["weight"]!.rows(at: [3, 0, 3, 6, 1, 3]).reshaped(2, 3, -1) }),
    "cross-entropy": (["input"], { crossEntropy($0["input"]!, [5, 0, 2, 2, 6]) }),
    "cross-entropy-ignoring": (["input"], { crossEntropy($0["input"]!, [5, 2, 0, 2, 6], ignoring: 2) }),
    "cross-entropy-smoothing": (["input"], { crossEntropy($0["input"]!, [5, 0, 2, 2, 6], smoothing: 0.1) }),
    "cross-entropy-both": (
      ["input"], { crossEntropy($0["input"]!, [5, 2, 0, 2, 6], ignoring: 2, smoothing: 0.1) }
    ),
  ]

  private static func affine(_ roles: [String: Variable], activation: Activation) -> Variable {
    Training.affine(roles["input"]!, roles["weight"]!, roles["bias"]!, activation: activation)
  }

  @Test func `the fused kernel does not take one GELU for the other`() throws {
    let fixture = try Fixture(named: "layers")
    for (name, other) in [("gelu", Activation.geluTanh), ("geluTanh", .gelu)] {
      let names = ["input", "weight", "bias"]
      let roles = try names.map { ($0, Variable(try fixture["affine-\(name).\($0)"])) }
      let y = Self.affine(Dictionary(uniqueKeysWithValues: roles), activation: other)
      y.backward(seed: try fixture["affine-\(name).cotangent"])
      #expect(y.value.relativeDifference(to: try fixture["affine-\(name).output"]) > 2 * referenceTolerance)
      for (role, variable) in roles {
        let expected = try fixture["affine-\(name).gradient.\(role)"]
        #expect(variable.gradient!.relativeDifference(to: expected) > 2 * referenceTolerance, "\(name), \(role)")
      }
    }
  }

  @Test(arguments: layers.keys.sorted())
  func `a layer agrees with PyTorch`(layer: String) throws {
    let (names, function) = try #require(Self.layers[layer])
    try compare(layer, names, function)
  }

  @Test func `the layers look up and multiply as their operations do`() throws {
    let fixture = try Fixture(named: "layers")
    var generator = Generator(seed: 0)
    let linear = Linear(6, 8, using: &generator)
    linear.weight.update { $0 = try! fixture["linear.weight"] }
    linear.bias!.update { $0 = try! fixture["linear.bias"] }
    expectClose(linear(constant(try fixture["linear.input"])).value, to: try fixture["linear.output"])
    let embedding = Embedding(7, width: 6, using: &generator)
    embedding.weight.update { $0 = try! fixture["embedding.weight"] }
    let tokens = try fixture.integers("embedding.tokens")
    expectClose(embedding(tokens, shape: [2, 3]).value, to: try fixture["embedding.output"])
    let model = MLP(widths: [6, 8, 7], using: &generator)
    for (layer, variables) in model.layers.enumerated() {
      variables.weight.update { $0 = try! fixture["mlp.weight\(layer)"] }
      variables.bias!.update { $0 = try! fixture["mlp.bias\(layer)"] }
    }
    expectClose(model(constant(try fixture["mlp.input"])).value, to: try fixture["mlp.output"])
  }

  @Test(arguments: ["batchnorm-training", "batchnorm-evaluation"])
  func `batch norm agrees with PyTorch, running averages included`(name: String) throws {
    let fixture = try Fixture(named: "layers")
    let layer = BatchNorm(6)
    layer.mean.value = try fixture["\(name).before.mean"]
    layer.variance.value = try fixture["\(name).before.variance"]
    layer.gain.update { $0 = try! fixture["\(name).gain"] }
    layer.bias.update { $0 = try! fixture["\(name).bias"] }
    let x = Variable(try fixture["\(name).input"])
    let y = layer(x, name == "batchnorm-training" ? .training(Randomness(seed: 0)) : .evaluation)
    expectClose(y.value, to: try fixture["\(name).output"])
    expectClose(layer.mean.value, to: try fixture["\(name).after.mean"], "mean")
    expectClose(layer.variance.value, to: try fixture["\(name).after.variance"], "variance")
    y.backward(seed: try fixture["\(name).cotangent"])
    for (role, variable) in [("input", x), ("gain", layer.gain), ("bias", layer.bias)] {
      expectClose(try #require(variable.gradient), to: try fixture["\(name).gradient.\(role)"], role)
    }
  }

  @Test func `the mean squared error agrees with PyTorch`() throws {
    let target = try Fixture(named: "layers")["mean-squared-error.target"]
    try compare("mean-squared-error", ["input"]) { meanSquaredError($0["input"]!, target) }
  }

  private func compare(_ name: String, _ names: [String], _ function: Layer) throws {
    let fixture = try Fixture(named: "layers")
    let inputs = Dictionary(uniqueKeysWithValues: try names.map { ($0, Variable(try fixture["\(name).\($0)"])) })
    let output = function(inputs)
    expectClose(output.value, to: try fixture["\(name).output"], name)
    output.backward(seed: try fixture["\(name).cotangent"])
    for (role, variable) in inputs {
      expectClose(try #require(variable.gradient), to: try fixture["\(name).gradient.\(role)"], "\(name), \(role)")
    }
  }
}

// MARK: Optimizers

extension ReferenceTests {
  static let optimizers: [String: @Sendable (NamedVariables) -> any Optimizer] = [
    "sgd": { SGD($0, momentum: 0.9) }, "adam": { Adam($0) }, "adamw": { AdamW($0, decay: 0.1) },
  ]

  @Test(arguments: optimizers.keys.sorted())
  func `five steps agree with PyTorch`(name: String) throws {
    let fixture = try Fixture(named: "layers")
    let weight = Variable(try fixture["\(name).before.weight"])
    let bias = Variable(try fixture["\(name).before.bias"])
    let make = try #require(Self.optimizers[name])
    let optimizer = make([("weight", weight), ("bias", bias)])
    for step in 0..<5 {
      weight.gradient = try fixture["\(name).gradient.weight\(step)"]
      bias.gradient = try fixture["\(name).gradient.bias\(step)"]
      optimizer.step(rate: 1e-2)
      expectClose(weight.value, to: try fixture["\(name).after.weight\(step)"], "weight after step \(step)")
      expectClose(bias.value, to: try fixture["\(name).after.bias\(step)"], "bias after step \(step)")
    }
  }

  /// PyTorch divides by the norm + 1e-6, which shows in the seventh digit.
  @Test(arguments: ["clip-long", "clip-short"])
  func `clipping agrees with PyTorch`(name: String) throws {
    let fixture = try Fixture(named: "layers")
    let (weight, bias) = (Variable(.zeros(3, 7)), Variable(.zeros(7)))
    weight.gradient = try fixture["\(name).gradient.weight"]
    bias.gradient = try fixture["\(name).gradient.bias"]
    let optimizer = SGD([("weight", weight), ("bias", bias)])
    let norm = optimizer.clipGradients(toNorm: try fixture["\(name).limit"].scalar)
    expectClose(Tensor(norm), to: try fixture["\(name).norm"])
    let tolerance: Scalar = name == "clip-short" ? 0 : 2e-6
    expectClose(weight.gradient!, to: try fixture["\(name).clipped.weight"], "weight", tolerance: tolerance)
    expectClose(bias.gradient!, to: try fixture["\(name).clipped.bias"], "bias", tolerance: tolerance)
  }
}
