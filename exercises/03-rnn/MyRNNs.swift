import Exercises
import Foundation
import RNN
import Tensors

/// Your answers to chapter 03. `RNNTasks.swift` states the tasks; `swift run exercises 03` checks the answers.
public enum MyRNNs: RNNTasks {
  /// 03.1  One step of a recurrent net.
  public static func step(_ x: Tensor, _ h: Tensor, _ weights: RNNWeights) throws -> Tensor {
    throw NotStarted()
  }

  /// 03.2  The hidden states of a batch of sequences of different lengths.
  public static func states(
    along x: Tensor, from start: Tensor, lengths: [Int], _ weights: RNNWeights
  ) throws -> Tensor {
    throw NotStarted()
  }

  /// 03.3  Backpropagation through time.
  public static func backward(
    _ dStates: Tensor, along x: Tensor, from start: Tensor, states: Tensor, _ weights: RNNWeights
  ) throws -> (start: Tensor, weights: RNNWeights) {
    throw NotStarted()
  }

  /// 03.4  Variational dropout: one mask for all time steps.
  public static func variationalDropout(
    _ x: Tensor, rate: Scalar, noise: (_ shape: [Int]) -> Tensor
  ) throws -> Tensor {
    throw NotStarted()
  }

  /// 03.5  Scheduled sampling: the probability of teacher forcing.
  public static func teacherForcing(at step: Int, _ decay: Decay) throws -> Scalar {
    throw NotStarted()
  }

  /// 03.6  Top-p sampling: the tokens that may be drawn.
  public static func nucleus(_ p: Tensor, topP: Scalar) throws -> Tensor {
    throw NotStarted()
  }
}
