import TestSupport
import Testing
import Training

@testable import Tokens

/// Positions, word vectors and attention with positions against PyTorch in double precision, values and gradients.
struct PositionReferenceTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture(named: "positions") }

  private func cases(_ prefix: String) -> [String] { fixture.cases.filter { $0.hasPrefix(prefix) } }

  /// Holds a result and the gradients of all that it was computed from against the file.
  private func compare(_ name: String, _ variables: NamedVariables, _ y: Variable) throws {
    expectClose(y.value, to: try fixture["\(name).y"], "\(name): y")
    y.backward(seed: try fixture["\(name).cotangent"])
    let roles = fixture.roles(of: name).keys.filter { $0.hasPrefix("gradient.") }
    #expect(roles.sorted() == variables.map { "gradient.\($0.path)" }.sorted(), "\(name)")
    for (path, variable) in variables {
      expectClose(try #require(variable.gradient), to: try fixture["\(name).gradient.\(path)"], "\(name): \(path)")
    }
  }

  private func load(_ module: any Module, _ name: String) throws {
    for (path, variable) in module.parameters {
      let value = try fixture["\(name).\(path)"]
      variable.update { $0 = value }
    }
  }

  @Test func `rotary positions agree, in width, offsets and gradient`() throws {
    #expect(cases("rotary").count == 5)
    for name in cases("rotary") {
      let x = Variable(try fixture["\(name).x"])
      let start = try fixture.integers("\(name).start")[0]
      try compare(name, [("x", x)], RotaryPositions(width: x.shape.last!)(x, from: start))
    }
  }

  @Test func `the paper's order of columns is this one, rearranged`() throws {
    #expect(cases("interleaved").count == 5)
    for name in cases("interleaved") {
      let x = Variable(try fixture["\(name).x"])
      let D = x.shape.last!
      let order = RotaryPositions.interleaved(width: D)
      let back = order.indices.sorted { order[$0] < order[$1] }
      func columns(_ x: Variable, _ order: [Int]) -> Variable {
        x.reshaped(-1, D).transposed.rows(at: order).transposed.reshaped(x.shape)
      }
      let turned = RotaryPositions(width: D)(columns(x, order), from: try fixture.integers("\(name).start")[0])
      try compare(name, [("x", x)], columns(turned, back))
    }
  }

  @Test func `the sinusoidal table agrees`() throws {
    #expect(cases("sinusoidal").count == 3)
    for name in cases("sinusoidal") {
      let table = try fixture["\(name).y"]
      let start = try fixture.integers("\(name).start")[0]
      let positions = SinusoidalPositions(width: table.shape[1])
      expectClose(positions.table(start..<start + table.shape[0]), to: table, name)
    }
  }

  @Test func `the skip-gram loss agrees`() throws {
    var generator = Generator(seed: 0)
    let model = SkipGram(vocabularySize: 7, width: 5, using: &generator)
    try load(model, "skip-gram")
    let batch = SkipGramBatch(
      centers: try fixture.integers("skip-gram.centers"), contexts: try fixture.integers("skip-gram.contexts"),
      negatives: try fixture.integers("skip-gram.negatives"))
    try compare("skip-gram", model.parameters, model.loss(batch))
  }

  @Test(arguments: SelfAttentionModel.Positions.allCases)
  func `attention with offsets agrees`(offsets: SelfAttentionModel.Positions) throws {
    var generator = Generator(seed: 0)
    let name = "attention \(offsets)"
    let model = SelfAttentionModel(vocabularySize: 5, width: 6, offsets, limit: 9, using: &generator)
    try load(model, name)
    try compare(name, model.parameters, model(try fixture.integers("\(name).tokens"), batch: 3))
  }

  @Test func `a rotation by the opposite angle is noticed`() throws {
    let name = "rotary 2x3x5x6 from 0"
    let x = Variable(try fixture["\(name).x"])
    let turned = RotaryPositions(width: 6)(x, from: -4)
    #expect(difference(of: turned.value, from: try fixture["\(name).y"]) != nil)
  }
}
