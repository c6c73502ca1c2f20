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

  private func differences(
    _ name: String, smoothing: Scalar = 0.1, change: (inout TransformerConfiguration) -> Void = { _ in }
  ) throws -> [Difference] {
    let (results, expected) = try results(name, smoothing: smoothing, change: change)
    // A key's bias moves all scores of a query alike, which changes no weight: its gradient is nothing but rounding.
    let gradients = expected.filter { $0.key.hasPrefix("gradient.") }.values
    let size = gradients.map { max($0.max, -$0.min) }.max()!
    return compare(results, with: expected, gradientScale: size)
  }

  @Test(arguments: try Fixture(named: "translator").cases) func `agrees with PyTorch`(name: String) throws {
    expectNone(try differences(name), name)
  }

  @Test func `a loss without smoothing, pre-norm for post-norm and another activation are noticed`() throws {
    let name = "translator 2x4x3x6x2x7 post shared"
    let rough = try differences(name, smoothing: 0).map(\.name)
    #expect(rough.contains("loss") && rough.contains("gradient.targetEmbedding.weight") && !rough.contains("logits"))
    let unlike = try differences(name) { $0.block.activation = .geluTanh }.map(\.name)
    #expect(unlike.contains("loss") && unlike.contains("logits"))
    let moved = try differences("translator 2x4x3x6x2x7 pre") { $0.block.placement = .post }.map(\.name)
    #expect(moved.contains("loss") && moved.contains("logits"))
  }
}
