import Attention
import Gradients
import TestSupport
import Testing

/// Scores and context vectors against PyTorch in double precision, values and gradients.
struct ReferenceTests {
  static var scores: [String: any Score.Type] {
    [
      "additive": AdditiveScore.self, "bilinear": BilinearScore.self, "dot": DotScore.self,
      "scaled": ScaledDotScore.self,
    ]
  }

  /// Every number of a case, computed here.
  private func results(_ name: String, _ roles: [String: Tensor], score: any Score.Type) throws -> [String: Tensor] {
    let (queries, keys) = (Variable(roles["queries"]!), Variable(roles["keys"]!))
    var generator = Generator(seed: 0)
    let score = score.init(queries: queries.shape[2], keys: keys.shape[2], using: &generator)
    #expect(score.parameters.count == roles.keys.filter { $0.hasPrefix("parameter.") }.count, "\(name)")
    for (path, variable) in score.parameters {
      let numbers = try #require(roles["parameter.\(path)"], "\(name): \(path)")
      variable.update { $0 = numbers }
    }
    let scores = score(queries, keys)
    let mask = Mask(lengths: roles["lengths"].map { $0.scalars.map { Int($0) } })
    let context = attend(scores, to: keys, mask).context
    let sums = [("scores", scores), ("context", context)].map { ($1 * constant(roles["cotangent.\($0)"]!)).sum }
    (sums[0] + sums[1]).backward()
    var results = ["scores": scores.value, "context": context.value]
    results["gradient.queries"] = queries.gradient
    results["gradient.keys"] = keys.gradient
    for (path, variable) in score.parameters { results["gradient.parameter.\(path)"] = variable.gradient }
    return results
  }

  private func expected(_ roles: [String: Tensor]) -> [String: Tensor] {
    roles.filter { $0.key == "scores" || $0.key == "context" || $0.key.hasPrefix("gradient.") }
  }

  @Test(arguments: try Fixture(named: "attention").cases)
  func `agrees with PyTorch`(name: String) throws {
    let roles = try Fixture(named: "attention").roles(of: name)
    let score = try #require(Self.scores[String(name.prefix { $0 != " " })])
    expectNone(compare(try results(name, roles, score: score), with: expected(roles)), name)
  }

  @Test func `a missing scale is noticed in every number`() throws {
    let roles = try Fixture(named: "attention").roles(of: "scaled 2x3x5x4")
    let found = compare(try results("scaled", roles, score: DotScore.self), with: expected(roles))
    #expect(found.map(\.name) == ["context", "gradient.keys", "gradient.queries", "scores"])
  }
}
