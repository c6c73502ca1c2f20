import LSTM
import RNN
import Tensors

/// How a net begins: with which biases of its gates, and with which weights.
enum Beginning {
  /// All gates with bias 0.
  case bias0
  /// As the cells are made: the forget or update gates with bias 1.
  case bias1
  /// The forget gates with bias 5, the input gates with bias −5, and four times the weights of the input, which has to
  /// open them; the update gates with bias 5.
  case wideBias5
  /// Chrono initialization with the usual weights.
  case chrono(upTo: Int)
  /// Chrono initialization with eight times the weights of the input.
  case wideChrono(upTo: Int)
  case inputDriven

  var name: String {
    switch self {
    case .bias0: "gate bias 0"
    case .bias1: "gate bias 1"
    case .wideBias5: "gate bias 5, input weights × 4"
    case .chrono: "chrono"
    case .wideChrono: "chrono, input weights × 8"
    case .inputDriven: "input-driven"
    }
  }

  /// Changes a net with gates. A plain one gets larger weights of the input when it is to be input-driven.
  func set<Cell: RecurrentCell>(_ net: Recurrent<Cell>) {
    if case .inputDriven = self, let cell = net.layers[0].forward as? RNNCell { cell.input.update { $0 *= 4 } }
    if let lstm = net as? LSTM { set(lstm) }
    if let gru = net as? GRU { set(gru) }
  }

  private func set(_ net: LSTM) {
    switch self {
    case .bias0: net.initializeGates(forgetBias: 0)
    case .bias1: break
    case .wideBias5:
      net.initializeGates(forgetBias: 5)
      net.layers[0].forward.input.update { $0 *= 4 }
    case .chrono(let longest): net.initializeChrono(upTo: longest, inputScale: 1)
    case .wideChrono(let longest): net.initializeChrono(upTo: longest)
    case .inputDriven: net.initializeInputDriven()
    }
  }

  private func set(_ net: GRU) {
    switch self {
    case .bias0: net.initializeGates(updateBias: 0)
    case .bias1: break
    case .wideBias5:
      net.initializeGates(updateBias: 5)
      net.layers[0].forward.input.update { $0 *= 4 }
    case .chrono(let longest): net.initializeChrono(upTo: longest, inputScale: 1)
    case .wideChrono(let longest): net.initializeChrono(upTo: longest)
    case .inputDriven: net.initializeInputDriven()
    }
  }
}
