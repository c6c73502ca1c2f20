import TestSupport
import Testing

@testable import Gradients
@testable import Training

/// What is attached to a linear map: its output, its names, its gradients.
struct AdapterTests {
  /// scale · x·A·B, as in a low-rank update.
  private struct LowRank: Adapter {
    let down: Variable  // [in, rank]
    let up: Variable  // [rank, out]

    init(_ inputs: Int, _ outputs: Int, rank: Int = 2, using generator: inout Generator) {
      down = Variable(.normal([inputs, rank], using: &generator))
      up = Variable(.normal([rank, outputs], using: &generator))
    }

    func callAsFunction(_ x: Variable) -> Variable { matmul(matmul(x, down), up) * 0.5 }
  }

  private struct Attention: Module {
    let query: Linear
    let norm = LayerNorm(3)
    let output: Linear
  }

  private struct Block: Module {
    let attention: Attention
    let feedForward: (up: Linear, down: Linear)
    let gate: Linear?
  }

  private struct Model: Module {
    let blocks: [Block]
    let head: Linear
  }

  private func linear(_ generator: inout Generator) -> Linear { Linear(3, 3, using: &generator) }

  private func model(_ generator: inout Generator) -> Model {
    let blocks = (0..<2).map { index in
      Block(
        attention: Attention(query: linear(&generator), output: linear(&generator)),
        feedForward: (linear(&generator), linear(&generator)), gate: index == 0 ? nil : linear(&generator))
    }
    return Model(blocks: blocks, head: blocks[0].attention.query)
  }

  // MARK: Paths

  @Test func `linear maps are listed by their paths, tied ones once`() {
    var generator = Generator(seed: 1)
    let model = model(&generator)
    let linears = model.linears
    #expect(
      linears.map(\.path) == [
        "blocks.0.attention.query", "blocks.0.attention.output", "blocks.0.feedForward.up", "blocks.0.feedForward.down",
        "blocks.1.attention.query", "blocks.1.attention.output", "blocks.1.feedForward.up", "blocks.1.feedForward.down",
        "blocks.1.gate",
      ])
    #expect(linears[0].linear === model.head && linears[8].linear === model.blocks[1].gate)
    // The path of a weight is that of its linear map.
    let paths = Set(model.parameters.map(\.path))
    #expect(linears.allSatisfy { paths.contains($0.path + ".weight") && paths.contains($0.path + ".bias") })
    #expect(LayerNorm(3).linears.isEmpty)
    #expect(model.head.linears.map(\.path) == [""])
  }

  @Test func `asking for the linear maps of a model that hides some stops the program`() async {
    struct Hiding: Module { let maps: [String: Linear] }
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = Generator(seed: 1)
      _ = Hiding(maps: ["a": Linear(1, 1, using: &generator)]).linears
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("maps is a dictionary"))
  }

  @Test func `an adapter adds parameters under its name and leaves the others' names alone`() {
    var generator = Generator(seed: 2)
    let model = model(&generator)
    let before = model.parameters.map(\.path)
    model.linears[1].linear.adapter = LowRank(3, 3, using: &generator)
    let after = model.parameters.map(\.path)
    let added = ["blocks.0.attention.output.adapter.down", "blocks.0.attention.output.adapter.up"]
    #expect(after.filter { !added.contains($0) } == before)
    #expect(after.filter { added.contains($0) } == added)
    #expect(model.linears.count == 9)
  }

  // MARK: Values

  @Test func `the adapter's output is added, and none leaves the bits alone`() {
    var generator = Generator(seed: 3)
    for hasBias in [true, false] {
      let layer = Linear(5, 17, hasBias: hasBias, using: &generator)
      let adapter = LowRank(5, 17, using: &generator)
      let x = constant(.normal([2, 3, 5], using: &generator))
      let plain = layer.bias.map { affine(x, layer.weight, $0) } ?? matmul(x, layer.weight)
      #expect(layer(x).value == plain.value)
      layer.adapter = adapter
      #expect(layer(x).value == plain.value + adapter(x).value)
      #expect(layer(x).value != plain.value)
      for activation in Activation.allCases {
        layer.adapter = adapter
        #expect(layer(x, activation: activation).value == activation(plain + adapter(x)).value)
        layer.adapter = nil
        let fused = layer.bias.map { affine(x, layer.weight, $0, activation: activation) } ?? activation(plain)
        #expect(layer(x, activation: activation).value == fused.value)
      }
      #expect(layer(x).value == plain.value)
    }
  }

  // MARK: Gradients

  @Test(arguments: [true, false])
  func `gradients match central differences`(hasBias: Bool) throws {
    var generator = Generator(seed: 4)
    let layer = Linear(3, 4, hasBias: hasBias, using: &generator)
    layer.adapter = LowRank(3, 4, using: &generator)
    let variables = layer.parameters + [("x", Variable(.normal([2, 3], using: &generator)))]
    #expect(variables.count == (hasBias ? 5 : 4))
    let x = variables.last!.variable
    try reportGradients("Linear with an adapter", of: variables) { layer(x) }
    try reportGradients("Linear with an adapter and tanh", of: variables) { layer(x, activation: .tanh) }
  }

  @Test func `an adapter whose scale is missing in the backward pass is caught`() {
    struct Forgetful: Adapter {
      let scale = Variable([2])
      func callAsFunction(_ x: Variable) -> Variable { Variable(x.value * 2, from: [x, scale]) { [$0, [0]] } }
    }
    var generator = Generator(seed: 4)
    let layer = Linear(3, 3, using: &generator)
    layer.adapter = Forgetful()
    let x = Variable(.normal([2, 3], using: &generator))
    #expect(throws: GradientMismatch.self) { try checkGradients("forgetful", of: [("x", x)]) { layer(x) } }
  }

  @Test func `beside a frozen weight only the adapter gets gradients, those that it gets when all is trainable`() {
    var generator = Generator(seed: 5)
    let layer = Linear(3, 4, using: &generator)
    layer.adapter = LowRank(3, 4, using: &generator)
    let x = constant(.normal([6, 3], using: &generator))
    let gradients = { () -> [Tensor?] in
      crossEntropy(layer(x), [0, 1, 2, 3, 0, 1]).backward()
      defer { for (_, variable) in layer.parameters { variable.gradient = nil } }
      return layer.parameters.map(\.variable.gradient)
    }
    let all = gradients()
    layer.setTrainable(false) { !$0.contains("adapter") }
    let some = gradients()
    #expect(layer.parameters.map(\.path) == ["weight", "bias", "adapter.down", "adapter.up"])
    #expect(all.allSatisfy { $0 != nil })
    #expect(some == [nil, nil, all[2], all[3]])
  }
}
