import GPT
import Gradients
import TestSupport
import Testing
import Training
import Transformer

@testable import LoRA

// B batch · T positions · P positions of the prefix

/// Low-rank updates and a prefix against PEFT. `Tests/Fixtures/make_lora.py` says which roles there are.
struct ReferenceTests {
  private func roles(of name: String) throws -> [String: Tensor] {
    try Fixture(named: "lora").roles(of: name)
  }

  // MARK: One layer

  private func linearDifferences(_ name: String, _ scaling: LoRAConfiguration.Scaling) throws
    -> [Difference]
  {
    let roles = try roles(of: name)
    var generator = Generator(seed: 0)
    let linear = Linear(4, 6, using: &generator)
    linear.weight.update { $0 = roles["weight"]! }
    linear.bias!.update { $0 = roles["bias"]! }
    let (x, a, b) = (Variable(roles["x"]!), Variable(roles["a"]!), Variable(roles["b"]!))
    var configuration = LoRAConfiguration(rank: 3, alpha: roles["alpha"]!.scalar)
    configuration.scaling = scaling
    linear.adapter = LoRALayer(a: a, b: b, scale: configuration.scale)
    let y = linear(x)
    y.backward(seed: roles["cotangent"]!)
    return compare(
      [
        "output": y.value, "gradient.x": x.gradient!, "gradient.a": a.gradient!,
        "gradient.b": b.gradient!,
      ],
      with: roles.filter { $0.key == "output" || $0.key.hasPrefix("gradient.") })
  }

  @Test func `an updated linear map agrees with PEFT, with either scaling`() throws {
    expectNone(try linearDifferences("linear-standard", .standard))
    expectNone(try linearDifferences("linear-rslora", .rankStabilized))
  }

  @Test func `the other scaling would be noticed`() throws {
    #expect(try linearDifferences("linear-standard", .rankStabilized).count == 4)
    #expect(try linearDifferences("linear-rslora", .standard).count == 4)
  }

  // MARK: LoRA+

  private func plusDifferences(factor: Scalar) throws -> [Difference] {
    let roles = try roles(of: "plus")
    var generator = Generator(seed: 0)
    let linear = Linear(4, 6, using: &generator)
    linear.weight.update { $0 = roles["weight"]! }
    linear.bias!.update { $0 = roles["bias"]! }
    linear.setTrainable(false)
    let layer = LoRALayer(
      a: Variable(roles["a"]!), b: Variable(roles["b"]!),
      scale: LoRAConfiguration(rank: 2, alpha: 3).scale)
    linear.adapter = layer
    let optimizer = AdamW(layer.parameters, decay: 0.1, beta1: 0.9, beta2: 0.99) {
      $0.hasSuffix("b") ? factor : 1
    }
    let target = constant(roles["target"]!)
    let losses = (0..<10).map { _ in
      let error = linear(constant(roles["x"]!)) - target
      let loss = (error * error).mean
      loss.backward()
      optimizer.step(rate: 1e-3)
      optimizer.clearGradients()
      return loss.value.scalar
    }
    return compare(
      ["losses": Tensor(losses), "end.a": layer.a.value, "end.b": layer.b.value],
      with: roles.filter { $0.key == "losses" || $0.key.hasPrefix("end.") })
  }

  @Test func `ten steps with a rate of B sixteen times that of A are those of PyTorch`() throws {
    expectNone(try plusDifferences(factor: 16))
  }

  @Test func `one rate for both would be noticed`() throws {
    #expect(try plusDifferences(factor: 1).count == 3)
  }

  // MARK: GPT-2

  private func model(_ change: (GPTModel, [String: Tensor]) -> Void = { _, _ in }) throws
    -> GPTModel
  {
    let roles = try roles(of: "gpt2")
    var shape = GPTConfiguration(width: 8, heads: 2, depth: 2, dropout: 0)
    (shape.vocabularySize, shape.contextLimit) = (11, 11)
    var generator = Generator(seed: 0)
    let model = GPTModel(shape, using: &generator)
    for (path, variable) in model.parameters {
      let numbers = try #require(roles[path])
      variable.update { $0 = numbers }
    }
    model.setTrainable(false)
    change(model, roles)
    return model
  }

  /// Logits and loss of the fixture's rows: each token but the last is an input, each but the first a target.
  private func results(of model: GPTModel) throws -> [String: Tensor] {
    let tokens = try roles(of: "gpt2")["tokens"]!
    let rows = (0..<tokens.shape[0]).map { tokens.row($0).scalars.map { Int($0) } }
    let logits = model(rows.flatMap { $0.dropLast() }, batch: rows.count)
    let loss = crossEntropy(logits, rows.flatMap { $0.dropFirst() })
    loss.backward()
    return ["logits": logits.value, "loss": loss.value]
  }

  private func expected(_ name: String) throws -> [String: Tensor] {
    try roles(of: name).filter {
      ["logits", "loss"].contains($0.key) || $0.key.hasPrefix("gradient.")
    }
  }

  /// - Parameter folder: Whose adapter is read.
  private func adapterDifferences(_ name: String, folder: String) throws -> [Difference] {
    let model = try model()
    let adapter = try LoRAAdapter(peftFolder: fixtureFolder(folder), for: model)
    adapter.attach(to: model)
    var results = try results(of: model)
    for entry in adapter.entries {
      results["gradient.\(entry.path).a"] = entry.layer.a.gradient
      results["gradient.\(entry.path).b"] = entry.layer.b.gradient
    }
    let expected = try expected(name)
    let gradients = expected.filter { $0.key.hasPrefix("gradient.") }.values
    return compare(
      results, with: expected, gradientScale: gradients.map { max($0.max, -$0.min) }.max()! / 20)
  }

  @Test(arguments: ["attention", "all"])
  func `an adapter is read as PEFT wrote it, and logits, loss and all gradients are PEFT's`(
    name: String
  ) throws {
    expectNone(try adapterDifferences(name, folder: "peft-\(name)"))
  }

  @Test func `another adapter would be noticed`() throws {
    let names = try adapterDifferences("attention", folder: "peft-all").map(\.name)
    #expect(names.contains("logits") && names.contains("loss"))
  }

  /// PEFT hands the prefix over as the keys and values of P earlier positions, so its GPT-2 counts the tokens from P on;
  /// here they count from 0. The table of positions is shifted to make up for it.
  private func prefixDifferences(isShifted: Bool = true) throws -> [Difference] {
    let P = 3
    let model = try model { model, _ in
      guard isShifted else { return }
      model.positions!.weight.update { $0 = $0.rows(at: (0..<11).map { ($0 + P) % 11 }) }
    }
    let roles = try roles(of: "prefix")
    var prefixes: [String: Variable] = [:]
    for (block, (_, prefix)) in model.parts(of: AttentionPrefix.self).enumerated() {
      let (keys, values) = (Variable(roles["keys.\(block)"]!), Variable(roles["values.\(block)"]!))
      prefix.set(keys: keys, values: values)
      (prefixes["keys.\(block)"], prefixes["values.\(block)"]) = (keys, values)
    }
    let gradients = try results(of: model).merging(
      prefixes.map { ("gradient.\($0.key)", $0.value.gradient!) }, uniquingKeysWith: { $1 })
    return compare(gradients, with: try expected("prefix"))
  }

  @Test func `a prefix gives the logits, the loss and the gradients of PEFT's prefix tuning`()
    throws
  {
    expectNone(try prefixDifferences())
  }

  @Test func `positions that count otherwise would be noticed`() throws {
    #expect(try prefixDifferences(isShifted: false).count == 6)
  }
}
