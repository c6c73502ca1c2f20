import Attention
import GPT
import Gradients
import Tensors
import Training
import Transformer

// B batch · T positions · D width · H heads · d width of a head · V vocabulary size

/// The classic mistakes in porting the weights of a GPT-2, each made on purpose.
///
/// None of them is a wrong shape, so none stops the program: all that shows is a loss that is too high.
public enum PortingMistake: String, CaseIterable, Sendable {
  case epsilon = "ε = 1e-12 in the norms"
  case exactGELU = "the exact GELU"
  case shiftedPositions = "positions from 1"
  case missingScale = "scores not divided by √d"
  case swappedQueries = "queries and keys swapped"
  case transposedProjection = "one matrix not transposed"
  case interleavedHeads = "heads interleaved"
  case missingMask = "no causal mask"
  case missingNorm = "no final norm"
  case postNorm = "post-norm, not pre-norm"
  case untiedHead = "an untied, random head"

  /// The logits `[B, T, V]` of a model with this mistake.
  public func logits(of model: GPTModel, _ ids: [Int], batch B: Int) -> Variable {
    let mistaken = mistaken(model)
    switch self {
    case .missingMask:
      let x = mistaken.tokens(ids, shape: [B, ids.count / B])
      return mistaken.logits(mistaken.stack(mistaken.positions!(x), .none, .evaluation))
    case .missingNorm:
      let x = mistaken.tokens(ids, shape: [B, ids.count / B])
      return mistaken.logits(mistaken.stack.blocks.reduce(mistaken.positions!(x)) { $1($0, .causal, .evaluation) })
    case .untiedHead:
      // What a head is whose tensor was not found in the file: random, as initialized.
      var generator = Generator(seed: 0)
      let deviation = model.configuration.initialDeviation
      let (V, D) = model.tokens.weight.value.shape2
      let head = constant(.normal([V, D], deviation: deviation, using: &generator))
      return matmul(mistaken.states(ids, batch: B), head, transposing: .right)
    default: return mistaken(ids, batch: B)
    }
  }

  /// A copy of the model with another configuration, or with numbers in another order.
  private func mistaken(_ model: GPTModel) -> GPTModel {
    var shape = model.configuration
    switch self {
    case .epsilon: shape.block.epsilon = 1e-12
    case .exactGELU: shape.block.activation = .gelu
    case .missingScale: shape.block.attentionScale = 1
    case .postNorm: shape.block.placement = .post
    default: break
    }
    var generator = Generator(seed: 0)
    let copy = GPTModel(shape, using: &generator)
    let numbers = Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.path, $0.variable.value) })
    for (path, variable) in copy.parameters { variable.update { $0 = numbers[path]! } }
    rearrange(copy)
    return copy
  }

  private func rearrange(_ model: GPTModel) {
    let attention = model.stack.blocks.map(\.attention)
    switch self {
    case .shiftedPositions:
      let count = model.configuration.contextLimit
      let next = (0..<count).map { min($0 + 1, count - 1) }
      model.positions!.weight.update { $0 = $0.rows(at: next) }
    case .swappedQueries:
      for layer in attention {
        for (query, key) in [(layer.query.weight, layer.key.weight), (layer.query.bias!, layer.key.bias!)] {
          let (q, k) = (query.value, key.value)
          query.update { $0 = k }
          key.update { $0 = q }
        }
      }
    case .transposedProjection: for layer in attention { layer.output.weight.update { $0 = $0.transposed } }
    case .interleavedHeads:
      let (D, H) = (model.configuration.block.width, model.configuration.block.heads)
      let d = D / H
      let order = (0..<D).map { $0 % d * H + $0 / d }  // as if the columns were [d, H]
      for linear in attention.flatMap({ [$0.query, $0.key, $0.value] }) {
        linear.weight.update { $0 = $0.transposed.rows(at: order).transposed }
        linear.bias!.update { bias in bias = Tensor(shape: [D]) { bias[order[$0[0]]] } }
      }
    default: break
    }
  }
}
