import TestSupport
import Testing
import Transformer

/// Every layer, wiring and placement of norms against central differences, and how many parameters each has.
struct GradientTests {
  struct Form: Sendable, CustomTestStringConvertible {
    let norm: NormPlacement
    let wiring: Wiring
    let hasMemory: Bool
    var testDescription: String { "\(norm) \(wiring)\(hasMemory ? " with memory" : "")" }
  }

  static let forms = NormPlacement.allCases.flatMap { norm in
    Wiring.allCases.flatMap { wiring in
      [false, true].map { Form(norm: norm, wiring: wiring, hasMemory: $0) }
    }
  }

  private func block(_ form: Form, _ change: (inout BlockConfiguration) -> Void = { _ in }) -> TransformerBlock {
    var generator = Generator(seed: 4)
    var shape = BlockConfiguration(width: 6, heads: 2, feedForwardWidth: 7)
    (shape.norm, shape.wiring, shape.memoryWidth) = (form.norm, form.wiring, form.hasMemory ? 5 : nil)
    change(&shape)
    let block = TransformerBlock(shape, using: &generator)
    // Gains and biases begin as ones and zeros, which would hide what is done with them.
    for (_, variable) in block.parameters {
      variable.update { $0 = .normal($0.shape, deviation: 0.5, using: &generator) }
    }
    return block
  }

  private func input(_ shape: Int..., seed: Int = 1) -> Variable {
    var generator = Generator(seed: seed)
    return Variable(.normal(shape, using: &generator))
  }

  /// A bias of the keys moves all scores of a query alike, which changes no weight: there is nothing but rounding to check.
  private func checkable(_ parameters: NamedVariables) -> NamedVariables {
    parameters.filter { !$0.path.hasSuffix("key.bias") && !$0.path.hasSuffix("keyNorm.bias") }
  }

  @Test func `a bias of the keys gets no gradient`() {
    let block = block(Form(norm: .pre, wiring: .a, hasMemory: false))
    block(input(2, 3, 6)).sum.backward()
    let biases = block.attention.parameters.filter { $0.path.hasSuffix(".bias") }
    let sizes = Dictionary(
      uniqueKeysWithValues: biases.map { ($0.path, $0.variable.gradient!.scalars.map(abs).max()!) })
    #expect(sizes["key.bias"]! < 1e-4 * sizes["query.bias"]!)
  }

  /// In Float, gradients that have come through a softmax and norms are too small for the large step of the check.
  @Test(.enabled(if: Scalar.self == Double.self), arguments: forms)
  func `gradients of a block match central differences`(form: Form) throws {
    let block = block(form)
    let (x, memory) = (input(2, 3, 6), input(2, 4, 5, seed: 2))
    let inputs = [(path: "x", variable: x)] + (form.hasMemory ? [(path: "memory", variable: memory)] : [])
    try reportGradients("block \(form.testDescription)", of: checkable(block.parameters) + inputs, sampling: 12) {
      block(x, .causal, memory: form.hasMemory ? Memory(memory, lengths: [4, 2]) : nil)
    }
  }

  @Test(.enabled(if: Scalar.self == Double.self))
  func `gradients with normalized queries and keys match central differences`() throws {
    let block = block(Form(norm: .pre, wiring: .a, hasMemory: false)) { $0.normalizesQueriesAndKeys = true }
    let x = input(2, 3, 6)
    #expect(block.parameters.contains { $0.path == "attention.queryNorm.gain" })
    try reportGradients("block with QK-norm", of: checkable(block.parameters) + [("x", x)], sampling: 12) { block(x) }
  }

  @Test func `gradients of heads that are turned and masked match central differences`() throws {
    var generator = Generator(seed: 5)
    var layer = MultiHeadAttention(width: 6, heads: 3, isRotary: true, using: &generator)
    let factors = Variable(.uniform([3], in: 0.5..<1, using: &generator))
    layer.headMask = HeadMask(factors)
    let x = input(2, 5, 6)
    let variables = checkable(layer.parameters) + [(path: "x", variable: x), (path: "mask", variable: factors)]
    try reportGradients("masked heads", of: variables, sampling: 12) { layer(x, Mask(lengths: [5, 2])) }
  }

  /// In Float, the step of the check is so large that it would go round many corners of a relu.
  @Test(arguments: Scalar.self == Double.self ? Activation.allCases : [.gelu, .geluTanh, .tanh], [true, false])
  func `gradients of a feed-forward match central differences`(activation: Activation, hasBias: Bool) throws {
    var generator = Generator(seed: 6)
    let layer = FeedForward(width: 3, feedForwardWidth: 17, activation: activation, hasBias: hasBias, using: &generator)
    let x = input(2, 4, 3)
    try reportGradients("feed-forward \(activation)", of: layer.parameters + [("x", x)], hasKinks: activation == .relu)
    { layer(x) }
  }

  @Test(arguments: [false, true])
  func `gradients with silenced weights match central differences`(isPlain: Bool) throws {
    var generator = Generator(seed: 7)
    var layer = MultiHeadAttention(width: 6, heads: 2, dropout: 0.4, using: &generator)
    layer.isPlain = isPlain
    let x = input(2, 4, 6)
    try reportGradients("attention with dropout", of: checkable(layer.parameters) + [("x", x)], sampling: 12) {
      layer(x, .causal, .training(Randomness(seed: 3)))
    }
  }

  @Test(.enabled(if: Scalar.self == Double.self))
  func `gradients of a stack match central differences`() throws {
    var generator = Generator(seed: 8)
    var shape = BlockConfiguration(width: 4, heads: 2)
    shape.memoryWidth = 4
    let (encoder, decoder) = (
      TransformerStack(BlockConfiguration(width: 4, heads: 2), depth: 2, using: &generator),
      TransformerStack(shape, depth: 2, using: &generator)
    )
    let (x, y) = (input(2, 3, 4), input(2, 2, 4, seed: 2))
    let variables =
      encoder.parameters.map { (path: "encoder.\($0.path)", variable: $0.variable) }
      + decoder.parameters.map { (path: "decoder.\($0.path)", variable: $0.variable) }
      + [(path: "x", variable: x), (path: "y", variable: y)]
    try reportGradients("encoder and decoder", of: checkable(variables), sampling: 6) {
      let states = encoder(x, Mask(lengths: [3, 1]))
      return decoder(y, .causal, memory: Memory(states, lengths: [3, 1]))
    }
  }

  @Test func `a backward that forgets the sum of a row's weights is caught`() {
    let x = input(1, 4, 3)
    #expect(throws: GradientMismatch.self) {
      try checkGradients("forgetful", of: [("x", x)]) {
        let weights = softmax(matmul(x, x.detached, transposing: .right).value)
        let y = matmul(weights, x.value)
        return Variable(y, from: [x]) { dy in
          let dWeights = matmul(dy, x.value, transposing: .right)
          return [matmul(weights, dy, transposing: .left) + matmul(weights * dWeights, x.value)]
        }
      }
    }
  }

  @Test func `every parameter is found`() {
    let (D, F, S) = (6, 7, 5)
    let (attention, cross) = (4 * (D * D + D), 2 * (D * D + D) + 2 * (S * D + D))
    let (feedForward, norm) = (D * F + F + F * D + D, 2 * D)
    for form in Self.forms {
      let extra = form.hasMemory ? cross + norm : 0
      #expect(block(form).parameterCount == attention + feedForward + 2 * norm + extra)
    }
    let form = Form(norm: .pre, wiring: .a, hasMemory: false)
    #expect(block(form) { $0.hasBias = false }.parameterCount == 4 * D * D + 2 * D * F + 2 * norm)
    #expect(block(form) { $0.normalizesQueriesAndKeys = true }.parameterCount == block(form).parameterCount + 4 * D / 2)
    let paths = block(form).parameters.map(\.path)
    #expect(paths.prefix(2) == ["attention.query.weight", "attention.query.bias"])
    #expect(paths.contains("feedForward.up.weight"))
  }
}
