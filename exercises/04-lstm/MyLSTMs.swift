import Exercises
import Foundation
import LSTM
import Tensors

/// Your answers to chapter 04. `LSTMTasks.swift` states the tasks; `swift run exercises 04` checks the answers.
public enum MyLSTMs: LSTMTasks {
  /// 04.1  One step of an LSTM.
  public static func cell(_ x: Tensor, h: Tensor, c: Tensor, _ weights: LSTMWeights) throws -> (h: Tensor, c: Tensor) {
    throw NotStarted()
  }

  /// 04.2  The backward pass of one step of an LSTM.
  public static func cellBackward(
    dh: Tensor, dc: Tensor, gates: LSTMGates, before: Tensor
  ) throws -> (dz: LSTMGates, dc: Tensor) {
    throw NotStarted()
  }

  /// 04.3  One step of a GRU.
  public static func gru(_ x: Tensor, _ h: Tensor, _ weights: GRUWeights) throws -> Tensor {
    throw NotStarted()
  }

  /// 04.4  A highway layer: gates in a feed-forward net.
  public static func highway(_ x: Tensor, _ weights: HighwayWeights) throws -> Tensor {
    throw NotStarted()
  }

  /// 04.5  The norm of the gradient along the cell state.
  public static func gradientNorms(along forget: Tensor, from dc: Tensor) throws -> Tensor {
    throw NotStarted()
  }
}
