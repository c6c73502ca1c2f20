import Foundation
import RNN
import Tensors

// T time steps · B sequences of a batch · D input width · H hidden size · V vocabulary size

/// The exercises of chapter 03: a recurrent net, and how it is trained.
///
/// `chapters/CHEATSHEET.md` lists the calls of the library beside those of PyTorch.
///
/// Answers work on plain tensors. Time is the first axis of a sequence, so that `x.row(t)` is its step t, `[B, D]`.
public protocol RNNTasks: Sendable {
  /// 03.1  One step of a recurrent net.
  ///
  /// The input x `[B, D]` and the hidden state h `[B, H]`, with the weights U `[D, H]`, W `[H, H]` and the bias b `[H]`
  /// → the hidden state after the step, `[B, H]`: tanh(x·U + h·W + b).
  ///
  ///     x [[1]], h [[2]], U [[3]], W [[−1]], b [0] → [[0.7616]], which is tanh 1
  static func step(_ x: Tensor, _ h: Tensor, _ weights: RNNWeights) throws -> Tensor

  /// 03.2  The hidden states of a batch of sequences of different lengths.
  ///
  /// x `[T, B, D]`, the initial hidden state `start` `[B, H]`, and the true length of each sequence, 0 … T → the hidden
  /// states after each step, `[T, B, H]`. Beyond a sequence's length x is padding. There its state does not change, so
  /// that the last row holds the final state of every sequence.
  ///
  ///     lengths [1, 2], T = 3: the states are h₁, h₁, h₁ in the first sequence and h₁, h₂, h₂ in the second
  ///
  /// When there are not B lengths, or one is not in 0 … T: `throw Misfit("…")`, with the reason in words.
  static func states(
    along x: Tensor, from start: Tensor, lengths: [Int], _ weights: RNNWeights
  ) throws -> Tensor

  /// 03.3  Backpropagation through time.
  ///
  /// x `[T, B, D]` and the hidden `states` `[T, B, H]` that the forward pass from `start` `[B, H]` computed; row t is
  /// the state after step t. dStates `[T, B, H]` is the part of each state's gradient that comes directly from the loss
  /// → the gradients of the start and of the weights. All sequences are T long. A state affects the loss directly and
  /// through the next step, so its gradient is a sum:
  ///
  ///     dh ← dStates[t] + the gradient from step t + 1
  ///     dz ← dh ⊙ (1 − h²), the gradient of x·U + h·W + b
  ///     dz·Wᵀ is the gradient that step t passes to the state before it
  ///
  /// All steps share the weights, so their gradients are sums over the steps.
  static func backward(
    _ dStates: Tensor, along x: Tensor, from start: Tensor, states: Tensor, _ weights: RNNWeights
  ) throws -> (start: Tensor, weights: RNNWeights)

  /// 03.4  Variational dropout: one mask for all time steps.
  ///
  /// x `[T, B, D]` → the same with some numbers set to 0 and the others divided by 1 − rate. Each sequence has one mask
  /// of its own for all of its steps: a column is dropped at every step or at none. `noise(shape)` returns new random
  /// numbers at every call, uniform in 0 ..< 1. Where one is below the rate, the number is dropped.
  ///
  ///     x [[[1, 2]], [[3, 4]]], rate 0.5, noise [[0.1, 0.9]] → [[[0, 4]], [[0, 8]]]
  static func variationalDropout(
    _ x: Tensor, rate: Scalar, noise: (_ shape: [Int]) -> Tensor
  ) throws -> Tensor

  /// 03.5  Scheduled sampling: the probability of teacher forcing.
  ///
  /// In training, the input of each time step is the true token or one that the model drew. The probability of the true
  /// one falls from training step to training step. The number i of training steps made so far, from 0, and the kind of
  /// decay → that probability:
  ///
  ///     linear            max(least, 1 − slope · i)
  ///     exponential       baseⁱ
  ///     inverse sigmoid   k / (k + exp(i / k))
  ///
  ///     slope 0.1, least 0.2: i = 3 → 0.7, i = 9 → 0.2;   base 0.9: i = 2 → 0.81;   k = 10: i = 0 → 0.909
  static func teacherForcing(at step: Int, _ decay: Decay) throws -> Scalar

  /// 03.6  Top-p sampling: the tokens that may be drawn.
  ///
  /// The probabilities p `[V]` of all tokens → `[V]`: those of the most probable tokens, as few as together have at
  /// least `topP`, divided by their sum so that they sum to 1; zeros for all others. Each token keeps its position.
  /// (No two probabilities of the check are equal.)
  ///
  ///     p [0.125, 0.5, 0.375], topP 0.75 → [0, 0.5714, 0.4286]
  ///
  /// Unless 0 < topP ≤ 1: `throw Misfit("…")`.
  static func nucleus(_ p: Tensor, topP: Scalar) throws -> Tensor
}

/// The weights that all steps of a recurrent net share, or their gradients.
public struct RNNWeights: Sendable {
  /// U `[D, H]`, the weights of the input.
  public var input: Tensor
  /// W `[H, H]`, the weights of the last hidden state.
  public var recurrent: Tensor
  /// b `[H]`
  public var bias: Tensor

  public init(input: Tensor, recurrent: Tensor, bias: Tensor) {
    self.input = input
    self.recurrent = recurrent
    self.bias = bias
  }
}

/// How the probability of teacher forcing falls.
public enum Decay: Sendable {
  case linear(slope: Scalar, least: Scalar)
  case exponential(base: Scalar)
  case inverseSigmoid(k: Scalar)
}
