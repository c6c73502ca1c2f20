import Exercises
import GPT
import Gradients
import Pretrained
import Tensors
import Training
import Transformer

// T positions · D width · V vocabulary size

/// A small GPT with random weights, and ports of it, each with one fault.
struct TinyGPT: Sendable {
  var width = 16
  var heads = 2
  var depth = 2
  /// How large the rows of the table of tokens are.
  var deviation: Scalar = 0.15
  /// How large the gains and biases of the final norm are, and with them the logits.
  var finalGain: Scalar = 1
  /// The ε of a port that has another one than the original's 10⁻⁵.
  var otherEpsilon: Scalar = 1e-12
  var seed: Int

  private static let vocabularySize = 40
  private static let text = [7, 3, 31, 12, 7, 25]
  private static let next = 18

  private func configuration(_ fault: PortingFault?) -> GPTConfiguration {
    var shape = GPTConfiguration(width: width, heads: heads, depth: depth, dropout: 0)
    (shape.vocabularySize, shape.contextLimit) = (Self.vocabularySize, 12)
    switch fault {
    case .scale: shape.block.attentionScale = 1
    case .activation: shape.block.activation = .gelu
    case .epsilon: shape.block.epsilon = otherEpsilon
    default: break
    }
    return shape
  }

  /// The same weights for every port, with gains and biases as training leaves them.
  private func model(_ fault: PortingFault?) -> GPTModel {
    var generator = Generator(seed: seed)
    let model = Generator.withoutDrawing { GPTModel(configuration(fault), using: &generator) }
    for (path, variable) in model.parameters {
      let noise = Tensor.normal(variable.shape, using: &generator)
      let gain = path.hasPrefix("stack.norm.") ? finalGain : 1
      let value: Tensor =
        switch path.split(separator: ".").last {
        case "gain": gain * (1 + 0.2 * noise)
        case "bias": gain * 0.1 * noise
        default:
          switch path {
          case "tokens.weight": deviation * noise
          case "positions.weight": deviation / 2 * noise
          default: noise * (1 / Scalar(noise.shape[0]).squareRoot())
          }
        }
      variable.update { $0 = value }
    }
    return model
  }

  /// The logits that a model gives for the probes, a port in its own rounding.
  func logits(_ fault: PortingFault?, isPort: Bool) -> ProbeLogits {
    let (original, model) = (model(nil), model(fault))
    var generator = Generator(seed: seed + 1000)
    let table: Tensor =
      fault == .head
      ? deviation * Tensor.normal([Self.vocabularySize, width], using: &generator) : model.tokens.weight.value
    /// Rounding as of sums in another order, up to 10⁻⁶ of the largest.
    func rounded(_ logits: Tensor) -> Tensor {
      guard isPort else { return logits }
      let largest = logits.map { abs($0) }.max
      return logits + 1e-6 * largest * Tensor.uniform(logits.shape, in: -1..<1, using: &generator)
    }
    func answer(_ x: Variable) -> Tensor {
      let y = model.stack.blocks.reduce(x) { $1($0, fault == .mask ? .none : .causal, .evaluation) }
      let states = fault == .finalNorm ? y : model.stack.norm!(y)  // [1, T, D]
      return rounded(matmul(states.value.row(0), table, transposing: .right))  // [T, V]
    }
    func input(_ tokens: [Int], to model: GPTModel, from start: Int) -> Variable {
      model.positions!(model.tokens(tokens, shape: [1, tokens.count]), from: start)
    }
    let start = fault == .positions ? 1 : 0
    let (first, text) = ([Self.text[0]], Self.text)
    let state = input(first, to: original, from: 0).value
    return withoutGradients {
      ProbeLogits(
        single: answer(input(first, to: model, from: start)).row(0), quiet: answer(constant(state / 1000)).row(0),
        loud: answer(constant(state * 1000)).row(0), text: answer(input(text, to: model, from: start)),
        longer: answer(input(text + [Self.next], to: model, from: start)))
    }
  }

  /// Several of them: sizes, weights and another ε differ.
  static let all = [
    TinyGPT(seed: 1), TinyGPT(width: 24, heads: 3, depth: 1, deviation: 0.2, seed: 2),
    TinyGPT(width: 12, depth: 3, deviation: 0.1, otherEpsilon: 1e-6, seed: 3),
    TinyGPT(width: 32, heads: 4, finalGain: 30, otherEpsilon: 1e-8, seed: 4),
  ]

  /// What each original answers, and its ports: with each fault, and at the key 0 without one.
  static let answers: [(original: ProbeLogits, ports: [Int: ProbeLogits])] = all.map { gpt in
    let faults: [PortingFault?] = [nil] + PortingFault.allCases
    let ports = faults.map { ($0?.rawValue ?? 0, gpt.logits($0, isPort: true)) }
    return (gpt.logits(nil, isPort: false), Dictionary(uniqueKeysWithValues: ports))
  }
}
