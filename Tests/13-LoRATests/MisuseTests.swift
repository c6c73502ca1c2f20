import LSTM
import RNN
import TestSupport
import Testing
import Training

@testable import LoRA

/// What cannot be meant stops with a message that says why.
struct MisuseTests {
  @Test func `an update that is merged cannot be merged again`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = tinyGPT()
      let adapter = trainedAdapter(for: model)
      adapter.merge(into: model)
      adapter.merge(into: model)
    }
    expectMessage(result, "LoRALayer: the update is merged into this matrix already")
  }

  @Test func `a merged adapter cannot be attached`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = tinyGPT()
      let adapter = trainedAdapter(for: model)
      adapter.merge(into: model)
      adapter.attach(to: model)
    }
    expectMessage(result, "LoRAAdapter: it is merged into this model, and would count twice")
  }

  @Test func `what is not merged cannot be unmerged`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = tinyGPT()
      trainedAdapter(for: model).unmerge(from: model)
    }
    expectMessage(result, "LoRALayer: the update is not merged into this matrix")
  }

  @Test func `an adapter for other paths or shapes cannot be attached`() async {
    let paths = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      trainedAdapter(for: tinyGPT(depth: 3)).attach(to: tinyGPT(depth: 2))
    }
    expectMessage(paths, "LoRAAdapter: the model has no linear map stack.blocks.2.attention.query")
    let shapes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let wide = tinyGPT { $0.block.feedForwardWidth = 12 }
      trainedAdapter(for: wide, targets: ["*.up"]).attach(to: tinyGPT())
    }
    expectMessage(
      shapes, "LoRAAdapter: stack.blocks.0.feedForward.up has the shape [8, 10], the update is for [8, 12]")
  }

  @Test func `an adapter of nothing, or of rank 0, is refused`() async {
    let nothing = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = trainedAdapter(for: tinyGPT(), targets: ["*.queries", "value"])
    }
    expectMessage(nothing, "LoRAAdapter: no linear map matches *.queries, value")
    let rank = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = trainedAdapter(for: tinyGPT(), rank: 0)
    }
    expectMessage(rank, "LoRALayer: the rank is 0")
    let factors = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LoRALayer(a: Variable(.zeros(4, 2)), b: Variable(.zeros(3, 5)), scale: 1)
    }
    expectMessage(factors, "LoRALayer: the factors [4, 2] and [3, 5] do not fit each other")
  }

  @Test func `updates for a net with more or fewer cells are refused`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = Generator(seed: 1)
      func net(_ layers: Int) -> LSTM { LSTM(inputSize: 3, hiddenSize: 3, layers: layers, using: &generator) }
      _ = GateUpdates(for: net(2), LoRAConfiguration(rank: 1), using: &generator).updated(net(1))
    }
    expectMessage(result, "GateUpdates: the net has 1 cells, the updates are for 2")
  }

  @Test func `a batch needs one choice for each row, and of adapters that there are`() async {
    let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = tinyGPT()
      BatchedAdapters([trainedAdapter(for: model)], rows: [0, nil, 0]).attach(to: model)
      _ = model(tinyTokens, batch: 2)
    }
    expectMessage(count, "BatchedAdapters: adapters for 3 rows, but the batch has 2")
    let index = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = tinyGPT()
      BatchedAdapters([trainedAdapter(for: model)], rows: [0, 1]).attach(to: model)
      _ = model(tinyTokens, batch: 2)
    }
    expectMessage(index, "BatchedAdapters: there is no adapter 1, only 1")
  }

  @Test func `a prefix of no positions, or of a model without attention, is refused`() async {
    let empty = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = Generator(seed: 1)
      FineTuning.prefix(0).prepare(tinyGPT(), using: &generator)
    }
    expectMessage(empty, "FineTuning: a prefix of 0 positions")
    let recurrent = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = Generator(seed: 1)
      FineTuning.prefix(2).prepare(tinyRecurrentEncoder(.full).net, using: &generator)
    }
    expectMessage(recurrent, "FineTuning: the model has no attention to put a prefix before")
  }
}
