import TestSupport
import Testing

@testable import Gradients
@testable import Training

/// A matrix in the place of a weight: the layers' outputs, gradients, names and memory.
struct FrozenMatrixTests {
  /// The plainest one: a tensor.
  private final class Dense: FrozenMatrix {
    let matrix: Tensor
    init(_ matrix: Tensor) { self.matrix = matrix }

    var shape: [Int] { matrix.shape }
    var byteCount: Int { matrix.count * MemoryLayout<Scalar>.stride }
    func product(_ x: Tensor) -> Tensor { matmul(x, matrix) }
    func transposedProduct(_ y: Tensor) -> Tensor { matmul(y, matrix, transposing: .right) }
    func columns(at indices: [Int]) -> Tensor { matrix.transposed.rows(at: indices) }
  }

  private struct RankOne: Adapter {
    let up: Variable  // [1, out]
    func callAsFunction(_ x: Variable) -> Variable { matmul(x.columns(0..<1), up) }
  }

  /// The output of a layer, and the gradients of x and of all parameters but the weight.
  private func results(_ layer: Linear, _ x: Tensor, _ activation: Activation?) -> [Tensor] {
    let x = Variable(x)
    let y = activation.map { layer(x, activation: $0) } ?? layer(x)
    y.backward(seed: y.value * y.value)
    let others = layer.parameters.filter { $0.path != "weight" }.map(\.variable)
    defer { for variable in others { variable.gradient = nil } }
    return [y.value, x.gradient!] + others.map { $0.gradient! }
  }

  @Test(arguments: [true, false], [true, false])
  func `a linear map multiplies by it, and adds bias and adapter, with the gradients of a frozen weight`(
    hasBias: Bool, hasAdapter: Bool
  ) {
    var generator = Generator(seed: 1)
    let layer = Linear(5, 7, hasBias: hasBias, using: &generator)
    if hasAdapter { layer.adapter = RankOne(up: Variable(.normal([1, 7], using: &generator))) }
    let x = Tensor.normal([2, 3, 5], using: &generator)
    let activations = [nil] + Activation.allCases.map { $0 }
    layer.weight.isTrainable = false
    let expected = activations.map { results(layer, x, $0) }
    layer.replaceWeight(by: Dense(layer.weight.value))
    #expect(expected[0].count == 2 + (hasBias ? 1 : 0) + (hasAdapter ? 1 : 0))
    for (activation, expected) in zip(activations, expected) {
      // A fused activation may round its slope otherwise.
      let found = results(layer, x, activation)
      for (index, (found, expected)) in zip(found, expected).enumerated() {
        expectClose(found, to: expected, "result \(index) with \(activation.map { "\($0)" } ?? "no activation")")
      }
    }
  }

  @Test func `the weight is released, and its name leaves the parameters`() {
    var generator = Generator(seed: 2)
    let layer = Linear(5, 7, using: &generator)
    #expect(layer.parameters.map(\.path) == ["weight", "bias"])
    weak let weight = layer.weight
    layer.replaceWeight(by: Dense(.zeros(5, 7)))
    #expect(weight == nil)
    #expect(layer.parameters.map(\.path) == ["bias"])
    #expect(layer.shape == [5, 7])
    #expect(layer.frozen?.byteCount == 35 * MemoryLayout<Scalar>.stride)
  }

  @Test func `an embedding looks up and multiplies by it as by its table`() {
    var generator = Generator(seed: 3)
    let embedding = Embedding(6, width: 4, using: &generator)
    let x = Variable(.normal([2, 3, 4], using: &generator))
    let results = { () -> [Tensor] in
      x.gradient = nil
      let logits = embedding.logits(x)
      logits.backward(seed: logits.value)
      return [embedding([5, 0, 5, 2], shape: [2, 2]).value, logits.value, x.gradient!]
    }
    let expected = results()
    weak let table = embedding.weight
    embedding.replaceTable(byTransposeOf: Dense(embedding.weight.value.transposed))
    expectEqual(results(), to: expected)
    #expect(expected[0].shape == [2, 2, 4] && expected[1].shape == [2, 3, 6])
    #expect(table == nil && embedding.parameters.isEmpty && embedding.shape == [6, 4])
  }

  @Test func `tables are listed by their paths, tied ones once`() {
    struct Model: Module {
      let source: Embedding
      let target: Embedding
      let others: [Embedding]
    }
    var generator = Generator(seed: 4)
    let (shared, other) = (Embedding(3, width: 2, using: &generator), Embedding(4, width: 2, using: &generator))
    let model = Model(source: shared, target: shared, others: [other])
    #expect(model.embeddings.map(\.path) == ["source", "others.0"])
    #expect(model.embeddings.map { ObjectIdentifier($0.embedding) } == [shared, other].map { ObjectIdentifier($0) })
  }

  @Test func `who asks for a weight that is gone reads why there is none`() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = Generator(seed: 5)
      let layer = Linear(5, 7, using: &generator)
      layer.replaceWeight(by: Dense(.zeros(5, 7)))
      _ = layer.weight
    }
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(message.contains("Linear: a frozen matrix [5, 7] has taken the place of the weight"))
  }
}
