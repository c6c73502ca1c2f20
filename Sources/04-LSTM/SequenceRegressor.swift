import Gradients
import RNN
import Tensors
import Training

// B batch · T time steps · D input size · H hidden size

/// Predicts numbers from a whole sequence: a linear map of the last hidden state.
public struct SequenceRegressor<Cell: RecurrentCell>: Module {
  public let net: Recurrent<Cell>
  public let output: Linear  // [H, output size]

  public init(inputSize: Int, hiddenSize: Int, outputSize: Int, using generator: inout Generator) {
    net = Recurrent(inputSize: inputSize, hiddenSize: hiddenSize, using: &generator)
    output = Linear(hiddenSize, outputSize, using: &generator)
  }

  /// `[B, T, D]` to `[B, output size]`.
  public func callAsFunction(_ x: Variable, _ mode: Mode = .evaluation) -> Variable {
    let hidden = net(x, mode).outputs  // [B, T, H]
    let (B, T, H) = hidden.value.shape3
    return output(hidden.reshaped(B, T * H).columns((T - 1) * H..<T * H))
  }
}
