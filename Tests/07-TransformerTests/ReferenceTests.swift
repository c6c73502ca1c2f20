import Attention
import TestSupport
import Testing
import Training
import Transformer

// B batch · T positions · S positions of the memory · D width · H heads

/// Attention and blocks against PyTorch's in double precision, values and all gradients.
struct ReferenceTests {
  @Test(arguments: try Fixture(named: "transformer").cases)
  func `agrees with PyTorch`(name: String) throws {
    for isPlain in [false, true] {
      expectNone(try Reference(name, isPlain: isPlain).differences(), "\(name), \(isPlain ? "plain" : "fused")")
    }
  }

  @Test func `the file holds every form of a layer`() throws {
    let cases = try Fixture(named: "transformer").cases
    for kind in ["encoder", "decoder"] {
      for form in ["pre relu", "pre geluTanh", "post relu", "post geluTanh"] {
        #expect(cases.contains { $0.hasPrefix(kind) && $0.contains(form) }, "\(kind) \(form)")
      }
    }
    for form in ["self", "cross", "encoder", "decoder"] {
      #expect(cases.contains { $0.hasPrefix(form) && $0.hasSuffix("lengths") }, "\(form)")
    }
    #expect(cases.contains { $0.hasPrefix("self") && $0.contains("causal lengths") })
  }

  @Test(arguments: ["post", "pre"]) func `post-norm and pre-norm confused are noticed`(norm: String) throws {
    var reference = try Reference("encoder 2x4x4x6x2 \(norm) geluTanh", isPlain: false)
    reference.placement = norm == "pre" ? .post : .pre
    #expect(try Set(reference.differences().map(\.name)).isSuperset(of: ["output", "gradient.x"]))
  }

  @Test func `a wrong number of heads is noticed`() throws {
    var reference = try Reference("self 2x5x5x6x2", isPlain: false)
    reference.heads = 3
    #expect(try Set(reference.differences().map(\.name)).isSuperset(of: ["output", "weights", "gradient.x"]))
  }

  @Test func `a missing mask is noticed`() throws {
    var reference = try Reference("encoder 2x4x4x6x3 post geluTanh causal", isPlain: false)
    reference.mask = .none
    #expect(try Set(reference.differences().map(\.name)).isSuperset(of: ["output", "gradient.x"]))
  }
}

/// One case of the file.
private struct Reference {
  let name: String
  let roles: [String: Tensor]
  let isPlain: Bool
  var heads: Int
  var placement: NormPlacement
  var mask: Mask

  /// The name says the kind, B x T x S x D x H, and what is on.
  init(_ name: String, isPlain: Bool) throws {
    self.name = name
    self.isPlain = isPlain
    roles = try Fixture(named: "transformer").roles(of: name)
    let sizes = name.split(separator: " ")[1].split(separator: "x").map { Int($0)! }
    heads = sizes[4]
    placement = name.contains("post") ? .post : .pre
    mask = Mask(lengths: roles["lengths"].map { $0.scalars.map { Int($0) } }, isCausal: name.contains("causal"))
  }

  func differences() throws -> [Difference] {
    let x = Variable(try #require(roles["x"]))
    let memory = roles["memory"].map { Variable($0) }
    let (module, output, weights) = try run(x, memory)
    let cotangent = try #require(roles["cotangent"])
    output.backward(seed: cotangent)
    var results = ["output": output.value]
    results["weights"] = weights?.value
    results["gradient.memory"] = memory?.gradient
    for (path, variable) in module.parameters + [("x", x)] { results["gradient.\(path)"] = variable.gradient }
    let gradients = roles.filter { $0.key.hasPrefix("gradient.") }
    let expected = gradients.merging(roles.filter { ["output", "weights"].contains($0.key) }) { $1 }
    // A key's bias moves all scores of a query alike, which changes no weight: its gradient is nothing but rounding.
    let size = gradients.values.map { max($0.max, -$0.min) }.max()!
    return compare(results, with: expected, gradientScale: size)
  }

  /// The layer, its output, and the weights where the file has them.
  private func run(_ x: Variable, _ memory: Variable?) throws -> (any Module, Variable, weights: Variable?) {
    var generator = Generator(seed: 0)
    let D = x.shape[2]
    guard name.hasPrefix("encoder") || name.hasPrefix("decoder") else {
      let layer = MultiHeadAttention(width: D, heads: heads, using: &generator)
      try fill(layer)
      let (output, weights) = layer.plain(x, over: memory, mask, .evaluation)
      return (layer, isPlain ? output : layer(x, over: memory, mask, .evaluation), weights)
    }
    var shape = BlockConfiguration(width: D, heads: heads, feedForwardWidth: 2 * D)
    shape.placement = placement
    shape.activation = name.contains("relu") ? .relu : .geluTanh
    shape.memoryWidth = memory.map { $0.shape[2] }
    let block = TransformerBlock(shape, using: &generator)
    try fill(block)
    let lengths = roles["memoryLengths"].map { $0.scalars.map { Int($0) } }
    return (block, block(x, mask, memory: memory.map { Memory($0, lengths: lengths) }, .evaluation), nil)
  }

  private func fill(_ module: any Module) throws {
    for (path, variable) in module.parameters {
      let given = try #require(roles[path], "\(name) gives no \(path)")
      variable.update { $0 = given }
    }
  }
}
