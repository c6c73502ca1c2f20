import Foundation
import RNN

// T time steps · B sequences of a batch · D input width · H hiddenSize · V tokens

/// The exercises of chapter 03: a net that remembers, and how it is trained.
///
/// Answers work on plain tensors. Time is the first axis of a sequence, so that `x.row(t)` is its step t, `[B, D]`.
public protocol RNNTasks {
  /// 03.1  One step of a recurrent net.
  ///
  /// The input x `[B, D]` and the state h `[B, H]`, with the weights U `[D, H]`, W `[H, H]` and the bias b `[H]` → the
  /// state after the step, `[B, H]`: tanh(x·U + h·W + b).
  ///
  ///     x [[1]], h [[2]], U [[3]], W [[−1]], b [0] → [[0.7616]], which is tanh 1
  static func step(_ x: Tensor, _ h: Tensor, _ weights: RNNWeights) throws -> Tensor

  /// 03.2  The states along a batch of sequences of different lengths.
  ///
  /// x `[T, B, D]`, the state `start` `[B, H]` to begin with, and the true length of each sequence, 0 … T → the states
  /// after each step, `[T, B, H]`. What stands in x beyond a sequence's length is padding: from there on its state
  /// stands still, so that the last row of states holds where every sequence ended.
  ///
  ///     lengths [1, 2], T = 3: the first sequence shows h₁, h₁, h₁, the second h₁, h₂, h₂
  ///
  /// Throws `Misfit` when there are not B lengths, or one is not in 0 … T.
  static func states(
    along x: Tensor, from start: Tensor, lengths: [Int], _ weights: RNNWeights
  ) throws -> Tensor

  /// 03.3  Backward through time.
  ///
  /// x `[T, B, D]` and the `states` `[T, B, H]` that a walk from `start` `[B, H]` gave, row t being the state after
  /// step t; dStates `[T, B, H]`, the gradient that the loss sends to each of them directly → the gradients of the start
  /// and of the weights. All sequences are T long. Beside the loss, a state moves the step after it:
  ///
  ///     dh ← dStates[t] + what step t + 1 sent back
  ///     dz ← dh ⊙ (1 − h²), the gradient of x·U + h·W + b
  ///     dz·Wᵀ goes back to the state before
  ///
  /// The steps share their weights, so the gradients of these add up.
  static func backward(
    _ dStates: Tensor, along x: Tensor, from start: Tensor, states: Tensor, _ weights: RNNWeights
  ) throws -> (start: Tensor, weights: RNNWeights)

  /// 03.4  Variational dropout: one mask for all time steps.
  ///
  /// x `[T, B, D]` → the same with numbers silenced, the others divided by 1 − rate. Each sequence has a mask of its own,
  /// and that mask holds at all of its steps: a column is there from beginning to end or not at all. `noise(shape)`
  /// throws the dice, new ones at every call: numbers drawn evenly from 0 ..< 1. Where one is below the rate, it silences.
  ///
  ///     x [[[1, 2]], [[3, 4]]], rate 0.5, noise [[0.1, 0.9]] → [[[0, 4]], [[0, 8]]]
  static func variationalDropout(
    _ x: Tensor, rate: Scalar, noise: (_ shape: [Int]) -> Tensor
  ) throws -> Tensor

  /// 03.5  Scheduled sampling: how often the truth is shown.
  ///
  /// A model in training sees, before each step, the true token or one of its own; the truth becomes rarer as it
  /// learns. The number of training steps i made so far, from 0, and the kind of decay → the probability of the truth:
  ///
  ///     linear            max(least, 1 − slope · i)
  ///     exponential       baseⁱ
  ///     inverse sigmoid   k / (k + exp(i / k))
  ///
  ///     slope 0.1, least 0.2: i = 3 → 0.7, i = 9 → 0.2;   base 0.9: i = 2 → 0.81;   k = 10: i = 0 → 0.909
  static func truth(at step: Int, _ decay: Decay) throws -> Scalar

  /// 03.6  Top-p sampling: what may be drawn.
  ///
  /// The probabilities p `[V]` of all tokens → `[V]`: those of the most probable tokens, as few as together have at
  /// least `topP`, made larger by one factor so that they sum to 1; zeros for all others. Each token keeps its position.
  /// (No two probabilities of the check are equal.)
  ///
  ///     p [0.125, 0.5, 0.375], topP 0.75 → [0, 0.5714, 0.4286]
  ///
  /// Throws `Misfit` unless 0 < topP ≤ 1.
  static func nucleus(_ p: Tensor, topP: Scalar) throws -> Tensor
}

/// The weights that all steps of a recurrent net share, or their gradients.
public struct RNNWeights: Sendable {
  /// U `[D, H]`: what the input says to each unit.
  public var input: Tensor
  /// W `[H, H]`: what the hiddenSize said a step ago.
  public var recurrent: Tensor
  /// b `[H]`
  public var bias: Tensor

  public init(input: Tensor, recurrent: Tensor, bias: Tensor) {
    self.input = input
    self.recurrent = recurrent
    self.bias = bias
  }
}

/// How the probability of seeing the truth falls.
public enum Decay: Sendable {
  case linear(slope: Scalar, least: Scalar)
  case exponential(base: Scalar)
  case inverseSigmoid(k: Scalar)
}
