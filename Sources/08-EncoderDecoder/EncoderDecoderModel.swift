import Attention
import Datasets
import Gradients
import RNN
import Tensors
import Training
import Transformer

// B batch · T tokens of the source · U tokens of the target · V vocabulary size of the target · D width · H heads

/// A Transformer with an encoder and a decoder: models differ in what stands before, between and behind the two stacks.
public protocol EncoderDecoderModel: PairModel where State == EncoderDecoderState {
  var decoder: TransformerStack { get }

  /// The encoder's outputs, `[B, T, D]`, over which the decoder has cross-attention.
  func encode(_ source: PaddedRows, _ mode: Mode) -> Memory

  /// The target tokens as the decoder's lowest block gets them, `[B, U, D]`.
  ///
  /// - Parameter starts: The position of the first token, one for all rows of the batch or one for each.
  func decoderInput(_ tokens: PaddedRows, from starts: [Int], _ mode: Mode) -> Variable

  /// Added to the scores of the decoder's self-attention, `[H, U, K]`, or `[B, H, U, K]` where the rows begin at different
  /// positions; nil for nothing.
  func decoderBias(queries U: Int, keys K: Int, from starts: [Int]) -> Variable?

  /// The logits of the next token after each of the decoder's outputs, `[…, D] → […, V]`.
  func logits(_ outputs: Variable, _ mode: Mode) -> Variable
}

/// The encoder's outputs, and the keys and values of the target tokens so far.
public struct EncoderDecoderState: DecoderState {
  public let memory: Memory
  var cache = StackCache()

  public func rows(at indices: [Int]) -> EncoderDecoderState {
    EncoderDecoderState(memory: memory.rows(at: indices), cache: cache.rows(at: indices))
  }
}

extension EncoderDecoderModel {
  public func decoderBias(queries U: Int, keys K: Int, from starts: [Int]) -> Variable? { nil }

  /// The logits of every next target token, `[B, U, V]`, given the true ones before it: teacher forcing.
  public func callAsFunction(_ source: PaddedRows, _ given: PaddedRows, _ mode: Mode = .evaluation) -> Variable {
    self(encode(source, mode), given, mode)
  }

  /// The same over outputs of the encoder that are there already.
  public func callAsFunction(_ memory: Memory, _ given: PaddedRows, _ mode: Mode = .evaluation) -> Variable {
    let x = decoderInput(given, from: [0], mode)
    let bias = decoderBias(queries: given.width, keys: given.width, from: [0])
    return logits(decoder(x, .causal, bias: bias, memory: memory, mode), mode)
  }

  public func encode(_ source: PaddedRows) -> State { State(memory: encode(source, .evaluation)) }

  public func read(_ tokens: PaddedRows, _ state: inout State) -> Tensor {
    withoutGradients {
      let starts = state.cache.starts(tokens.lengths.count)
      let length = zip(starts, tokens.lengths).map { $0 + $1 }.max() ?? 0
      let x = decoderInput(tokens, from: starts, .evaluation)
      let bias = decoderBias(queries: tokens.width, keys: length, from: starts)
      let y = decoder(x, counts: tokens.lengths, bias: bias, memory: state.memory, cache: &state.cache)
      return logits(constant(y.value.last(of: tokens.lengths)), .evaluation).value
    }
  }

  /// The attention weights of each block of the decoder, from the lowest block up.
  public func decoderWeights(_ source: PaddedRows, _ given: PaddedRows) -> [BlockWeights] {
    withoutGradients {
      let x = decoderInput(given, from: [0], .evaluation)
      let bias = decoderBias(queries: given.width, keys: given.width, from: [0])
      return decoder.weights(x, .causal, bias: bias, memory: encode(source, .evaluation))
    }
  }

  /// The cross-attention weights of each block of the decoder, `[B, H, U, T]`, from the lowest block up.
  public func crossWeights(_ source: PaddedRows, _ given: PaddedRows) -> [Tensor] {
    decoderWeights(source, given).map { $0.memory! }
  }
}
