import Attention
import Datasets
import Gradients
import RNN
import Tensors
import Training
import Transformer

// B batch · S tokens of the source · U tokens of the target · T = S + U · D width · V vocabulary size

/// A source and its target as one sequence through one stack of blocks, to compare an encoder–decoder with.
///
/// The positions of the target predict it, each the token that comes next. All that the kinds differ in is what a position
/// sees.
public struct SingleStackModel: PairModel {
  public enum Kind: Sendable, CaseIterable {
    /// A decoder: a position sees itself and what stands before it, also within the source.
    case decoder
    /// A decoder with a prefix mask: every position sees the whole source.
    case prefixDecoder
    /// An encoder: every position sees all others. So the target cannot be an input: its positions hold the begin token,
    /// and all of them are predicted at once, none knowing what the others will be.
    case encoder
  }

  public let tokens: Embedding  // [V, D]
  public let positions: RelativePositionBias
  public let stack: TransformerStack
  public let kind: Kind
  public let configuration: T5Configuration
  /// How many positions an encoder has for a target, whatever its length: that is not known before.
  private let targetLimit: Int

  public init(_ kind: Kind, _ shape: T5Configuration, targetLimit: Int, using generator: inout Generator) {
    let D = shape.block.width
    (self.kind, configuration, self.targetLimit) = (kind, shape, targetLimit)
    tokens = Embedding(shape.vocabularySize, width: D, using: &generator)
    positions = RelativePositionBias(shape, isBidirectional: true, using: &generator)
    stack = TransformerStack(shape.block, depth: shape.depth, using: &generator)
    stack.drawWeights(shape, using: &generator)
  }

  public var decodingTokens: DecodingTokens { configuration.decodingTokens }

  public func callAsFunction(_ source: PaddedRows, _ given: PaddedRows, _ mode: Mode = .evaluation) -> Variable {
    let input = input(source, given)
    let y = stack(input.x, input.mask, bias: input.bias, mode)  // [B, T, D]
    let (B, T, D) = y.value.shape3
    let U = given.width
    // What lies behind a shorter target means nothing.
    let chosen = source.lengths.enumerated().flatMap { row, start in
      (0..<U).map { row * T + min(start + $0, T - 1) }
    }
    return tokens.scaledLogits(y.reshaped(-1, D).rows(at: chosen).reshaped(B, U, D))
  }

  /// The attention weights of each block, `[B, H, T, T]`, from the lowest block up.
  public func weights(_ source: PaddedRows, _ given: PaddedRows) -> [Tensor] {
    withoutGradients {
      let input = input(source, given)
      return stack.weights(input.x, input.mask, bias: input.bias).map(\.own)
    }
  }

  private func input(_ source: PaddedRows, _ given: PaddedRows) -> (x: Variable, mask: Mask, bias: Variable) {
    let rows = PaddedRows(
      zip(source.sequences, targetInputs(given)).map { $0 + $1 }, padding: decodingTokens.padding)
    let x = tokens(rows.tokens, shape: [rows.lengths.count, rows.width])
    return (x, mask(rows, prefixes: source.lengths), positions(queries: rows.width, keys: rows.width))
  }

  /// What the positions of the targets hold.
  private func targetInputs(_ given: PaddedRows) -> [[Int]] {
    guard kind == .encoder else { return given.sequences }
    let blank = [Int](repeating: decodingTokens.begin, count: max(targetLimit, given.width))
    return given.lengths.map { _ in blank }
  }

  private func mask(_ rows: PaddedRows, prefixes: [Int]) -> Mask {
    switch kind {
    case .decoder: Mask(lengths: rows.lengths, isCausal: true)
    case .prefixDecoder: Mask(lengths: rows.lengths, isCausal: true, prefixes: prefixes)
    case .encoder: Mask(lengths: rows.lengths)
    }
  }
}

// MARK: Decoding

extension SingleStackModel {
  /// The source, and the target tokens so far. Every new token takes one more full pass, which is plain, and
  /// slow for long targets.
  public struct State: DecoderState {
    let source: [[Int]]
    var target: [[Int]]

    public func rows(at indices: [Int]) -> State {
      State(source: indices.map { source[$0] }, target: indices.map { target[$0] })
    }
  }

  public func encode(_ source: PaddedRows) -> State {
    State(source: source.sequences, target: source.lengths.map { _ in [] })
  }

  public func read(_ tokens: PaddedRows, _ state: inout State) -> Tensor {
    state.target = zip(state.target, tokens.sequences).map { $0 + $1 }
    let (source, given) = (PaddedRows(state.source), PaddedRows(state.target))
    return withoutGradients { self(source, given).value.last(of: given.lengths) }
  }
}
