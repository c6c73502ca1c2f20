import Foundation

// H hiddenSize

extension LSTMCell {
  /// Lets the cells begin by keeping sigmoid(bias) of what they remember at each step, and writing just the rest.
  ///
  /// Then c is an average over about 1 + eᵇ steps, as a GRU's state is. With gates that are independent c sums up the
  /// noise of all steps, and its tanh is soon flat. (Tallec and Ollivier 2018.)
  public func initializeGates(forgetBias b: Scalar) {
    let H = hiddenSize
    bias.update { $0 = .concatenate([.ones(H) * -b, .ones(H) * b, .zeros(2 * H)]) }
  }

  /// The same with a memory of its own for each cell, up to `longest` steps, evenly spread.
  ///
  /// Gates that begin so far shut must be opened by what is read: its weights are made larger.
  public func initializeChrono(upTo longest: Int) {
    input.update { $0 *= 8 }
    let b = timeScaleBiases(hiddenSize, upTo: longest)
    bias.update { $0 = .concatenate([-b, b, .zeros(2 * hiddenSize)]) }
  }

  /// Lets the gates begin by heeding what is read, hardly what was shown, and lets all be shown that is remembered.
  ///
  /// Weights of ±1/√H are small where the input is narrow: all gates begin about half open whatever is read, what is
  /// shown is half of what is remembered, and many steps are spent on that. For inputs of about 32 numbers. The forget
  /// gates begin with biases from 1 to 2, so that some cells keep for longer than others.
  public func initializeInputDriven() {
    let H = hiddenSize
    input.update { $0 *= 4 }
    recurrent.update { $0 *= 0.4 }
    let keep = Tensor((0..<H).map { 1 + (Scalar($0) + 0.5) / Scalar(H) })
    bias.update { $0 = .concatenate([.zeros(H), keep, .zeros(H), .ones(H) * 4]) }
  }
}

extension GRUCell {
  /// Lets the cells begin with memories of up to `longest` steps, evenly spread, as the LSTM's.
  public func initializeChrono(upTo longest: Int) {
    input.update { $0 *= 8 }
    let H = hiddenSize
    bias.update { $0 = .concatenate([.zeros(H), timeScaleBiases(H, upTo: longest), .zeros(H)]) }
  }
}

/// The biases with which gates keep as much as averages over 2 … `longest` steps do, one for each unit.
private func timeScaleBiases(_ hiddenSize: Int, upTo longest: Int) -> Tensor {
  Tensor((0..<hiddenSize).map { Scalar(log(1 + (Double($0) + 0.5) / Double(hiddenSize) * Double(longest - 2))) })
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
  private var cells: [Cell] { layers.flatMap { [$0.forward] + ($0.backward.map { [$0] } ?? []) } }
}
