import Datasets
import RNN
import T5
import Tensors
import TestSupport
import Testing
import Training

// V tokens · S tokens of the source · U tokens of the target

/// What the positions of a source and of its target see, in one stack.
@Suite struct SingleStackTests {
  private static func model(_ kind: SingleStackModel.Kind, seed: Int = 1) -> SingleStackModel {
    var generator = Generator(seed: seed)
    var shape = T5Configuration(width: 16, heads: 2, depth: 2, dropout: 0)
    shape.vocabularySize = 11
    return SingleStackModel(kind, shape, targetLimit: 5, using: &generator)
  }

  private static let source = PaddedRows([[5, 6, 7, 8], [9, 3]])
  private static let given = PaddedRows([[0, 4, 5], [0, 7, 6]])

  private static func logits(
    _ kind: SingleStackModel.Kind, source: PaddedRows = source, given: PaddedRows = given
  ) -> Tensor { model(kind)(source, given).value }

  @Test(arguments: SingleStackModel.Kind.allCases)
  func `padding changes nothing, and neither does the other row`(kind: SingleStackModel.Kind) {
    let alone = Self.logits(kind, source: PaddedRows([[9, 3]]), given: PaddedRows([[0, 7, 6]]))
    expectClose(Self.logits(kind).row(1), to: alone.row(0))
  }

  @Test(arguments: SingleStackModel.Kind.allCases)
  func `a later token of the target changes no earlier prediction`(kind: SingleStackModel.Kind) {
    let (these, others) = (Self.logits(kind), Self.logits(kind, given: PaddedRows([[0, 4, 9], [0, 7, 10]])))
    for row in 0..<2 { expectEqual(these.row(row).rows(0..<2), to: others.row(row).rows(0..<2)) }
    let isRead = these.row(0).row(2) != others.row(0).row(2)
    #expect(isRead == (kind != .encoder), "an encoder reads no token of its target")
  }

  @Test(arguments: SingleStackModel.Kind.allCases)
  func `the first source token sees the last one unless the mask is causal`(kind: SingleStackModel.Kind) {
    let weights = Self.model(kind).weights(Self.source, Self.given)[0]  // [B, H, T, T]
    #expect((weights[0, 0, 0, 3] > 0) == (kind != .decoder))
    #expect((weights[0, 0, 0, 4] > 0) == (kind == .encoder), "the source sees the target")
    #expect((weights[0, 0, 4, 5] > 0) == (kind == .encoder), "the target sees what is to come")
    #expect(weights[0, 0, 4, 0] > 0 && weights[1, 1, 2, 0] > 0)
  }

  @Test(arguments: SingleStackModel.Kind.allCases)
  func `token by token gives the logits of the full pass`(kind: SingleStackModel.Kind) {
    let model = Self.model(kind)
    var state = model.encode(Self.source)
    for t in 0..<3 {
      let tokens = PaddedRows(Self.given.sequences.map { [$0[t]] })
      let next = model.read(tokens, &state)
      for row in 0..<2 { expectClose(next.row(row), to: Self.logits(kind).row(row).row(t)) }
    }
    var (one, both) = (state.rows(at: [1]), state)
    let next = model.read(PaddedRows([[3]]), &one)
    expectClose(next.row(0), to: model.read(PaddedRows([[3], [3]]), &both).row(1))
  }

  @Test(.inDouble, arguments: SingleStackModel.Kind.allCases)
  func `gradients of the logits match central differences`(kind: SingleStackModel.Kind) throws {
    let model = Self.model(kind)
    try reportGradients("\(kind)", of: model.parameters, hasKinks: true, sampling: 12) {
      model(Self.source, Self.given)
    }
  }

  @Test(arguments: SingleStackModel.Kind.allCases)
  func `a few pairs are learned by heart`(kind: SingleStackModel.Kind) throws {
    let model = Self.model(kind)
    let pairs = [Pair(source: [5, 6, 7], target: [7, 6]), Pair(source: [8, 9], target: [9, 8, 9])]
    var plan = TrainingPlan(steps: 300, learningRate: 1e-2, seed: 1)
    plan.batchSize = 2
    let batch = PairBatch(pairs, model.decodingTokens)
    try Trainer(Checkpoint(path: "/nowhere"), savesRegularly: false).train("pairs", model, plan) { _, randomness in
      model.loss(batch, .training(randomness))
    }
    #expect(model.loss(batch).value.scalar < 0.01)
    #expect(model.translate(pairs, limit: 5) == pairs.map(\.target))
  }
}
