import Datasets
import EncoderDecoder
import Foundation
import TestSupport
import Testing
import Training

/// The six stages: each has its parts and no more, and keeps the promises of a translator.
struct StageTests {
  private let source = PaddedRows([[3, 4, 5, 6], [4, 3], [6, 6, 3]])
  private let inputs = PaddedRows([[1, 3, 4], [1, 5, 5], [1, 4, 3]])

  private func model(_ stage: Stage) -> StageTranslator {
    var generator = Generator(seed: 4)
    return StageTranslator(
      stage, sourceVocabularySize: 7, targetVocabularySize: 6, width: 8, heads: 2, depth: 2, using: &generator)
  }

  /// In Float, gradients that have come through so many layers are too small for the large step of the check.
  @Test(.inDouble, arguments: Stage.allCases)
  func `gradients match central differences`(stage: Stage) throws {
    let model = model(stage)
    // A key's bias changes no weight; its gradient is nothing but rounding.
    let parameters = model.parameters.filter { !$0.path.hasSuffix("key.bias") }
    try reportGradients("stage \(stage)", of: parameters, sampling: 4) { model(source, inputs) }
  }

  @Test(arguments: Stage.allCases) func `decoding step by step equals one pass with teacher forcing`(stage: Stage) {
    let model = model(stage)
    let whole = model(source, inputs).value  // [3, 3, 6]
    var state = model.encode(source)
    for step in 0..<3 {
      let logits = model.step((0..<3).map { inputs.tokens[$0 * 3 + step] }, &state)
      #expect(logits.isClose(to: whole.slice(axis: 1, step..<step + 1).reshaped(3, 6), tolerance: 1e-5))
    }
  }

  @Test(arguments: Stage.allCases) func `a later target token leaves earlier logits as they are`(stage: Stage) {
    let model = model(stage)
    let changed = PaddedRows([[1, 3, 5], [1, 5, 5], [1, 4, 3]])
    let (before, after) = (model(source, inputs).value.row(0), model(source, changed).value.row(0))
    #expect(before.rows(0..<2) == after.rows(0..<2))
    #expect(before.row(2) != after.row(2))
  }

  @Test(arguments: Stage.allCases) func `the values in the padding of the source change nothing`(stage: Stage) {
    let model = model(stage)
    let other = PaddedRows([[3, 4, 5, 6], [4, 3], [6, 6, 3]], padding: 5)
    #expect(other.tokens != source.tokens)
    #expect(model(source, inputs).value == model(other, inputs).value)
  }

  @Test(arguments: Stage.allCases) func `only the last stage's encoder is bidirectional`(stage: Stage) {
    let model = model(stage)
    let changed = PaddedRows([[3, 4, 5, 3], [4, 3], [6, 6, 3]])
    func firstThree(_ source: PaddedRows) -> Tensor { model.memory(of: source).row(0).rows(0..<3) }
    #expect((firstThree(source) == firstThree(changed)) == (stage != .transformer))
  }

  @Test(arguments: Stage.allCases) func `the logits depend on the source`(stage: Stage) {
    let model = model(stage)
    let changed = PaddedRows([[6, 4, 5, 6], [4, 3], [6, 6, 3]])
    let (before, after) = (model(source, inputs).value, model(changed, inputs).value)
    #expect(before.row(0) != after.row(0))
    #expect(before.rows(1..<3) == after.rows(1..<3))
  }

  @Test func `each stage has its parts and no more`() {
    let D = 8
    let gru = 3 * D * (2 * D + 1) + D + 2 * D
    let attention = 4 * (D * D + D) + 2 * D
    let shared = 7 * D + 6 * D + (D + 1) * 6 + 4 * D + 4 * (2 * 2 * D * D + 3 * D + 2 * D)
    let counts = Stage.allCases.map { model($0).parameterCount - shared }
    #expect(
      counts == [
        4 * gru, 4 * gru + 2 * attention, 4 * gru + 4 * attention, 2 * gru + 4 * attention, 6 * attention,
        6 * attention,
      ])
  }

  @Test(arguments: Stage.allCases) func `it overfits one batch, from about ln V on`(stage: Stage) {
    let model = model(stage)
    let optimizer = Adam(model.parameters)
    var losses: [Double] = []
    for _ in 0..<200 {
      let loss = crossEntropy(model(source, inputs), [3, 4, 2, 5, 5, 2, 4, 3, 2])
      losses.append(Double(loss.value.scalar))
      loss.backward()
      optimizer.step(rate: 1e-2)
      optimizer.clearGradients()
    }
    #expect(abs(losses[0] - Foundation.log(6)) < 1)
    #expect(losses.last! < 0.02)
  }
}
