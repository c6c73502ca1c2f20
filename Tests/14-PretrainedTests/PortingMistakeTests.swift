import GPT
import Gradients
import Tensors
import TestSupport
import Testing

@testable import Pretrained

/// Each mistake changes what it should change, and nothing else.
struct PortingMistakeTests {
  private let model: GPTModel

  init() throws { model = try GPTModel(ModelFolderTests.folder("gpt2")) }

  /// The largest difference at the first position, and anywhere.
  private func change(_ mistake: PortingMistake) -> (first: Scalar, any: Scalar) {
    let ids = [3, 7, 1, 9, 0, 4]
    let right = withoutGradients { model(ids, batch: 1).value }
    let difference = (withoutGradients { mistake.logits(of: model, ids, batch: 1).value } - right).map(abs)
    return (difference.slice(axis: 1, 0..<1).max, difference.max)
  }

  @Test(arguments: PortingMistake.allCases)
  func `a mistake changes the logits, at the first position only if it is none of the scores`(mistake: PortingMistake) {
    let (first, any) = change(mistake)
    #expect(any > 0)
    #expect((first == 0) == [.missingScale, .swappedQueries].contains(mistake), "\(mistake): \(first)")
    #expect((any < 1e-2) == [.epsilon, .exactGELU].contains(mistake), "\(mistake): \(any)")
  }

  @Test func `the model itself stays as it was`() {
    let ids = [3, 7, 1]
    let before = model(ids, batch: 1).value
    for mistake in PortingMistake.allCases { _ = mistake.logits(of: model, ids, batch: 1) }
    #expect(model(ids, batch: 1).value == before)
  }
}
