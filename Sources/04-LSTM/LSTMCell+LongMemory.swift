// H units

extension LSTMCell {
  /// Lets the cells begin by keeping sigmoid(bias) of what they remember at each step, and writing just the rest.
  ///
  /// Then c is an average over about 1 + eᵇ steps, as a GRU's state is. With gates that are independent c sums up the
  /// noise of all steps, and its tanh is soon flat. (Tallec and Ollivier 2018.)
  public func rememberLong(bias b: Scalar) {
    let H = units
    bias.update { $0 = .concatenate([.ones(H) * -b, .ones(H) * b, .zeros(2 * H)]) }
  }
}

extension Recurrent where Cell == LSTMCell {
  /// Sets the cells of all layers and directions.
  public func rememberLong(bias: Scalar) {
    for layer in layers {
      layer.forward.rememberLong(bias: bias)
      layer.backward?.rememberLong(bias: bias)
    }
  }
}
