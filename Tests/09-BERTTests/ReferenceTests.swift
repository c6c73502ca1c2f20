import BERT
import TestSupport
import Testing
import Training

/// The body and every head against Hugging Face transformers in double precision: outputs, losses and all gradients.
struct ReferenceTests {
  static let cases = [
    "albert", "classification", "detector", "generator", "maskedLanguage", "model", "pretraining", "reading",
    "reading full", "tagging",
  ]

  @Test func `the file holds every head`() throws {
    #expect(try Fixture(named: "bert").cases == Self.cases)
  }

  @Test(arguments: cases) func `agrees with Hugging Face`(name: String) throws {
    expectNone(try Reference(name).differences(), name)
  }

  /// The outputs of a case by name.
  private func outputs(_ name: String) -> Set<String> {
    switch name {
    case "model": ["states", "pooled"]
    case "pretraining": ["logits", "nextSentenceLogits"]
    case "reading", "reading full": ["start", "end"]
    default: ["logits"]
    }
  }

  @Test(arguments: cases) func `the tanh form of the GELU is noticed`(name: String) throws {
    var reference = try Reference(name)
    reference.change = { $0.block.activation = .geluTanh }
    let found = Set(try reference.differences().map(\.name))
    #expect(found.isSuperset(of: outputs(name)) && found.contains("gradient.vectors"), "\(found.sorted())")
  }

  @Test(arguments: cases) func `an epsilon of 1e-5 is noticed`(name: String) throws {
    var reference = try Reference(name)
    reference.change = { $0.block.epsilon = 1e-5 }
    let found = Set(try reference.differences().map(\.name))
    #expect(found.isSuperset(of: outputs(name)) && found.contains("gradient.vectors"), "\(found.sorted())")
  }

  @Test(arguments: cases) func `another number of heads is noticed`(name: String) throws {
    var reference = try Reference(name)
    reference.change = { $0.block.heads = 4 }
    #expect(Set(try reference.differences().map(\.name)).isSuperset(of: outputs(name)))
  }
}
