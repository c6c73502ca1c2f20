import Attention
import Gradients
import RNN

// B batch · S positions · D width

/// What a decoder's cross-attention takes its keys and values from: the encoder's outputs `[B, S, D]`, and the length of
/// each sequence.
public struct Memory: DecoderState {
  public let states: Variable
  public let mask: Mask

  public init(_ states: Variable, lengths: [Int]? = nil) {
    self.states = states
    mask = Mask(lengths: lengths)
  }

  public func rows(at indices: [Int]) -> Memory {
    Memory(states.rows(at: indices), lengths: mask.rows(at: indices).lengths)
  }
}
