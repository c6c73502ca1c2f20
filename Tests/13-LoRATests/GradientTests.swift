import BERT
import GPT
import Gradients
import LSTM
import RNN
import TestSupport
import Testing
import Training

@testable import LoRA

/// Every update against central differences.
struct GradientTests {
  private func input(_ shape: Int..., seed: Int = 1) -> Variable {
    var generator = Generator(seed: seed)
    return Variable(.normal(shape, using: &generator))
  }

  /// α/r is not 1.
  private func layer(_ I: Int, _ O: Int, seed: Int = 2) -> LoRALayer {
    LoRALayer(a: input(I, 3, seed: seed), b: input(3, O, seed: seed + 1), scale: 5.0 / 3)
  }

  @Test func `gradients of a low-rank update match central differences`() throws {
    let (layer, x) = (layer(4, 5), input(2, 3, 4))
    try reportGradients("LoRALayer", of: layer.parameters + [("x", x)]) { layer(x) }
    try reportGradients("update", of: layer.parameters) { layer.update }
  }

  @Test(arguments: [nil, Activation.geluTanh])
  func `gradients of a linear map with an update match central differences`(activation: Activation?)
    throws
  {
    var generator = Generator(seed: 3)
    let (linear, x) = (Linear(4, 5, using: &generator), input(2, 3, 4))
    linear.adapter = layer(4, 5)
    try reportGradients("Linear with LoRA", of: linear.parameters + [("x", x)]) {
      activation.map { linear(x, activation: $0) } ?? linear(x)
    }
    #expect(linear.parameters.map(\.path) == ["weight", "bias", "adapter.a", "adapter.b"])
  }

  @Test(.inDouble, arguments: [1, 2])
  func `gradients of updated gate matrices match central differences`(layers: Int)
    throws
  {
    var generator = Generator(seed: 4)
    let net = LSTM(
      inputSize: 3, hiddenSize: 4, layers: layers, isBidirectional: true, using: &generator)
    net.setTrainable(false)
    let updates = GateUpdates(for: net, LoRAConfiguration(rank: 2, alpha: 3), using: &generator)
    randomize(updates.parameters, seed: 5)
    let x = input(2, 5, 3)
    try reportGradients("GateUpdates", of: updates.parameters + [("x", x)], sampling: 12) {
      updates.updated(net)(x, lengths: [5, 3], .evaluation).outputs
    }
    #expect(net.parameters.allSatisfy { $0.variable.gradient == nil }, "the net itself is frozen")
  }

  /// The third adapter does not update this matrix.
  @Test(arguments: [[2, 0, nil, 1, 0], [nil, nil, nil, nil, nil], [1, 1, 1, 1, 1]] as [[Int?]])
  func `gradients of rows with adapters of their own match central differences`(rows: [Int?]) throws {
    let layers = [layer(4, 5), layer(4, 5, seed: 6)]
    let batch = BatchedAdapters([], rows: rows)
    let rowwise = RowwiseLoRALayer(layers + [nil], outputs: 5, of: batch)
    let x = input(5, 2, 4)
    let named = layers.enumerated().flatMap { index, layer in
      layer.parameters.map { ("\(index).\($0)", $1) }
    }
    try reportGradients("RowwiseLoRALayer", of: named + [("x", x)]) { rowwise(x) + x.sum }
    #expect(rowwise.parameters.count == 4)
  }

  @Test(.inDouble, arguments: everyTarget)
  func `gradients of every A and B of a GPT match central differences, and nothing else gets one`(
    targets: [String]
  )
    throws
  {
    let model = tinyGPT()
    try check("GPT with LoRA", model, targets) { model(tinyTokens, batch: 2) }
  }

  @Test(.inDouble, arguments: everyTarget)
  func `gradients of every A and B of a BERT match central differences, and nothing else gets one`(
    targets: [String]
  )
    throws
  {
    let model = tinyBERT()
    try check("BERT with LoRA", model, targets) {
      let states = model(tinyInput)
      return .concatenate([states.reshaped(-1, 8), model.pooled(states)])
    }
  }

  private func check(
    _ name: String, _ model: any Module, _ targets: [String], _ function: () -> Variable
  ) throws {
    let base = model.parameters
    model.setTrainable(false)
    let adapter = trainedAdapter(for: model, targets: targets)
    adapter.attach(to: model)
    try reportGradients(name, of: adapter.parameters, sampling: 12, function)
    function().sum.backward()
    #expect(base.allSatisfy { $0.variable.gradient == nil })
    #expect(adapter.parameters.allSatisfy { $0.variable.gradient != nil })
  }

  @Test(.inDouble)
  func `gradients of the recurrent encoder match central differences, whichever way it is tuned`()
    throws
  {
    for way in [FineTuning.full, .biases, .prefix(1), .lora(LoRAConfiguration(rank: 2))] {
      let encoder = tinyRecurrentEncoder(way)
      let trained = encoder.parameters.filter(\.variable.isTrainable)
      randomize(trained, seed: 9)
      try reportGradients("RecurrentEncoder, \(way)", of: trained, sampling: 12) {
        encoder(tinyInput)
      }
    }
  }

  // MARK: Checks that can fail

  @Test func `a wrong scale in the backward pass would be noticed`() {
    let (layer, x) = (layer(4, 5), input(2, 3, 4))
    #expect(throws: GradientMismatch.self) {
      try checkGradients("wrong", of: [("b", layer.b)]) {
        let y = matmul(matmul(x, layer.a), layer.b)
        return Variable(layer.scale * y.value, from: [y]) { [$0] }
      }
    }
  }

  @Test func `with zeros in both factors neither gets a gradient`() {
    let layer = LoRALayer(a: Variable(.zeros(4, 3)), b: Variable(.zeros(3, 5)), scale: 2)
    layer(input(2, 4)).sum.backward()
    #expect(layer.a.gradient!.norm == 0 && layer.b.gradient!.norm == 0)
    var generator = Generator(seed: 1)
    let new = LoRALayer(inputs: 4, outputs: 5, rank: 3, scale: 2, using: &generator)
    new(input(2, 4)).sum.backward()
    #expect(
      new.a.gradient!.norm == 0 && new.b.gradient!.norm > 0.1, "with zeros in B alone, B begins")
  }
}

func tinyRecurrentEncoder(_ way: FineTuning) -> RecurrentEncoder {
  var generator = Generator(seed: 10)
  let model = BidirectionalLanguageModel(vocabularySize: 13, hiddenSize: 4, using: &generator)
  randomize(model.parameters, seed: 11)
  return RecurrentEncoder(model, way, dropout: 0, using: &generator)
}
