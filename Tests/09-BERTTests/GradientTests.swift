import Gradients
import Tensors
import TestSupport
import Testing
import Training

@testable import BERT

/// The body and every head against central differences.
struct GradientTests {
  /// A bias of the keys moves all scores of a query alike, which changes no weight: there is nothing but rounding to
  /// check. The same holds for a bias of a reader, and for that of the last norm below it.
  private func checkable(_ parameters: NamedVariables, without others: [String] = []) -> NamedVariables {
    parameters.filter { entry in !(["key.bias"] + others).contains { entry.path.hasSuffix($0) } }
  }

  private func check(
    _ name: String, _ model: any Module, without others: [String] = [], _ function: () -> Variable
  ) throws {
    randomize(model.parameters, seed: 3)
    try reportGradients(name, of: checkable(model.parameters, without: others), sampling: 12, function)
  }

  private func body(hasPooler: Bool = true, _ change: (inout BERTConfiguration) -> Void = { _ in }) -> BERTModel {
    var generator = Generator(seed: 1)
    var shape = smallConfiguration(depth: 1)
    change(&shape)
    return BERTModel(shape, hasPooler: hasPooler, using: &generator)
  }

  private let masked = MaskedInput(smallInput, positions: [1, 5, 8], targets: [7, 9, 11])

  @Test(.inDouble) func `gradients of the body match central differences`() throws {
    let model = body()
    try check("BERT body", model) {
      let states = model(smallInput)
      return .concatenate([states.reshaped(-1, 8), model.pooled(states)])
    }
  }

  @Test(.inDouble) func `gradients of what is read match central differences`() throws {
    let model = body()
    randomize(model.parameters, seed: 3)
    var generator = Generator(seed: 2)
    let vectors = Variable(.normal([2, smallInput.width, 8], using: &generator))
    try reportGradients("BERT input", of: [("vectors", vectors)]) { model(vectors, like: smallInput) }
  }

  @Test(.inDouble) func `gradients with narrow tables and shared blocks match central differences`() throws {
    let model = body { ($0.embeddingWidth, $0.sharesBlocks, $0.depth) = (5, true, 2) }
    try check("ALBERT body", model) { model(smallInput) }
  }

  @Test(.inDouble, arguments: [false, true])
  func `gradients of pre-training match central differences`(isNarrow: Bool) throws {
    var generator = Generator(seed: 1)
    var shape = smallConfiguration(depth: 1)
    if isNarrow { shape.embeddingWidth = 5 }
    let model = PretrainingModel(shape, using: &generator)
    try check("pre-training", model) { model.losses(masked, nextSentenceLabels: [0, 1]).total }
  }

  @Test(.inDouble, arguments: Pooling.allCases)
  func `gradients of a classifier match central differences`(pooling: Pooling) throws {
    var generator = Generator(seed: 2)
    let model = TextClassifier(
      body(hasPooler: pooling == .classification), classes: 3, pooling: pooling, using: &generator)
    try check("classifier by \(pooling)", model) { model(smallInput) }
  }

  @Test(.inDouble) func `gradients of a tagger match central differences`() throws {
    var generator = Generator(seed: 2)
    let model = TokenTagger(body(hasPooler: false), tags: 3, using: &generator)
    try check("tagger", model) { model(smallInput) }
  }

  @Test(.inDouble) func `gradients of a reader match central differences`() throws {
    var generator = Generator(seed: 2)
    let model = SpanReader(body(hasPooler: false), using: &generator)
    try check("reader", model, without: ["0.feedForwardNorm.bias", "output.bias"]) {
      model.loss(smallInput, [5...6, 3...3])
    }
  }

  @Test func `gradients of mean pooling match central differences`() throws {
    var generator = Generator(seed: 2)
    let states = Variable(.normal([3, 4, 5], using: &generator))
    try reportGradients("mean pooling", of: [("states", states)]) { meanPooling(states, lengths: [4, 1, 2]) }
  }

  @Test func `a mean that forgets the lengths in its backward pass is caught`() {
    var generator = Generator(seed: 2)
    let states = Variable(.normal([2, 4, 3], using: &generator))
    #expect(throws: GradientMismatch.self) {
      try checkGradients("forgetful", of: [("states", states)]) {
        Variable(meanPooling(states.detached, lengths: [4, 2]).value, from: [states]) { dy in
          [(dy.reshaped(2, 1, 3) / 4).broadcast(to: [2, 4, 3])]
        }
      }
    }
  }
}
