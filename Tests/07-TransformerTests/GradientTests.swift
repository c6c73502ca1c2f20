import Attention
import TestSupport
import Testing
import Training
import Transformer

/// Every layer, wiring and norm placement against central differences, and how many parameters each has.
struct GradientTests {
  struct Form: Sendable, CustomTestStringConvertible {
    let placement: NormPlacement
    var wiring = Wiring.standard
    var hasMemory = false
    var testDescription: String { "\(placement) \(wiring)\(hasMemory ? " with memory" : "")" }
  }

  static let forms = NormPlacement.allCases.flatMap { placement in
    Wiring.allCases.map { Form(placement: placement, wiring: $0) } + [Form(placement: placement, hasMemory: true)]
  }

  private func block(_ form: Form, _ change: (inout BlockConfiguration) -> Void = { _ in }) -> TransformerBlock {
    var generator = Generator(seed: 4)
    var shape = BlockConfiguration(width: 6, heads: 2, feedForwardWidth: 7)
    (shape.placement, shape.memoryWidth) = (form.placement, form.hasMemory ? 5 : nil)
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

  /// A bias of the keys moves all scores of a query alike, which changes no weight: there is nothing but rounding to
  /// check.
  private func checkable(_ parameters: NamedVariables) -> NamedVariables {
    parameters.filter { !$0.path.hasSuffix("key.bias") && !$0.path.hasSuffix("keyNorm.bias") }
  }

  @Test func `a bias of the keys gets no gradient`() {
    let block = block(Form(placement: .pre))
    block(input(2, 3, 6), .none, .evaluation).sum.backward()
    let biases = block.attention.parameters.filter { $0.path.hasSuffix(".bias") }
    let sizes = Dictionary(
      uniqueKeysWithValues: biases.map { ($0.path, $0.variable.gradient!.scalars.map(abs).max()!) })
    #expect(sizes["key.bias"]! < 1e-4 * sizes["query.bias"]!)
  }

  /// In Float, gradients that have come through a softmax and norms are too small for the large step of the check.
  @Test(.inDouble, arguments: forms)
  func `gradients of a block match central differences`(form: Form) throws {
    let block = block(form)
    let (x, memory) = (input(2, 3, 6), input(2, 4, 5, seed: 2))
    let inputs = [(path: "x", variable: x)] + (form.hasMemory ? [(path: "memory", variable: memory)] : [])
    try reportGradients("block \(form.testDescription)", of: checkable(block.parameters) + inputs, sampling: 12) {
      form.hasMemory
        ? block(x, .causal, memory: Memory(memory, lengths: [4, 2]), .evaluation)
        : block(x, .causal, wiring: form.wiring, .evaluation)
    }
  }

  /// Everything that a block can have beside the usual.
  static let options: [String: @Sendable (inout BlockConfiguration) -> Void] = [
    "normalized queries and keys": { $0.normalizesQueriesAndKeys = true },
    "a head width of its own": { $0.headWidth = 5 },
    "a gate": { $0.isGated = true },
    "a scale": { $0.attentionScale = 1 },
    "rotary positions": { ($0.isRotary, $0.headWidth) = (true, 4) },
    "no biases": { $0.hasBias = false },
    "RMS norms": { ($0.norm, $0.normalizesQueriesAndKeys) = (.rms, true) },
    "a large epsilon": { $0.epsilon = 0.3 },
  ]

  @Test(.inDouble, arguments: options.keys.sorted())
  func `gradients of a block with an option match central differences`(option: String) throws {
    let (whole, usual) = (block(Form(placement: .pre), Self.options[option]!), block(Form(placement: .pre)))
    let x = input(2, 3, 6)
    #expect(whole(x, .causal, .evaluation).value != usual(x, .causal, .evaluation).value, "it is at work")
    try reportGradients("block with \(option)", of: checkable(whole.parameters) + [("x", x)], sampling: 12) {
      whole(x, .causal, .evaluation)
    }
  }

  @Test(arguments: [false, true])
  func `gradients of a bias on the scores match central differences`(isPlain: Bool) throws {
    var generator = Generator(seed: 5)
    let layer = MultiHeadAttention(width: 6, heads: 3, headWidth: 4, isRotary: true, scale: 0.7, using: &generator)
    let bias = Variable(.normal([3, 5, 5], using: &generator))
    let x = input(2, 5, 6)
    let variables = checkable(layer.parameters) + [(path: "x", variable: x), (path: "bias", variable: bias)]
    let mask = Mask(lengths: [5, 2])
    try reportGradients("heads with a bias", of: variables, sampling: 75) {
      isPlain
        ? layer.plain(x, mask, bias: bias, .evaluation).output : layer(x, mask, bias: bias, .evaluation)
    }
  }

  /// In Float, the step of the check is so large that it would go round many corners of a relu.
  @Test(arguments: Scalar.self == Double.self ? Activation.allCases : [.gelu, .geluTanh, .tanh], [true, false])
  func `gradients of a feed-forward match central differences`(activation: Activation, isPlain: Bool) throws {
    var generator = Generator(seed: 6)
    let layer = FeedForward(
      width: 3, feedForwardWidth: 17, activation: activation, isGated: !isPlain, hasBias: isPlain, using: &generator)
    let x = input(2, 4, 3)
    try reportGradients("feed-forward \(activation)", of: layer.parameters + [("x", x)], hasKinks: activation == .relu)
    { layer(x, .evaluation) }
  }

  @Test(arguments: [false, true])
  func `gradients with dropped weights match central differences`(isPlain: Bool) throws {
    var generator = Generator(seed: 7)
    let layer = MultiHeadAttention(width: 6, heads: 2, dropout: 0.4, using: &generator)
    let x = input(2, 4, 6)
    try reportGradients("attention with dropout", of: checkable(layer.parameters) + [("x", x)], sampling: 12) {
      isPlain
        ? layer.plain(x, .causal, .training(Randomness(seed: 3))).output
        : layer(x, .causal, .training(Randomness(seed: 3)))
    }
  }

  @Test(.inDouble)
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
      let states = encoder(x, Mask(lengths: [3, 1]), .evaluation)
      return decoder(y, .causal, memory: Memory(states, lengths: [3, 1]), .evaluation)
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
    let form = Form(placement: .pre)
    #expect(block(form) { $0.hasBias = false }.parameterCount == 4 * D * D + 2 * D * F + 2 * norm)
    #expect(block(form) { $0.headWidth = 5 }.parameterCount == block(form).parameterCount + 4 * 4 * D + 3 * 4)
    #expect(block(form) { $0.isGated = true }.parameterCount == block(form).parameterCount + D * F + F)
    #expect(block(form) { $0.normalizesQueriesAndKeys = true }.parameterCount == block(form).parameterCount + 4 * D / 2)
    #expect(block(form) { $0.norm = .rms }.parameterCount == block(form).parameterCount - 2 * D)
    let paths = block(form).parameters.map(\.path)
    #expect(paths.prefix(2) == ["attention.query.weight", "attention.query.bias"])
    #expect(paths.contains("feedForward.up.weight"))
    #expect(block(form).linears.prefix(2).map(\.path) == ["attention.query", "attention.key"])
  }
}
