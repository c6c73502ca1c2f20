import LSTM

// B batch · U time steps of the writer · T of the reader · C width of what was read · H hiddenSize of the writer

/// A writer's look back at what was read: each of its states asks, and what the reader saw at each time step answers.
public struct DecoderAttention: Module {
  /// What the reader offers at a time step: key and value in one.
  public let offer: Linear  // [C, H]
  public let score: any Score
  public let mix: Linear  // [2H, H]

  public init(memory C: Int, hiddenSize H: Int, score: any Score.Type, using generator: inout Generator) {
    offer = Linear(C, H, hasBias: false, using: &generator)
    self.score = score.init(queries: H, keys: H, using: &generator)
    mix = Linear(2 * H, H, using: &generator)
  }

  /// The writer's states with what they found, `[B, U, H]`, and where they looked, `[B, U, T]`.
  public func callAsFunction(_ states: Variable, _ offers: Variable, _ mask: Mask) -> (
    states: Variable, weights: Variable
  ) {
    let (found, weights) = attend(score(states, offers), to: offers, mask)
    return (tanh(mix(.concatenate([states, found], axis: -1))), weights)
  }
}
