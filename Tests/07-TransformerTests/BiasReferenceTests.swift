import Attention
import Gradients
import Tensors
import TestSupport
import Testing
import Training
import Transformer

/// Attention with a bias and a scale, and gated feed-forwards, against PyTorch in double precision, values and
/// gradients.
struct BiasReferenceTests {
  private static var fixture: Fixture { try! Fixture(named: "bias") }

  /// Where a case's output and the gradients of its inputs differ from the file's.
  private func differences(_ name: String, _ output: Variable, _ inputs: NamedVariables) throws -> [Difference] {
    let roles = Self.fixture.roles(of: name)
    let cotangent = try #require(roles["cotangent"])
    output.backward(seed: cotangent)
    var results = ["output": output.value]
    for (path, variable) in inputs { results["gradient.\(path)"] = variable.gradient }
    let gradients = roles.filter { $0.key.hasPrefix("gradient.") }
    let expected = gradients.merging(["output": try #require(roles["output"])]) { $1 }
    let size = gradients.values.map { max($0.max, -$0.min) }.max()!
    return compare(results, with: expected, gradientScale: size)
  }

  /// The differences of one case of attention, fused or plain, with what a test changes.
  private func attend(
    _ name: String, isPlain: Bool, scaledBy factor: Scalar = 1, change: (inout Mask) -> Void = { _ in }
  ) throws -> [Difference] {
    let roles = Self.fixture.roles(of: name)
    let words = name.split(separator: " ").map(String.init)
    let H = Int(words[1].split(separator: "x")[1])!
    func number(after word: String) -> String? { words.firstIndex(of: word).map { words[$0 + 1] } }
    var mask = Mask(
      lengths: roles["lengths"].map { $0.scalars.map { Int($0) } }, isCausal: words.contains("causal"),
      window: number(after: "window").flatMap { Int($0) })
    change(&mask)
    let d = roles["q"]!.shape[2] / H
    let scale = factor * (number(after: "scale").flatMap { Scalar($0) } ?? 1 / Scalar(d).squareRoot())
    let inputs = ["q", "k", "v", "bias"].compactMap { role in roles[role].map { (path: role, variable: Variable($0)) } }
    let (q, k, v) = (inputs[0].variable, inputs[1].variable, inputs[2].variable)
    let bias = inputs.count > 3 ? inputs[3].variable : nil
    let output =
      isPlain
      ? plainAttention(q.splitHeads(H), k.splitHeads(H), v.splitHeads(H), mask: mask, bias: bias, scale: scale)
        .context.mergedHeads
      : attention(q, k, v, heads: H, mask: mask, bias: bias, scale: scale)
    return try differences(name, output, inputs)
  }

  @Test(arguments: fixture.cases.filter { $0.hasPrefix("attention") }, [false, true])
  func `attention agrees with PyTorch`(name: String, isPlain: Bool) throws {
    expectNone(try attend(name, isPlain: isPlain), name)
  }

  @Test func `the file holds every part`() {
    let names = Self.fixture.cases.filter { $0.hasPrefix("attention") }
    for part in ["scale 1", "scale 2", "bias", "causal", "lengths", "window"] {
      #expect(names.contains { $0.contains(part) }, "\(part)")
    }
  }

  @Test(arguments: [false, true])
  func `a scale or a window that is off is noticed in every number`(isPlain: Bool) throws {
    let all = ["gradient.bias", "gradient.k", "gradient.q", "gradient.v", "output"]
    let scaled = try attend("attention 2x3x4x4x2 scale 1 bias", isPlain: isPlain, scaledBy: 1.01)
    #expect(scaled.map(\.name) == all)
    let wider = try attend("attention 2x1x6x6x3 causal window 2 bias", isPlain: isPlain) { $0.window = 3 }
    #expect(wider.map(\.name) == all)
  }

  @Test(arguments: [(Activation.relu, "relu"), (.geluTanh, "geluTanh")])
  func `a gated feed-forward agrees with PyTorch`(activation: Activation, name: String) throws {
    var generator = Generator(seed: 0)
    let layer = FeedForward(
      width: 4, feedForwardWidth: 7, activation: activation, isGated: true, using: &generator)
    for (path, variable) in layer.parameters {
      let numbers = try Self.fixture["gated \(name).\(path)"]
      variable.update { $0 = numbers }
    }
    let x = Variable(try Self.fixture["gated \(name).x"])
    expectNone(try differences("gated \(name)", layer(x, .evaluation), layer.parameters + [("x", x)]), name)
  }
}
