import Gradients
import LSTM
import RNN
import Tensors
import Training

// D input size · H hidden size · r rank

/// Low-rank updates of the two gate matrices of every cell of an LSTM: W_x + s·A·B `[D, 4H]` and W_h + s·A·B `[H, 4H]`.
///
/// A recurrent net multiplies by W_h at every step, so the update is added to the matrix once, before the scan. The gradient
/// of the whole matrix is computed on the way to those of A and B: so, unlike in a linear map, its products are not saved.
public struct GateUpdates: Module {
  public struct Cell: Module {
    public let input: LoRALayer
    public let recurrent: LoRALayer
  }

  public let cells: [Cell]

  public init(for net: LSTM, _ configuration: LoRAConfiguration, using generator: inout Generator) {
    func layer(_ matrix: Variable) -> LoRALayer {
      let (I, O) = matrix.value.shape2
      return LoRALayer(
        inputs: I, outputs: O, rank: configuration.rank, scale: configuration.scale, using: &generator)
    }
    cells = net.layers.flatMap(\.cells).map { Cell(input: layer($0.input), recurrent: layer($0.recurrent)) }
  }

  /// The net with updated matrices. Its own stay as they are, and frozen ones get no gradient.
  public func updated(_ net: LSTM) -> LSTM {
    var updates = cells.makeIterator()
    let count = net.layers.reduce(0) { $0 + $1.cells.count }
    require(count == cells.count, "GateUpdates: the net has \(count) cells, the updates are for \(cells.count)")
    return net.replacingCells { cell in
      let update = updates.next()!
      return LSTMCell(
        input: cell.input + update.input.update, recurrent: cell.recurrent + update.recurrent.update, bias: cell.bias)
    }
  }
}
