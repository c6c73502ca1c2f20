import Datasets
import EncoderDecoder
import TestSupport
import Testing
import Training

/// The whole Transformer and its smoothed loss against PyTorch's in double precision, values and all gradients.
struct ReferenceTests {
  /// Every number of a case, computed anew.
  private func results(
    _ name: String, smoothing: Scalar = 0.1, change: (inout TransformerConfiguration) -> Void = { _ in }
  )
    throws -> (results: [String: Tensor], expected: [String: Tensor])
  {
    let fixture = try Fixture(named: "translator")
    let roles = fixture.roles(of: name)
    func rows(_ role: String, lengths: [Int]) throws -> PaddedRows {
      let tokens = try fixture.integers("\(name).\(role)")
      let width = tokens.count / lengths.count
      return PaddedRows(lengths.indices.map { Array(tokens[$0 * width..<$0 * width + lengths[$0]]) })
    }
    let sizes = name.split(separator: " ")[1].split(separator: "x").map { Int($0)! }
    var shape = TransformerConfiguration(width: sizes[3], heads: sizes[4], depth: 2, dropout: 0)
    shape.block.placement = name.contains("pre") ? .pre : .post
    change(&shape)
    var generator = Generator(seed: 0)
    let model = TransformerTranslator(
      shape, sourceVocabularySize: name.hasSuffix("shared") ? nil : sizes[5], targetVocabularySize: sizes[5],
      using: &generator)
    for (path, variable) in model.parameters {
      // With one table, the walk meets it first as the source's.
      let numbers = try #require(roles[path] ?? roles["targetEmbedding.weight"], "\(path)")
      variable.update { $0 = numbers }
    }
    let source = try rows("source", lengths: try fixture.integers("\(name).lengths"))
    let logits = model(source, try rows("decoderInput", lengths: [3, 2]))
    let targets = try fixture.integers("\(name).targets")
    let loss = crossEntropy(logits, targets, ignoring: SpecialToken.padding, smoothing: smoothing)
    loss.backward()
    var results = ["logits": logits.value, "loss": loss.value]
    for (path, variable) in model.parameters {
      results["gradient.\(roles[path] == nil ? "targetEmbedding.weight" : path)"] = variable.gradient
    }
    return (results, roles.filter { $0.key == "logits" || $0.key == "loss" || $0.key.hasPrefix("gradient.") })
  }

  private func compare(_ results: [String: Tensor], _ expected: [String: Tensor]) throws {
    #expect(results.keys.sorted() == expected.keys.sorted())
    let gradients = expected.filter { $0.key.hasPrefix("gradient.") }.values
    // A key's bias moves all logits of a query alike, which changes no weight: its gradient is nothing but rounding.
    let size = gradients.map { max($0.max, -$0.min) }.max()!
    for (role, tensor) in expected {
      let result = try #require(results[role])
      #expect(result.shape == tensor.shape, "\(role)")
      let scale = role.hasPrefix("gradient.") ? [size] : []
      expectClose(Tensor(result.scalars + scale), to: Tensor(tensor.scalars + scale), role)
    }
  }

  @Test(arguments: try Fixture(named: "translator").cases) func `agrees with PyTorch`(name: String) throws {
    let (results, expected) = try results(name)
    try compare(results, expected)
  }

  @Test func `a loss without smoothing, and pre-norm for post-norm, are noticed`() throws {
    let name = "translator 2x4x3x6x2x7 post shared"
    let (rough, expected) = try results(name, smoothing: 0)
    withKnownIssue { try compare(rough, expected) }
    let (other, _) = try results(name) { $0.block.activation = .geluTanh }
    withKnownIssue { try compare(other, expected) }
  }
}
