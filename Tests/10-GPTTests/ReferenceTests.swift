import Gradients
import Tensors
import TestSupport
import Testing
import Training

@testable import GPT

// B batch · T positions

/// GPT-1 and GPT-2 against Hugging Face transformers. `Tests/Fixtures/make_gpt.py` says which roles there are.
struct ReferenceTests {
  private func model(
    _ name: String, _ change: (inout GPTConfiguration) -> Void = { _ in }
  ) throws -> (model: GPTModel, roles: [String: Tensor]) {
    let roles = try Fixture(named: "gpt").roles(of: name)
    var shape = GPTConfiguration(width: 8, heads: 2, depth: 2, dropout: 0)
    (shape.vocabularySize, shape.contextLimit) = (11, 9)
    if name == "gpt1" { shape.block.placement = .post }
    change(&shape)
    var generator = Generator(seed: 0)
    let model = GPTModel(shape, using: &generator)
    for (path, variable) in model.parameters {
      let numbers = try #require(roles[path], "\(name) gives no \(path)")
      variable.update { $0 = numbers }
    }
    return (model, roles)
  }

  /// The inputs and targets of the fixture's rows: each token but the last, each but the first.
  private func loss(_ model: GPTModel, _ roles: [String: Tensor]) -> (logits: Variable, loss: Variable) {
    let (B, T) = (roles["tokens"]!.shape[0], roles["tokens"]!.shape[1])
    let rows = (0..<B).map { roles["tokens"]!.row($0).scalars.map { Int($0) } }
    let logits = model(rows.flatMap { $0.prefix(T - 1) }, batch: B)
    return (logits, crossEntropy(logits, rows.flatMap { $0.dropFirst() }))
  }

  private func differences(_ name: String, _ change: (inout GPTConfiguration) -> Void = { _ in }) throws -> [Difference]
  {
    let (model, roles) = try model(name, change)
    let (logits, loss) = loss(model, roles)
    loss.backward()
    var results = ["logits": logits.value, "loss": loss.value]
    for (path, variable) in model.parameters { results["gradient.\(path)"] = variable.gradient }
    let expected = roles.filter { $0.key.hasPrefix("gradient.") || ["logits", "loss"].contains($0.key) }
    let gradients = expected.filter { $0.key.hasPrefix("gradient.") }.values
    return compare(results, with: expected, gradientScale: gradients.map { max($0.max, -$0.min) }.max()! / 20)
  }

  @Test(arguments: ["gpt1", "gpt2"]) func `outputs, losses and all gradients are those of transformers`(name: String)
    throws
  {
    expectNone(try differences(name))
  }

  @Test(arguments: ["gpt1", "gpt2"]) func `the exact GELU would be noticed`(name: String) throws {
    #expect(!(try differences(name) { $0.block.activation = .gelu }).isEmpty)
  }

  @Test func `another epsilon would be noticed`() throws {
    #expect(!(try differences("gpt2") { $0.block.epsilon = 1e-4 }).isEmpty)
  }

  @Test(arguments: ["gpt1", "gpt2"]) func `ten steps of AdamW are those of PyTorch`(name: String) throws {
    let (model, roles) = try model(name)
    let optimizer = AdamW(model.parameters, decay: 0.1, beta1: 0.9, beta2: 0.99)
    let tolerance: Scalar = MemoryLayout<Scalar>.size == 8 ? 1e-6 : 1e-4
    for expected in roles["losses"]!.scalars {
      let loss = loss(model, roles).loss
      #expect(abs(loss.value.scalar / expected - 1) < tolerance, "\(loss.value.scalar), \(expected)")
      loss.backward()
      optimizer.step(rate: 1e-2)
      optimizer.clearGradients()
    }
  }
}
