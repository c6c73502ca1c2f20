import Datasets
import EncoderDecoder
import GPT
import RNN
import TestSupport
import Testing
import Training
import Transformer

@testable import LoRA

/// Models with a prefix: from step to step with a cache they compute what they compute at once.
struct PrefixTests {
  private func addPrefix(_ model: any Module, _ P: Int = 3) {
    var generator = Generator(seed: 1)
    FineTuning.prefix(P).prepare(model, using: &generator)
    randomize(model.parameters.filter { $0.path.contains("prefix") }, seed: 2, deviation: 1)
  }

  @Test(arguments: [false, true], [4, 16])
  func `GPT reads with a cache as in the full pass`(isRotary: Bool, capacity: Int) {
    let model = tinyGPT { $0.block.isRotary = isRotary }
    let plain = model(tinyTokens, batch: 1).value
    addPrefix(model)
    let all = model(tinyTokens, batch: 1).value.row(0)
    #expect(difference(of: all, from: plain.row(0)) != nil, "the prefix is at work")
    var (state, position) = (StackCache(capacity: capacity), -1)
    for piece in [[3], [7, 1, 9], [0], [4, 5, 5, 8, 10]] {
      position += piece.count
      expectEqual(model.read(PaddedRows([piece]), &state).row(0), to: all.row(position))
    }
  }

  @Test func `a prefix takes no position from the context`() {
    let model = tinyGPT(contextLimit: 10)
    addPrefix(model, 5)
    #expect(model.generate([[3, 7]], from: model.start(), limit: 9)[0].count == 9)
  }

  @Test(arguments: [false, true])
  func `prompts of different lengths are continued as each alone, also when some end`(isRotary: Bool) {
    let model = tinyGPT { $0.block.isRotary = isRotary }
    addPrefix(model)
    let prompts = [[3, 7, 1], [9], [5, 5, 8, 10, 6]]
    for end in 0..<11 {
      let together = model.generate(prompts, from: model.start(), limit: 6, end: end)
      for (prompt, continuation) in zip(prompts, together) {
        #expect(model.generate([prompt], from: model.start(), limit: 6, end: end) == [continuation])
      }
    }
  }

  /// The self-attention of T5's decoder has a bias for distances, its cross-attention a memory of several lengths.
  @Test(arguments: [AnyModel.t5, .t5v11, .translator])
  func `an encoder-decoder reads with a cache as in the full pass`(kind: AnyModel) {
    let model = kind.build().model as! any EncoderDecoderModel
    let before = model(tinySource, tinyTarget).value
    addPrefix(model)
    let all = model(tinySource, tinyTarget).value
    #expect(difference(of: all, from: before) != nil)
    expectCached(model, all)
  }

  private func expectCached(_ model: some EncoderDecoderModel, _ all: Tensor) {
    var state = model.encode(tinySource)
    // The first two tokens of each, then one more of the longest.
    let first = model.read(PaddedRows(tinyTarget.sequences.map { Array($0.prefix(2)) }), &state)
    for row in 0..<3 { expectClose(first.row(row), to: all.row(row).row(1), "row \(row)") }
    var chosen = state.rows(at: [1, 0])
    let next = model.read(PaddedRows([[10, 6, 5], [9]]), &chosen)
    expectClose(next.row(0), to: all.row(1).row(4))
    expectClose(next.row(1), to: all.row(0).row(2))
  }

  @Test(arguments: AnyModel.allCases) func `without its prefix a model is what it was`(kind: AnyModel) {
    let (model, run) = kind.build()
    let before = run().value
    addPrefix(model)
    #expect(run().value != before)
    model.removePrefixes()
    expectEqual(run().value, to: before)
  }
}
