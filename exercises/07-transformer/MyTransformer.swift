import Foundation
import Tensors
import Transformer

/// Your answers to chapter 07. `TransformerTasks.swift` states the tasks; `swift run exercises 07` checks the answers.
public enum MyTransformer: TransformerTasks {
  /// 07.1  Columns dealt out to heads.
  public static func splitHeads(_ x: Tensor, heads H: Int) throws -> Tensor {
    throw NotStarted()
  }

  /// 07.2  The heads side by side again.
  public static func mergeHeads(_ x: Tensor) throws -> Tensor {
    throw NotStarted()
  }

  /// 07.3  Attention that does not see the future.
  public static func causalWeights(_ scores: Tensor) throws -> Tensor {
    throw NotStarted()
  }

  /// 07.4  The feed-forward: what a position makes of what it has found.
  public static func feedForward(_ x: Tensor, _ weights: FeedForwardWeights) throws -> Tensor {
    throw NotStarted()
  }

  /// 07.5  A block in pre-norm.
  public static func block(_ x: Tensor, _ parts: BlockParts) throws -> Tensor {
    throw NotStarted()
  }

  /// 07.6  Attention in pieces: two glimpses become one.
  public static func combine(_ a: Glimpse, _ b: Glimpse) throws -> Glimpse {
    throw NotStarted()
  }

  /// 07.7  How much a block learns.
  public static func parameterCount(width D: Int, feedForwardWidth F: Int, heads H: Int) throws -> Int {
    throw NotStarted()
  }
}
