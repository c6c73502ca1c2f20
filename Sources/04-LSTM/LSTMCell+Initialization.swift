import Foundation
import RNN
import Tensors

// H hidden size

extension LSTMCell {
  /// Sets the bias of the forget gates to b and that of the input gates to −b.
  ///
  /// At first the cell keeps the part sigmoid(b) of its cell state at each step and writes the rest: c is an average over
  /// about 1 + eᵇ steps, as a GRU's state is. With both gates open, c would sum up the noise of all steps, and tanh c
  /// would soon saturate. (Gers, Schmidhuber and Cummins 2000 for the forget bias; Tallec and Ollivier 2018 for both.)
  public func initializeGates(forgetBias b: Scalar) {
    let H = hiddenSize
    bias.update { $0 = .concatenate([.ones(H) * -b, .ones(H) * b, .zeros(2 * H)]) }
  }

  /// Chrono initialization: the forget gates' biases are ln(τ − 1) for time scales τ from 2 to `longest` steps, and the
  /// input gates' their opposites (Tallec and Ollivier 2018).
  ///
  /// The paper draws τ at random; here they are evenly spaced.
  ///
  /// - Parameter inputScale: Multiplies the weights of the input: it must open input gates that begin so far closed.
  public func initializeChrono(upTo longest: Int, inputScale: Scalar = 8) {
    input.update { $0 *= inputScale }
    let b = chronoBiases(hiddenSize, upTo: longest)
    bias.update { $0 = .concatenate([-b, b, .zeros(2 * hiddenSize)]) }
  }

  /// Lets the gates at first depend on the input, and hardly on the hidden state, with the output gates open.
  ///
  /// A weight from ±1/√H has the variance 1/3H. So D inputs of variance 1 add only D/3H to a gate's: with D = 32 and H = 96
  /// every gate begins about half open, whatever the input is. The biases of the forget gates are spread from 1 to 2, so
  /// that some cells keep their state for longer than others.
  public func initializeInputDriven() {
    let H = hiddenSize
    input.update { $0 *= 4 }
    recurrent.update { $0 *= 0.4 }
    bias.update { $0 = .concatenate([.zeros(H), spreadBiases(H), .zeros(H), .ones(H) * 4]) }
  }
}

extension Recurrent where Cell == LSTMCell {
  /// Sets the cells of all layers and directions.
  public func initializeGates(forgetBias: Scalar) { for cell in cells { cell.initializeGates(forgetBias: forgetBias) } }

  /// Sets the cells of all layers and directions.
  public func initializeChrono(upTo longest: Int, inputScale: Scalar = 8) {
    for cell in cells { cell.initializeChrono(upTo: longest, inputScale: inputScale) }
  }

  /// Sets the cells of all layers and directions.
  public func initializeInputDriven() { for cell in cells { cell.initializeInputDriven() } }
}
