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
  /// The paper draws τ at random; here they are evenly spaced. Input gates that begin so far closed must be opened by the
  /// input, so its weights are multiplied by 8.
  public func initializeChrono(upTo longest: Int) {
    input.update { $0 *= 8 }
    let b = chronoBiases(hiddenSize, upTo: longest)
    bias.update { $0 = .concatenate([-b, b, .zeros(2 * hiddenSize)]) }
  }

  /// Lets the gates at first depend on the input, and hardly on the hidden state, with the output gates open.
  ///
  /// Weights of ±1/√H are small where the input is narrow (about 32 numbers): all gates begin about half open whatever the
  /// input is, half of tanh c reaches h, and training spends many steps on changing that. The biases of the forget gates
  /// are spread from 1 to 2, so that some cells keep their state for longer than others.
  public func initializeInputDriven() {
    let H = hiddenSize
    input.update { $0 *= 4 }
    recurrent.update { $0 *= 0.4 }
    let forgetBias = Tensor((0..<H).map { 1 + (Scalar($0) + 0.5) / Scalar(H) })
    bias.update { $0 = .concatenate([.zeros(H), forgetBias, .zeros(H), .ones(H) * 4]) }
  }
}

extension GRUCell {
  /// Chrono initialization, as the LSTM's: here the update gate is forget and input gate in one.
  public func initializeChrono(upTo longest: Int) {
    input.update { $0 *= 8 }
    let H = hiddenSize
    bias.update { $0 = .concatenate([.zeros(H), chronoBiases(H, upTo: longest), .zeros(H)]) }
  }
}

/// ln(τ − 1) for H time scales τ, evenly spaced from 2 to `longest`: a gate of this bias keeps 1 − 1/τ at each step.
private func chronoBiases(_ H: Int, upTo longest: Int) -> Tensor {
  Tensor((0..<H).map { Scalar(log(1 + (Double($0) + 0.5) / Double(H) * Double(longest - 2))) })
}

extension Recurrent where Cell == LSTMCell {
  /// Sets the cells of all layers and directions.
  public func initializeGates(forgetBias: Scalar) { for cell in cells { cell.initializeGates(forgetBias: forgetBias) } }

  /// Sets the cells of all layers and directions.
  public func initializeChrono(upTo longest: Int) { for cell in cells { cell.initializeChrono(upTo: longest) } }

  /// Sets the cells of all layers and directions.
  public func initializeInputDriven() { for cell in cells { cell.initializeInputDriven() } }
}

extension Recurrent where Cell == GRUCell {
  /// Sets the cells of all layers and directions.
  public func initializeChrono(upTo longest: Int) { for cell in cells { cell.initializeChrono(upTo: longest) } }
}

extension Recurrent {
  private var cells: [Cell] { layers.flatMap(\.cells) }
}
