import Gradients
import LSTM
import Tensors
import Training

// B batch · U tokens of the target · T tokens of the source · C width of an encoder state · H hidden size of the decoder

/// Attention of a recurrent decoder over the states of the encoder.
///
/// Each hidden state of the decoder is a query; each encoder state, projected to the width H, is key and value in one. The
/// result is the attentional hidden state tanh(W·[h; context]) of Luong, Pham, Manning 2015.
public struct DecoderAttention: Module {
  /// Projects the encoder's states to keys, which are the values as well.
  public let key: Linear  // [C, H]
  public let score: any Score
  public let combine: Linear  // [2H, H]

  public init(encoderWidth C: Int, hiddenSize H: Int, score: any Score.Type, using generator: inout Generator) {
    key = Linear(C, H, hasBias: false, using: &generator)
    self.score = score.init(queries: H, keys: H, using: &generator)
    combine = Linear(2 * H, H, using: &generator)
  }

  /// The attentional hidden states `[B, U, H]`, and the attention weights `[B, U, T]`.
  public func callAsFunction(_ hidden: Variable, over keys: Variable, _ mask: Mask) -> (
    hidden: Variable, weights: Variable
  ) {
    let (context, weights) = attend(score(hidden, keys), to: keys, mask)
    return (tanh(combine(.concatenate([hidden, context], axis: -1))), weights)
  }
}
