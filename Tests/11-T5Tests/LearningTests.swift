import Attention
import Datasets
import EncoderDecoder
import Foundation
import T5
import Tensors
import TestSupport
import Testing
import Training

// V vocabulary size

/// Pairs of one list.
private struct FewPairs: PairTask {
  let source = Vocabulary(words: (3..<13).map { "\($0)" }, special: SpecialToken.names)
  var target: Vocabulary { source }

  func trainingPair(using generator: inout Generator) -> Pair { Tiny.pairs.randomElement(using: &generator)! }

  func test(_ count: Int, lengths: ClosedRange<Int>?) -> [Pair] { Array(Tiny.pairs.prefix(count)) }
}

struct LearningTests {
  @Test(arguments: Tiny.allCases) func `it overfits a few pairs, trained and evaluated with its own ids`(kind: Tiny)
    throws
  {
    var generator = Generator(seed: 7)
    let model = kind.model(using: &generator)
    var plan = TrainingPlan(steps: 300, learningRate: 1e-2, seed: 3)
    plan.batchSize = 6
    let trainer = Trainer(Checkpoint(path: "/nowhere"), savesRegularly: false)
    let run = try train(model, trainer, plan)
    #expect(run.losses.last! < 0.05)
    let result = Evaluation(FewPairs(), count: 3)(model)
    #expect(result.loss < 0.05 && result.exactMatch == 1)
    let beams = model.translate(Tiny.pairs, limit: 9, beam: BeamSearch(width: 3))
    #expect(beams.map { $0[0].tokens } == Tiny.pairs.map(\.target))
  }

  private func train(_ model: some PairModel, _ trainer: Trainer, _ plan: TrainingPlan) throws -> TrainingRun {
    try trainer.train("pairs", model, on: FewPairs(), plan)
  }

  /// T5's logits have variance 1 at first, so the loss is about ½ above that of equal logits; BART's are nearly equal.
  @Test(arguments: Tiny.allCases) func `the first loss is about ln V`(kind: Tiny) {
    var generator = Generator(seed: 8)
    let V = 400
    let model = kind.model(
      using: &generator,
      changing: { shape in
        shape = T5Configuration(width: 64, heads: 4, depth: 2, isVersion1_1: kind == .t5v11, dropout: 0)
        shape.vocabularySize = V
      }
    ) { shape in
      shape = BARTConfiguration(width: 64, heads: 4, depth: 2, dropout: 0)
      shape.vocabularySize = V
    }
    func ids() -> [Int] { (0..<12).map { _ in Int.random(in: 3..<V, using: &generator) } }
    let pairs = (0..<24).map { _ in Pair(source: ids(), target: ids()) }
    let loss = Double(model.loss(PairBatch(pairs, model.decodingTokens)).value.scalar)
    #expect(abs(loss - log(Double(V)) - (kind == .bart ? 0 : 0.5)) < 0.2, "\(loss)")
  }

  @Test(arguments: [Tiny.t5, .t5v11]) func `matrices begin as the configuration says`(kind: Tiny) {
    var generator = Generator(seed: 9)
    let shape = T5Configuration(
      width: 64, heads: 4, headWidth: 25, feedForwardWidth: 144, depth: 1, isVersion1_1: kind == .t5v11)
    let model = T5Model(shape, using: &generator)
    func deviation(_ x: Tensor) -> Scalar { (x * x).mean.squareRoot() }
    var expected: [(String, Scalar)] = [
      ("tokens.weight", 1), ("encoderPositions.weight", 0.125), ("decoderPositions.weight", 0.125),
    ]
    for (stack, parts) in [("encoder", ["attention"]), ("decoder", ["attention", "cross"])] {
      for part in parts {
        expected += [("query", 1.0 / 40), ("key", 0.125), ("value", 0.125), ("output", 0.1)].map {
          ("\(stack).blocks.0.\(part).\($0).weight", $1)
        }
      }
      expected += [("up", 0.125), ("down", 1.0 / 12)].map { ("\(stack).blocks.0.feedForward.\($0).weight", $1) }
      if kind == .t5v11 { expected.append(("\(stack).blocks.0.feedForward.gate.weight", 0.125)) }
    }
    if kind == .t5v11 { expected.append(("output.weight", 0.125)) }
    let values = Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.path, $0.variable.value) })
    for (path, size) in expected {
      #expect(abs(deviation(values[path]!) / size - 1) < 0.2, "\(path): \(deviation(values[path]!)), \(size)")
    }
    let norms = values.filter { $0.key.hasSuffix("gain") }
    #expect(norms.values.allSatisfy { $0 == .ones(64) } && norms.count + expected.count == values.count)
  }
}
