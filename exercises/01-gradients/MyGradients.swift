import Exercises
import Foundation
import Gradients

/// Your answers to chapter 01. `GradientTasks.swift` states the tasks; `swift run exercises 01` checks the answers.
public enum MyGradients: GradientTasks {
  /// 01.1  The pullback of the sigmoid, from its result.
  public static func sigmoidBackward(_ dy: Tensor, result y: Tensor) throws -> Tensor {
    throw NotStarted()
  }

  /// 01.2  The pullback of a matrix product.
  public static func matmulBackward(_ dY: Tensor, _ a: Tensor, _ b: Tensor) throws -> (dA: Tensor, dB: Tensor) {
    throw NotStarted()
  }

  /// 01.3  The pullback of a broadcast.
  public static func broadcastBackward(_ dy: Tensor, shape: [Int]) throws -> Tensor {
    throw NotStarted()
  }

  /// 01.4  The pullback of the softmax, from its result.
  public static func softmaxBackward(_ dy: Tensor, result y: Tensor) throws -> Tensor {
    throw NotStarted()
  }

  /// 01.5  The derivative by central differences.
  public static func centralDifference(_ f: (Tensor) throws -> Scalar, at x: Tensor, step h: Scalar) throws -> Tensor {
    throw NotStarted()
  }

  /// 01.6  The order of the backward pass.
  public static func backwardOrder(parents: [[Int]], from loss: Int) throws -> [Int] {
    throw NotStarted()
  }
}
