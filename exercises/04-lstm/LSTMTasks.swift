import LSTM

// T time steps · B rows of a batch · D input width · H hiddenSize

/// The exercises of chapter 04: gates, and the road that they keep open for the gradient.
///
/// Answers work on plain tensors; `columns(0..<H)` takes the first H columns of one.
public protocol LSTMTasks {
  /// 04.1  One step of an LSTM.
  ///
  /// The input x `[B, D]`, what is shown h `[B, H]` and what is remembered c `[B, H]` → both after the step. One sum
  /// x·U + h·W + b `[B, 4H]` holds all gates, H columns each, in the order i, f, g, o; i, f and o go through the sigmoid,
  /// g through tanh:
  ///
  ///     c ← f ⊙ c + i ⊙ g      keep some, write some
  ///     h ← o ⊙ tanh c         show some
  ///
  ///     all sums zero, c = [[2]]: i = f = o = ½, g = 0 → c [[1]], h [[0.3808]], which is ½ · tanh 1
  static func cell(_ x: Tensor, h: Tensor, c: Tensor, _ weights: LSTMWeights) throws -> (h: Tensor, c: Tensor)

  /// 04.2  Back through one step of an LSTM.
  ///
  /// What the step did: its gates, as they left sigmoid and tanh, and the cell `before` it, all `[B, H]`. What reaches it:
  /// dh `[B, H]`, the gradient of what it shows, and dc `[B, H]`, what the step after sent back to the cell that this step
  /// left → dz, the gradients of the four sums that went into sigmoid and tanh, and dc of the cell before.
  ///
  ///     forward   c = f ⊙ before + i ⊙ g,  h = o ⊙ tanh c
  ///     slopes    y · (1 − y) for a sigmoid with the result y, 1 − y² for tanh
  ///
  /// c has two readers, h and the step after: begin with the gradient that it gets from both together.
  static func cellBackward(
    dh: Tensor, dc: Tensor, gates: LSTMGates, before: Tensor
  ) throws -> (dz: LSTMGates, dc: Tensor)

  /// 04.3  One step of a GRU.
  ///
  /// x `[B, D]` and h `[B, H]` → the new h `[B, H]`. The columns of U, W and both biases belong to r, u and n, in this
  /// order. With a = x·U + b and m = h·W + d, each `[B, 3H]`:
  ///
  ///     r = sigmoid(a + m)        how much of the state the candidate sees
  ///     u = sigmoid(a + m)        how much of the state is kept
  ///     n = tanh(a + r ⊙ m)       the candidate
  ///     h ← (1 − u) ⊙ n + u ⊙ h
  ///
  /// each line with its own columns of a and m.
  ///
  ///     all weights zero, h = [[2]] → [[1]]: half of the state, half of a candidate of 0
  static func gru(_ x: Tensor, _ h: Tensor, _ weights: GRUWeights) throws -> Tensor

  /// 04.4  A highway layer: the gates of the LSTM, turned from time to depth.
  ///
  /// x `[B, H]` → `[B, H]`: t ⊙ tanh(x·W + b) + (1 − t) ⊙ x, with t = sigmoid(x·Wₜ + bₜ). Where the gate t is shut, the
  /// input passes as it is.
  ///
  ///     x [[2]], W [[0]], b [0], Wₜ [[0]], bₜ [0] → [[1]]: half of tanh 0, half of 2
  static func highway(_ x: Tensor, _ weights: HighwayWeights) throws -> Tensor

  /// 04.5  How much gradient is left along the cell's road.
  ///
  /// The forget gates `[T, H]` of T steps, row t being that which multiplied the cell in step t; dc `[H]`, the gradient
  /// that the cell has at the end → `[T + 1]`, the length √(Σ dc²) of the gradient of every cell, from that before step 0
  /// to that at the end. Only the direct road c ← f ⊙ c + … counts, not the one through the gates.
  ///
  ///     gates [[0.5], [0.1]], dc [4] → [0.2, 0.4, 4]
  static func gradientNorms(along forget: Tensor, from dc: Tensor) throws -> Tensor
}

/// The weights of an LSTM's step, the gates side by side in the order i, f, g, o.
public struct LSTMWeights: Sendable {
  /// U `[D, 4H]`
  public var input: Tensor
  /// W `[H, 4H]`
  public var recurrent: Tensor
  /// b `[4H]`
  public var bias: Tensor

  public init(input: Tensor, recurrent: Tensor, bias: Tensor) {
    self.input = input
    self.recurrent = recurrent
    self.bias = bias
  }
}

/// The four gates of an LSTM, or their gradients: each `[B, H]`.
public struct LSTMGates: Sendable {
  /// How much is written.
  public var i: Tensor
  /// How much is kept.
  public var f: Tensor
  /// What is written.
  public var g: Tensor
  /// How much is shown.
  public var o: Tensor

  public init(i: Tensor, f: Tensor, g: Tensor, o: Tensor) {
    self.i = i
    self.f = f
    self.g = g
    self.o = o
  }
}

/// The weights of a GRU's step, side by side in the order r, u, n.
public struct GRUWeights: Sendable {
  /// U `[D, 3H]`
  public var input: Tensor
  /// W `[H, 3H]`
  public var recurrent: Tensor
  /// b `[3H]`, added to what the input says.
  public var inputBias: Tensor
  /// d `[3H]`, added to what the state says.
  public var recurrentBias: Tensor

  public init(input: Tensor, recurrent: Tensor, inputBias: Tensor, recurrentBias: Tensor) {
    self.input = input
    self.recurrent = recurrent
    self.inputBias = inputBias
    self.recurrentBias = recurrentBias
  }
}

/// The weights of a highway layer.
public struct HighwayWeights: Sendable {
  /// W `[H, H]`
  public var weight: Tensor
  /// b `[H]`
  public var bias: Tensor
  /// Wₜ `[H, H]`
  public var gateWeight: Tensor
  /// bₜ `[H]`
  public var gateBias: Tensor

  public init(weight: Tensor, bias: Tensor, gateWeight: Tensor, gateBias: Tensor) {
    self.weight = weight
    self.bias = bias
    self.gateWeight = gateWeight
    self.gateBias = gateBias
  }
}
