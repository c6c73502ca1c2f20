import BERT
import Datasets
import GPT
import Gradients
import RNN
import Tensors
import TestSupport
import Testing
import Training
import Transformer

@testable import LoRA

/// Models whose weights are quantized.
struct QuantizedModelTests {
  private struct LowRank: Adapter {
    let down: Variable  // [in, rank]
    let up: Variable  // [rank, out]

    init(_ shape: [Int], using generator: inout Generator) {
      down = Variable(.normal([shape[0], 2], deviation: 0.3, using: &generator))
      up = Variable(.normal([2, shape[1]], deviation: 0.3, using: &generator))
    }

    func callAsFunction(_ x: Variable) -> Variable { matmul(matmul(x, down), up) }
  }

  private func model(isRotary: Bool = false, seed: Int = 3) -> GPTModel {
    var generator = Generator(seed: seed)
    var shape = GPTConfiguration(width: 64, heads: 4, depth: 2, dropout: 0)
    (shape.vocabularySize, shape.contextLimit, shape.initialDeviation) = (41, 24, 0.15)
    shape.block.isRotary = isRotary
    return GPTModel(shape, using: &generator)
  }

  /// The same model in scalars, with the numbers that the quantized one has.
  private func dequantized(_ model: GPTModel) -> GPTModel {
    let other = self.model(isRotary: model.positions == nil, seed: 4)
    let own = Dictionary(uniqueKeysWithValues: model.parameters)
    for (path, variable) in other.parameters {
      if let numbers = own[path]?.value { variable.update { $0 = numbers } }
    }
    for ((_, quantized), (_, dense)) in zip(model.linears, other.linears) {
      if let matrix = quantized.frozen as? QuantizedMatrix { dense.weight.update { $0 = matrix.dequantized } }
    }
    if let table = model.tokens.frozen as? QuantizedMatrix {
      other.tokens.weight.update { $0 = table.dequantized.transposed }
    }
    return other
  }

  private let tokens = [3, 7, 1, 39, 0, 24, 5, 5]

  @Test(arguments: [8, 4], [true, false])
  func `a linear map is the one with the dequantized weight`(bits: Int, hasBias: Bool) {
    var generator = Generator(seed: 1)
    let layer = Linear(70, 21, hasBias: hasBias, using: &generator)
    let dense = Linear(70, 21, hasBias: hasBias, using: &generator)
    layer.quantize(bits: bits)
    dense.weight.update { $0 = (layer.frozen as! QuantizedMatrix).dequantized }
    dense.weight.isTrainable = false
    if let bias = layer.bias { dense.bias!.update { $0 = bias.value } }
    let adapter = LowRank([70, 21], using: &generator)
    let x = Tensor.normal([3, 70], using: &generator)
    for (hasAdapter, activation) in [(false, nil), (true, nil), (false, Activation.gelu), (true, .relu)] {
      let results = [layer, dense].map { layer in
        layer.adapter = hasAdapter ? adapter : nil
        let x = Variable(x)
        let y = activation.map { layer(x, activation: $0) } ?? layer(x)
        y.backward(seed: y.value)
        let trained = layer.parameters.map(\.variable).filter(\.isTrainable)
        defer { for variable in trained { variable.gradient = nil } }
        return [y.value, x.gradient!] + trained.map { $0.gradient! }
      }
      #expect(results[0].count == 2 + (hasBias ? 1 : 0) + (hasAdapter ? 2 : 0))
      for (found, expected) in zip(results[0], results[1]) { expectClose(found, to: expected) }
    }
  }

  @Test(arguments: [8, 4]) func `a GPT's logits are those of its dequantized weights, bit for bit`(bits: Int) {
    let model = model()
    model.quantize(bits: bits)
    #expect(model.parameters.allSatisfy { !$0.path.hasSuffix("weight") || $0.path == "positions.weight" })
    expectEqual(model(tokens, batch: 2).value, to: dequantized(model)(tokens, batch: 2).value)
  }

  @Test func `8 bits move the logits little, 4 bits more`() {
    let before = model()(tokens, batch: 1).value
    let errors = [8, 4].map { bits in
      let model = model()
      model.quantize(bits: bits)
      let difference = model(tokens, batch: 1).value - before
      return ((difference * difference).sum / (before * before).sum).squareRoot()
    }
    #expect((0.001..<0.02).contains(errors[0]), "8 bits: \(errors[0])")
    #expect((0.03..<0.3).contains(errors[1]), "4 bits: \(errors[1])")
  }

  @Test(arguments: [8, 4], [false, true])
  func `reading by a cache gives the logits of the full pass`(bits: Int, isRotary: Bool) {
    let model = model(isRotary: isRotary)
    model.quantize(bits: bits)
    let all = model(tokens, batch: 1).value.row(0)
    var state = model.start()
    var position = -1
    for piece in [[3], [7, 1, 39], [0], [24, 5, 5]] {
      position += piece.count
      expectClose(model.read(PaddedRows([piece]), &state).row(0), to: all.row(position))
    }
    let dense = dequantized(model)
    #expect(
      model.generate([[3, 7], [9]], from: model.start(), limit: 8)
        == dense.generate([[3, 7], [9]], from: dense.start(), limit: 8))
  }

  @Test func `adapters learn the gradients that they have beside frozen dense weights`() {
    let model = model()
    model.quantize()
    let dense = dequantized(model)
    let gradients = [model, dense].map { model in
      var generator = Generator(seed: 9)
      model.setTrainable(false)
      for (path, linear) in model.linears where path.hasSuffix("query") || path.hasSuffix("up") {
        linear.adapter = LowRank(linear.shape, using: &generator)
      }
      crossEntropy(model(tokens, batch: 1), [7, 1, 39, 0, 24, 5, 5, 2]).backward()
      return Dictionary(
        uniqueKeysWithValues: model.parameters.filter { $0.path.contains("adapter") }.map { ($0, $1.gradient!) })
    }
    #expect(gradients[0].count == 8)
    expectNone(compare(gradients[0], with: gradients[1]))
  }

  @Test func `only what is chosen is quantized, never an adapter, nothing twice`() {
    var generator = Generator(seed: 9)
    let model = model()
    let paths = Set(model.parameters.map(\.path))
    let inner = Linear(64, 64, using: &generator)
    struct Inner: Adapter {
      let linear: Linear
      func callAsFunction(_ x: Variable) -> Variable { linear(x) }
    }
    model.linears[0].linear.adapter = Inner(linear: inner)
    model.quantize { $0.hasSuffix("query") || $0 == "tokens" }
    let chosen = ["tokens.weight", "stack.blocks.0.attention.query.weight", "stack.blocks.1.attention.query.weight"]
    #expect(paths.subtracting(model.parameters.map(\.path)) == Set(chosen))
    model.quantize(bits: 4)
    #expect(inner.frozen == nil)
    #expect(model.linears.filter { !$0.path.contains("adapter") }.allSatisfy { $0.linear.frozen != nil })
    #expect((model.tokens.frozen as! QuantizedMatrix).bits == 8)
    #expect((model.stack.blocks[0].attention.query.frozen as! QuantizedMatrix).bits == 8)
    #expect((model.stack.blocks[0].attention.key.frozen as! QuantizedMatrix).bits == 4)
  }

  @Test func `the memory of the weights is released`() {
    let model = model()
    let before = model.weightByteCount
    #expect(before == model.parameterCount * MemoryLayout<Scalar>.stride)
    weak let weight = model.stack.blocks[1].feedForward.up.weight
    weak let table = model.tokens.weight
    model.quantize()
    #expect(weight == nil && table == nil)
    let quantized = 2 * 12 * 64 * 64 + 48 * 64  // 41 rows of the table, in panels of 16 or 8
    #expect(model.weightByteCount == quantized * 17 / 16 + model.parameterCount * MemoryLayout<Scalar>.stride)
    #expect(model.parameterCount == 24 * 64 + 2 * (9 + 4) * 64 + 2 * 64)
  }

  @Test func `BERT's masked head multiplies by a quantized table`() {
    var generator = Generator(seed: 5)
    var shape = BERTConfiguration(width: 24, heads: 2, depth: 1)
    shape.vocabularySize = 30
    let table = Embedding(30, width: 24, using: &generator)
    let head = MaskedLanguageHead(shape, using: &generator)
    let x = constant(.normal([4, shape.block.width], using: &generator))
    table.quantize()
    let quantized = head(x, table).value
    let dense = Embedding(30, width: 24, using: &generator)
    dense.weight.update { $0 = (table.frozen as! QuantizedMatrix).dequantized.transposed }
    expectEqual(quantized, to: head(x, dense).value)
  }
}
