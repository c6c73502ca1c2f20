import Gradients
import LSTM
import RNN
import Tensors
import Training

// B batch · H × W pixels · C channels · D hidden size

/// A recurrent net that reads a picture as it would a text, one row of pixels a time step, from the top to the bottom.
public struct RowReader<Cell: RecurrentCell>: PictureEncoder {
  public let net: Recurrent<Cell>
  /// D
  public let width: Int

  /// - Parameter rowWidth: The numbers of a row, W·C.
  public init(rowWidth: Int, hiddenSize: Int, layers: Int = 1, using generator: inout Generator) {
    net = Recurrent(inputSize: rowWidth, hiddenSize: hiddenSize, layers: layers, using: &generator)
    width = hiddenSize
  }

  /// The last hidden state, `[B, H, W, C] → [B, D]`.
  public func callAsFunction(_ pictures: Variable, _ mode: Mode) -> Variable {
    let (B, H, W, C) = pictures.value.shape4
    let outputs = net(pictures.reshaped(B, H, W * C), mode).outputs  // [B, H, D]
    return outputs.slice(axis: 1, H - 1..<H).reshaped(B, width)
  }
}
