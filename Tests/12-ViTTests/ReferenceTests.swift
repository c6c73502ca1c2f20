import Datasets
import TestSupport
import Testing
import Training
import Transformer

@testable import ViT

/// Layers and models against PyTorch's and Hugging Face's numbers, all gradients included.
struct ReferenceTests {
  private func fixture() throws -> Fixture { try Fixture(named: "vit") }

  @Test(arguments: ["3-1-1", "3-2-1", "1-2-0", "5-1-0", "4-4-0", "2-3-2"])
  func `a convolution agrees with PyTorch`(sizes: String) throws {
    let roles = try fixture().roles(of: "convolution-\(sizes)")
    let numbers = sizes.split(separator: "-").map { Int($0)! }
    let x = Variable(try #require(roles["x"]))
    var generator = Generator(seed: 0)
    let weight = try #require(roles["weight"])
    let layer = Convolution(
      weight.shape[2], weight.shape[3], kernel: numbers[0], stride: numbers[1], padding: numbers[2], using: &generator)
    layer.weight.update { $0 = weight }
    layer.bias!.update { $0 = roles["bias"]! }
    let y = layer(x)
    y.backward(seed: roles["cotangent"]!)
    let results = [
      "output": y.value, "gradient.x": x.gradient!, "gradient.weight": layer.weight.gradient!,
      "gradient.bias": layer.bias!.gradient!,
    ]
    expectNone(compare(results, with: roles.filter { $0.key == "output" || $0.key.hasPrefix("gradient.") }))
  }

  @Test(arguments: [2, 3])
  func `max pooling agrees with PyTorch, ties included`(size: Int) throws {
    let roles = try fixture().roles(of: "pool-\(size)")
    let x = Variable(try #require(roles["x"]))
    let y = maxPool(x, size: size)
    y.backward(seed: roles["cotangent"]!)
    expectClose(y.value, to: try #require(roles["output"]))
    expectClose(x.gradient!, to: try #require(roles["gradient.x"]))
  }

  @Test func `a residual block of convolutions agrees with PyTorch`() throws {
    let roles = try fixture().roles(of: "block")
    var generator = Generator(seed: 0)
    let block = ConvolutionBlock(3, 5, using: &generator)
    for (path, variable) in block.parameters { variable.update { $0 = roles[path]! } }
    let x = Variable(try #require(roles["x"]))
    let y = block(x, .training(Randomness(seed: 0)))
    y.backward(seed: roles["cotangent"]!)
    var results = ["output": y.value, "gradient.x": x.gradient!]
    for (path, variable) in block.parameters { results["gradient.\(path)"] = variable.gradient }
    for (path, buffer) in block.buffers { results["after.\(path)"] = buffer.value }
    expectNone(compare(results, with: roles.filter { results[$0.key] != nil }))
    #expect(results.count == 13)
  }

  @Test(arguments: [("half", Scalar(0.5)), ("tenth", 0.1)])
  func `NT-Xent agrees with the paper's formula`(name: String, temperature: Scalar) throws {
    let roles = try fixture().roles(of: "contrast-\(name)")
    let z = Variable(try #require(roles["z"]))
    let loss = contrastiveLoss(z, temperature: temperature)
    loss.backward()
    expectNone(
      compare(
        ["output": loss.value, "gradient.z": z.gradient!],
        with: roles.filter { ["output", "gradient.z"].contains($0.key) }))
  }

  // MARK: ViT

  private func differences(_ change: (inout ViTConfiguration) -> Void = { _ in }) throws -> [Difference] {
    let roles = try fixture().roles(of: "vit")
    var shape = ViTConfiguration(
      Patches(side: 12, channels: 3, size: 4), width: 8, heads: 2, depth: 2, feedForwardWidth: 12, epsilon: 1e-12)
    change(&shape)
    var generator = Generator(seed: 0)
    let vit = ViTEncoder(shape, using: &generator)
    let model = PictureClassifier(vit, classes: 5, using: &generator)
    for (path, variable) in model.parameters {
      let numbers = try #require(roles[path], "no \(path)")
      variable.update { $0 = numbers }
    }
    let pictures = try #require(roles["pictures"])
    let logits = model(pictures)
    let loss = crossEntropy(logits, try fixture().integers("vit.labels"))
    loss.backward()
    var results = ["logits": logits.value, "loss": loss.value]
    results["states"] = withoutGradients { vit.states(vit.tokens(pictures), .evaluation).value }
    for (index, weights) in vit.weights(pictures).enumerated() { results["attention.\(index)"] = weights }
    for (path, variable) in model.parameters { results["gradient.\(path)"] = variable.gradient }
    let larger = PictureClassifier(vit.resized(height: 16, width: 20), classes: 5, using: &generator)
    larger.head.setParameters(from: model.head)
    results["larger.logits"] = larger(try #require(roles["larger.pictures"])).value
    // A key's bias moves all scores of a query alike: its gradient is rounding, and held against a part of the largest.
    let gradients = roles.filter { $0.key.hasPrefix("gradient.") }.values
    return compare(
      results,
      with: roles.filter { results[$0.key] != nil && !$0.key.hasPrefix("encoder.") && !$0.key.hasPrefix("head.") },
      gradientScale: gradients.map { max($0.max, -$0.min) }.max()! / 20)
  }

  @Test func `a tiny ViT agrees with Hugging Face's, gradients, attention and interpolated positions included`() throws
  {
    expectNone(try differences())
  }

  @Test func `a ViT that is built a little differently is noticed`() throws {
    #expect(try !differences { $0.block.activation = .geluTanh }.isEmpty)
    #expect(try !differences { $0.pooling = .mean }.isEmpty)
    #expect(try !differences { $0.block.heads = 4 }.isEmpty)
  }
}
