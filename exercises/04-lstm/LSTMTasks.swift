import Foundation
import LSTM
import Tensors

// T time steps · B rows of a batch · D input width · H hidden size

/// The exercises of chapter 04: gates, and the gradient along the cell state.
///
/// `chapters/CHEATSHEET.md` lists the calls of the library beside those of PyTorch.
///
/// Answers work on plain tensors; `columns(0..<H)` takes the first H columns of one.
public protocol LSTMTasks: Sendable {
  /// 04.1  One step of an LSTM.
  ///
  /// The input x `[B, D]`, the hidden state h `[B, H]` and the cell state c `[B, H]` → both states after the step. The
  /// sum x·U + h·W + b `[B, 4H]` holds the gates before their activations, H columns each: input gate i, forget gate f,
  /// candidate g, output gate o. The activation of i, f and o is the sigmoid, that of g is tanh:
  ///
  ///     c ← f ⊙ c + i ⊙ g
  ///     h ← o ⊙ tanh c
  ///
  ///     all sums zero, c = [[2]]: i = f = o = ½, g = 0 → c [[1]], h [[0.3808]], which is ½ · tanh 1
  static func cell(_ x: Tensor, h: Tensor, c: Tensor, _ weights: LSTMWeights) throws -> (h: Tensor, c: Tensor)

  /// 04.2  The backward pass of one step of an LSTM.
  ///
  /// From the forward pass: the gates, as sigmoid and tanh returned them, and the cell state `before` the step, all
  /// `[B, H]`. From the loss: dh `[B, H]`, the gradient of the new hidden state, and dc `[B, H]`, the gradient that the
  /// next step passed back to the new cell state → dz, the gradients of the four sums before their activations, and the
  /// gradient of the cell state before the step.
  ///
  ///     forward       c = f ⊙ before + i ⊙ g,  h = o ⊙ tanh c
  ///     derivatives   y · (1 − y) of a sigmoid with the result y, 1 − y² of tanh
  ///
  /// c is used twice, by h and by the next step: begin with the sum of both gradients.
  static func cellBackward(
    dh: Tensor, dc: Tensor, gates: LSTMGates, before: Tensor
  ) throws -> (dz: LSTMGates, dc: Tensor)

  /// 04.3  One step of a GRU.
  ///
  /// The input x `[B, D]` and the hidden state h `[B, H]` → the new h `[B, H]`. The columns of U, W and both biases
  /// belong to the reset gate r, the update gate u and the candidate n, in this order. With a = x·U + b and m = h·W +
  /// d, each `[B, 3H]`:
  ///
  ///     r = sigmoid(a + m)        scales what the candidate gets from h
  ///     u = sigmoid(a + m)        how much of h is kept
  ///     n = tanh(a + r ⊙ m)       the candidate
  ///     h ← (1 − u) ⊙ n + u ⊙ h
  ///
  /// each line with its own columns of a and m.
  ///
  ///     all weights zero, h = [[2]] → [[1]]: half of h, half of a candidate of 0
  static func gru(_ x: Tensor, _ h: Tensor, _ weights: GRUWeights) throws -> Tensor

  /// 04.4  A highway layer: gates in a feed-forward net.
  ///
  /// x `[B, H]` → `[B, H]`: t ⊙ tanh(x·W + b) + (1 − t) ⊙ x, with t = sigmoid(x·Wₜ + bₜ). Where the transform
  /// gate t is 0, the output is the input.
  ///
  ///     x [[2]], W [[0]], b [0], Wₜ [[0]], bₜ [0] → [[1]]: half of tanh 0, half of 2
  static func highway(_ x: Tensor, _ weights: HighwayWeights) throws -> Tensor

  /// 04.5  The norm of the gradient along the cell state.
  ///
  /// The forget gates `[T, H]` of T steps, where row t multiplied the cell state in step t; dc `[H]`, the gradient of
  /// the last cell state → `[T + 1]`, the norm √(Σ dc²) of the gradient of every cell state, from the one before step 0
  /// to the last. Only the direct path c ← f ⊙ c + … counts, not the one through h and the gates.
  ///
  ///     gates [[0.5], [0.1]], dc [4] → [0.2, 0.4, 4]
  static func gradientNorms(along forget: Tensor, from dc: Tensor) throws -> Tensor
}

/// The weights of an LSTM's step, the columns of the gates in the order i, f, g, o.
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
  /// The input gate.
  public var i: Tensor
  /// The forget gate.
  public var f: Tensor
  /// The candidate.
  public var g: Tensor
  /// The output gate.
  public var o: Tensor

  public init(i: Tensor, f: Tensor, g: Tensor, o: Tensor) {
    self.i = i
    self.f = f
    self.g = g
    self.o = o
  }
}

/// The weights of a GRU's step, the columns in the order r, u, n.
public struct GRUWeights: Sendable {
  /// U `[D, 3H]`
  public var input: Tensor
  /// W `[H, 3H]`
  public var recurrent: Tensor
  /// b `[3H]`, added to x·U.
  public var inputBias: Tensor
  /// d `[3H]`, added to h·W.
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
