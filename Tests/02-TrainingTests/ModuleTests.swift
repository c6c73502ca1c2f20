import TestSupport
import Testing

@testable import Training

/// What the walk over a module finds, and under which names.
struct ModuleTests {
  struct Inner: Module {
    let layer: Linear
    let norms: [LayerNorm]
    let skipped: Linear?
    let missing: Linear?
    let wrapped: (any Module)?
    let always: any Module
    let pair: (Linear, Linear)
    let named: (left: Linear, right: LayerNorm)
    let loose: [Variable]
    let maybe: Variable?
    let table: [Int] = [1, 2, 3]
    let scale: Scalar = 2
  }

  struct Outer: Module {
    let blocks: [Inner]
    let mixed: [any Module]
    let grid: [[Linear]]
    let gaps: [Linear?]
    let pairs: [(Linear, norm: LayerNorm)]
  }

  final class Reference: Module {
    let layer: Linear
    init(_ layer: Linear) { self.layer = layer }
  }

  private func inner(_ generator: inout Generator) -> Inner {
    let linear = { (generator: inout Generator) in Linear(2, 3, using: &generator) }
    return Inner(
      layer: linear(&generator), norms: [LayerNorm(4), LayerNorm(5)], skipped: linear(&generator), missing: nil,
      wrapped: linear(&generator), always: linear(&generator), pair: (linear(&generator), linear(&generator)),
      named: (left: linear(&generator), right: LayerNorm(6)), loose: [Variable([1, 2]), Variable([3])],
      maybe: Variable([[1, 2]]))
  }

  @Test func `parameters in arrays, optionals, tuples and behind protocols carry their paths`() {
    var generator = Generator(seed: 0)
    let module = inner(&generator)
    #expect(
      module.parameters.map(\.path) == [
        "layer.weight", "layer.bias", "norms.0.gain", "norms.0.bias", "norms.1.gain", "norms.1.bias", "skipped.weight",
        "skipped.bias", "wrapped.weight", "wrapped.bias", "always.weight", "always.bias", "pair.0.weight",
        "pair.0.bias", "pair.1.weight", "pair.1.bias", "named.left.weight", "named.left.bias", "named.right.gain",
        "named.right.bias", "loose.0", "loose.1", "maybe",
      ])
    #expect(module.parameterCount == 7 * (6 + 3) + 2 * (4 + 5 + 6) + 3 + 2)
  }

  @Test func `nested containers hide nothing`() {
    var generator = Generator(seed: 0)
    let linear = { (generator: inout Generator) in Linear(1, 1, hasBias: false, using: &generator) }
    let module = Outer(
      blocks: [inner(&generator), inner(&generator)], mixed: [linear(&generator), LayerNorm(1)],
      grid: [[linear(&generator)], [linear(&generator), linear(&generator)]], gaps: [nil, linear(&generator)],
      pairs: [(linear(&generator), norm: LayerNorm(1))])
    let paths = module.parameters.map(\.path)
    #expect(paths.contains("blocks.1.norms.0.gain"))
    #expect(
      paths.suffix(10) == [
        "mixed.0.weight", "mixed.1.gain", "mixed.1.bias", "grid.0.0.weight", "grid.1.0.weight", "grid.1.1.weight",
        "gaps.1.weight", "pairs.0.0.weight", "pairs.0.norm.gain", "pairs.0.norm.bias",
      ])
    #expect(Set(paths).count == paths.count)
  }

  @Test func `a class is a module like any other`() {
    var generator = Generator(seed: 0)
    let module = Reference(Linear(2, 3, using: &generator))
    #expect(module.parameters.map(\.path) == ["layer.weight", "layer.bias"])
  }

  @Test func `tied weights count once, under the first name`() {
    struct Tied: Module {
      let embedding: Embedding
      let output: Variable
      let norm: BatchNorm
      let sameNorm: BatchNorm
    }
    var generator = Generator(seed: 0)
    let embedding = Embedding(5, width: 4, using: &generator)
    let norm = BatchNorm(4)
    let model = Tied(embedding: embedding, output: embedding.weight, norm: norm, sameNorm: norm)
    #expect(model.parameters.map(\.path) == ["embedding.weight", "norm.gain", "norm.bias"])
    #expect(model.parameterCount == 5 * 4 + 4 + 4)
    #expect(model.buffers.map(\.path) == ["norm.mean", "norm.variance"])
  }

  @Test func `a tied weight collects the gradients of both its uses`() throws {
    var generator = Generator(seed: 0)
    let embedding = Embedding(5, width: 3, using: &generator)
    try checkGradients("tied", of: embedding.parameters) {
      crossEntropy(matmul(embedding([1, 4, 1], shape: [3]), embedding.weight, transposing: .right), [0, 2, 1])
    }
  }

  @Test func `the layers have the parameters that their shapes promise`() {
    var generator = Generator(seed: 0)
    #expect(Linear(7, 5, using: &generator).parameterCount == 7 * 5 + 5)
    #expect(Linear(7, 5, hasBias: false, using: &generator).parameters.map(\.path) == ["weight"])
    #expect(Embedding(7, width: 5, using: &generator).parameterCount == 35)
    #expect(LayerNorm(5).parameterCount == 10)
    #expect(BatchNorm(5).parameterCount == 10)
    #expect(BatchNorm(5).buffers.map(\.path) == ["mean", "variance"])
    #expect(Dropout(0.5).parameterCount == 0)
    let model = MLP(widths: [2, 8, 8, 3], dropout: 0.1, using: &generator)
    #expect(model.parameterCount == 2 * 8 + 8 + 8 * 8 + 8 + 8 * 3 + 3)
    #expect(model.parameters.last?.path == "layers.2.bias")
  }

  @Test func `a frozen parameter gets no gradient and does not move`() {
    var generator = Generator(seed: 0)
    let model = MLP(widths: [3, 4, 2], using: &generator)
    let before = model.parameters.map(\.variable.value)
    model.setTrainable(false) { $0.hasPrefix("layers.0") }
    let optimizer = AdamW(model.parameters, decay: 0.5)
    for _ in 0..<3 {
      crossEntropy(model(constant(.ones(2, 3))), [0, 1]).backward()
      optimizer.step(rate: 0.1)
      optimizer.clearGradients()
    }
    for ((path, variable), start) in zip(model.parameters, before) {
      #expect((variable.value == start) == path.hasPrefix("layers.0"), "\(path)")
    }
    model.setTrainable(true)
    #expect(model.parameters.allSatisfy { $0.variable.isTrainable })
  }

  @Test func `a module prints its parameters with shapes, the count and what is frozen`() {
    var generator = Generator(seed: 0)
    let model = MLP(widths: [30, 40, 2], using: &generator)
    model.setTrainable(false) { $0 == "layers.1.bias" }
    #expect(
      model.description == """
        MLP: 1,322 parameters
          layers.0.weight  30 × 40
          layers.0.bias    40
          layers.1.weight  40 × 2
          layers.1.bias    2  frozen
        """)
  }

  @Test(arguments: [7, 50, 200])
  func `the first loss is that of a guess, about ln V`(V: Int) {
    var generator = Generator(seed: 1)
    let targets = (0..<256).map { _ in Int.random(in: 0..<V, using: &generator) }
    let x = constant(.normal([256, 32], using: &generator))
    let loss = crossEntropy(MLP(widths: [32, 64, V], using: &generator)(x), targets).value.scalar
    #expect(abs(Double(loss) - naturalLogarithm(V)) < 0.1)
  }

  private func naturalLogarithm(_ x: Int) -> Double { Double(log(Tensor([Scalar(x)])).scalar) }
}
