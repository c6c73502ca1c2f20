import Gradients
import TestSupport
import Testing
import Training

@testable import LoRA

/// Adapters on every kind of model of the course.
struct AdapterTests {
  @Test(arguments: AnyModel.allCases, everyTarget)
  func `a fresh adapter changes nothing, bit for bit`(kind: AnyModel, targets: [String]) {
    let (model, run) = kind.build()
    let before = run().value
    var generator = Generator(seed: 1)
    let adapter = LoRAAdapter(for: model, LoRAConfiguration(rank: 2, targets: targets), using: &generator)
    adapter.attach(to: model)
    expectEqual(run().value, to: before)
    randomize(adapter.parameters, seed: 2)
    #expect(run().value != before, "two random factors would be noticed")
    model.detachAdapters()
    expectEqual(run().value, to: before)
  }

  @Test(arguments: AnyModel.allCases, everyTarget)
  func `merged equals unmerged`(kind: AnyModel, targets: [String]) {
    let (model, run) = kind.build()
    let before = run().value
    let adapter = trainedAdapter(for: model, targets: targets)
    adapter.attach(to: model)
    let attached = run().value
    #expect(difference(of: attached, from: before) != nil)
    adapter.merge(into: model)
    #expect(model.linears.allSatisfy { $0.linear.adapter == nil }, "it would count twice")
    expectClose(run().value, to: attached)
    adapter.unmerge(from: model)
    expectClose(run().value, to: before)
  }

  /// W + s·A·B − s·A·B.
  @Test func `unmerging restores the matrices but for the last bits`() {
    let model = tinyGPT()
    let before = model.parameters.map(\.variable.value)
    let adapter = trainedAdapter(for: model, targets: ["*"])
    for _ in 0..<2 {
      adapter.merge(into: model)
      adapter.unmerge(from: model)
    }
    for (before, (path, variable)) in zip(before, model.parameters) {
      expectClose(variable.value, to: before, path, tolerance: 8 * Scalar.ulpOfOne)
    }
  }

  @Test func `a merged update is s·A·B, by hand`() {
    var generator = Generator(seed: 1)
    let linear = Linear(2, 2, using: &generator)
    linear.weight.update { $0 = [[1, 0], [0, 1]] }
    let layer = LoRALayer(a: Variable([[1], [2]]), b: Variable([[3, 5]]), scale: 2)
    layer.merge(into: linear)
    expectEqual(linear.weight.value, to: [[7, 10], [12, 21]])
    layer.unmerge(from: linear)
    expectEqual(linear.weight.value, to: [[1, 0], [0, 1]])
  }

  @Test func `adapters that are exchanged on a running base give what each alone gives, bit for bit`() {
    let model = tinyGPT()
    let targets = [["*.query", "*.value"], ["*.query", "*.up"], ["*.output"]]
    let adapters = targets.enumerated().map { trainedAdapter(for: model, rank: $0 + 1, targets: $1, seed: 20 + $0) }
    let alone = adapters.map { adapter in
      let fresh = tinyGPT()
      adapter.attach(to: fresh)
      return fresh(tinyTokens, batch: 2).value
    }
    for index in [0, 2, 1, 0, 1, 2] {
      model.detachAdapters()
      adapters[index].attach(to: model)
      expectEqual(model(tinyTokens, batch: 2).value, to: alone[index])
    }
    #expect(alone[0] != alone[1] && alone[1] != alone[2])
  }

  @Test func `an adapter takes the place of another on the matrices that both update`() {
    let model = tinyGPT()
    let (first, second) = (trainedAdapter(for: model, seed: 1), trainedAdapter(for: model, seed: 2))
    second.attach(to: model)
    let expected = model(tinyTokens, batch: 2).value
    first.attach(to: model)
    second.attach(to: model)
    expectEqual(model(tinyTokens, batch: 2).value, to: expected)
  }

  @Test func `merging leaves an adapter alone that is not the merged one`() {
    let model = tinyGPT()
    let (first, second) = (trainedAdapter(for: model, seed: 1), trainedAdapter(for: model, seed: 2))
    first.attach(to: model)
    second.merge(into: model)
    let both = model(tinyTokens, batch: 2).value
    first.merge(into: model)
    expectClose(model(tinyTokens, batch: 2).value, to: both)
  }

  /// Memory that one model gives back often goes to the next: its matrices must not pass for merged ones.
  @Test func `an adapter may be merged into one copy after the other`() {
    let adapter = trainedAdapter(for: tinyGPT())
    var results: [Tensor] = []
    for _ in 0..<50 {
      let copy = tinyGPT()
      adapter.merge(into: copy)
      results.append(copy(tinyTokens, batch: 2).value)
    }
    for result in results { expectEqual(result, to: results[0]) }
  }

  @Test func `one adapter may serve two models at once`() {
    let (first, second) = (tinyGPT(), tinyGPT())
    let adapter = trainedAdapter(for: first)
    adapter.attach(to: first)
    adapter.merge(into: second)
    expectClose(second(tinyTokens, batch: 2).value, to: first(tinyTokens, batch: 2).value)
  }

  @Test func `an adapter that is merged into two models is unmerged from each`() {
    let (first, second) = (tinyGPT(), tinyGPT())
    let before = first(tinyTokens, batch: 2).value
    let adapter = trainedAdapter(for: first)
    adapter.merge(into: first)
    adapter.merge(into: second)
    let merged = second(tinyTokens, batch: 2).value
    adapter.unmerge(from: first)
    expectClose(first(tinyTokens, batch: 2).value, to: before)
    expectEqual(second(tinyTokens, batch: 2).value, to: merged)
    adapter.unmerge(from: second)
    expectClose(second(tinyTokens, batch: 2).value, to: before)
  }

  @Test func `the linear maps of a model are chosen by their paths`() {
    let model = tinyGPT()
    func paths(_ targets: [String]) -> [String] { trainedAdapter(for: model, targets: targets).entries.map(\.path) }
    #expect(paths(["*.1.*.query"]) == ["stack.blocks.1.attention.query"])
    #expect(paths(["*"]) == model.linears.map(\.path))
    #expect(paths(["*.down", "*.value", "*.value"]).count == 4, "each once")
    let defaults = LoRAConfiguration(rank: 3)
    #expect(defaults.targets == ["*.query", "*.value"] && defaults.alpha == 6 && defaults.scale == 2)
  }

  @Test func `the scale is alpha over r, or over its root`() {
    var configuration = LoRAConfiguration(rank: 4, alpha: 6)
    #expect(configuration.scale == 1.5)
    configuration.scaling = .rankStabilized
    #expect(configuration.scale == 3)
  }

  /// Kaiming's uniform distribution with a = √5, as PyTorch's linear layers have it: ±1/√I, whatever the rank.
  @Test func `A begins uniform within one over the root of its inputs, B with zeros`() {
    var generator = Generator(seed: 3)
    let layer = LoRALayer(inputs: 400, outputs: 5, rank: 20, scale: 2, using: &generator)
    let a = layer.a.value
    #expect(a.shape == [400, 20] && a.max < 0.05 && -a.min < 0.05 && a.max > 0.0499 && -a.min > 0.0499)
    #expect(abs(a.norm / Scalar(8000).squareRoot() * Scalar(3).squareRoot() / 0.05 - 1) < 0.02)
    #expect(layer.b.value == .zeros(20, 5) && layer.rank == 20)
  }
}
