import Attention
import BERT
import Datasets
import Gradients
import Tensors
import Training
import Transformer

// B batch · N patches · M visible patches · w numbers of a patch · D width of the encoder · E width of the decoder

/// The BERT of pictures: most patches are hidden, and the model restores them from the others.
///
/// The encoder sees the visible patches alone, which makes its step cheap. The decoder gets their states, and at every hidden
/// position one and the same learned vector. It is thrown away afterwards.
///
/// He et al., "Masked autoencoders are scalable vision learners", 2022.
public struct MaskedAutoencoder: Module {
  public let encoder: ViTEncoder
  public let bridge: Linear  // [D, E]
  public let maskToken: Variable  // [E]
  public let positions: Variable  // [N, E]
  public let decoder: TransformerStack
  public let output: Linear  // [E, w]
  /// The part of the patches that is hidden. Neighbors tell so much of a patch that little is learned from a few hidden ones.
  public let hiddenShare: Double

  public init(
    _ encoder: ViTEncoder, decoderWidth E: Int, heads: Int, depth: Int = 1, hiddenShare: Double = 0.75,
    using generator: inout Generator
  ) {
    let patches = encoder.configuration.patches
    var block = encoder.configuration.block
    (block.width, block.heads, block.feedForwardWidth) = (E, heads, 4 * E)
    self.encoder = encoder
    self.hiddenShare = hiddenShare
    bridge = Linear(encoder.width, E, using: &generator)
    maskToken = Variable(.normal([E], deviation: encoder.configuration.initialDeviation, using: &generator))
    positions = Variable(
      .normal([patches.count, E], deviation: encoder.configuration.initialDeviation, using: &generator))
    decoder = TransformerStack(block, depth: depth, using: &generator)
    output = Linear(E, patches.numbersPerPatch, using: &generator)
  }

  /// For each picture the visible patches, then the hidden ones, in a random order.
  public func split(_ B: Int, using generator: inout Generator) -> (visible: [[Int]], hidden: [[Int]]) {
    let N = encoder.configuration.patches.count
    let count = N - min(N - 1, max(1, Int((Double(N) * hiddenShare).rounded())))
    let orders = (0..<B).map { _ in (0..<N).shuffled(using: &generator) }
    return (orders.map { Array($0.prefix(count)) }, orders.map { Array($0.dropFirst(count)) })
  }

  /// What the model puts at every position, `[B, N, w]`, from the visible patches of each picture.
  public func callAsFunction(_ pictures: Tensor, visible: [[Int]], _ mode: Mode) -> Variable {
    let (B, M, N) = (visible.count, visible[0].count, encoder.configuration.patches.count)
    let tokens = encoder.tokens(pictures).reshaped(B * N, encoder.width)
    let visibleRows = visible.enumerated().flatMap { row, patches in patches.map { row * N + $0 } }
    let states = encoder.states(tokens.rows(at: visibleRows).reshaped(B, M, encoder.width), mode)  // [B, 1 + M, D]
    let known = bridge(states.slice(axis: 1, 1..<1 + M)).reshaped(B * M, -1)  // [B·M, E]
    // Row B·M is the mask token: every position takes its state, or that.
    let E = positions.shape[1]
    let all = Variable.concatenate([known, maskToken.reshaped(1, E)])
    var sources = [Int](repeating: B * M, count: B * N)
    for (index, row) in visibleRows.enumerated() { sources[row] = index }
    let x = all.rows(at: sources).reshaped(B, N, E) + positions
    return output(decoder(x, .none, mode))
  }

  /// The mean squared error of the hidden patches. What is visible is known, and counts nothing.
  public func loss(_ pictures: Tensor, visible: [[Int]], hidden: [[Int]], _ mode: Mode) -> Variable {
    let patches = encoder.configuration.patches
    let N = patches.count
    let rows = hidden.enumerated().flatMap { row, patches in patches.map { row * N + $0 } }
    let restored = self(pictures, visible: visible, mode).reshaped(-1, patches.numbersPerPatch).rows(at: rows)
    return meanSquaredError(restored, patches(pictures).reshaped(-1, patches.numbersPerPatch).rows(at: rows))
  }
}
