import Foundation
import RNN
import Tensors

// H hidden size

extension GRUCell {
  /// Sets the bias of the update gates: at first the part sigmoid(b) of the state is kept at each step.
  public func initializeGates(updateBias b: Scalar) {
    let H = hiddenSize
    bias.update { $0 = .concatenate([.zeros(H), .ones(H) * b, .zeros(H)]) }
  }

  /// Chrono initialization, as the LSTM's: here the update gate is forget and input gate in one.
  public func initializeChrono(upTo longest: Int, inputScale: Scalar = 8) {
    let H = hiddenSize
    input.update { $0 *= inputScale }
    bias.update { $0 = .concatenate([.zeros(H), chronoBiases(H, upTo: longest), .zeros(H)]) }
  }

  /// Lets the gates at first depend on the input, and hardly on the state, as the LSTM's: larger weights of the input,
  /// smaller ones of the state, and the biases of the update gates from 1 to 2.
  public func initializeInputDriven() {
    let H = hiddenSize
    input.update { $0 *= 4 }
    recurrent.update { $0 *= 0.4 }
    bias.update { $0 = .concatenate([.zeros(H), spreadBiases(H), .zeros(H)]) }
  }
}

/// ln(τ − 1) for H time scales τ, evenly spaced from 2 to `longest`: a gate of this bias keeps 1 − 1/τ at each step.
func chronoBiases(_ H: Int, upTo longest: Int) -> Tensor {
  Tensor((0..<H).map { Scalar(log(1 + (Double($0) + 0.5) / Double(H) * Double(longest - 2))) })
}

/// H biases, evenly spaced from 1 to 2.
func spreadBiases(_ H: Int) -> Tensor { Tensor((0..<H).map { 1 + (Scalar($0) + 0.5) / Scalar(H) }) }

extension Recurrent where Cell == GRUCell {
  /// Sets the cells of all layers and directions.
  public func initializeGates(updateBias: Scalar) { for cell in cells { cell.initializeGates(updateBias: updateBias) } }

  /// Sets the cells of all layers and directions.
  public func initializeChrono(upTo longest: Int, inputScale: Scalar = 8) {
    for cell in cells { cell.initializeChrono(upTo: longest, inputScale: inputScale) }
  }

  /// Sets the cells of all layers and directions.
  public func initializeInputDriven() { for cell in cells { cell.initializeInputDriven() } }
}

extension Recurrent {
  var cells: [Cell] { layers.flatMap(\.cells) }
}
