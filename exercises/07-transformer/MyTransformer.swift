import Exercises
import Foundation
import Tensors
import Transformer

/// Your answers to chapter 07. `TransformerTasks.swift` states the tasks; `swift run exercises 07` checks the answers.
public enum MyTransformer: TransformerTasks {
  /// 07.1  Split the columns into heads.
  public static func splitHeads(_ x: Tensor, heads H: Int) throws -> Tensor {
    throw NotStarted()
  }

  /// 07.2  Merge the heads again.
  public static func mergeHeads(_ x: Tensor) throws -> Tensor {
    throw NotStarted()
  }

  /// 07.3  Attention weights under a causal mask.
  public static func causalWeights(_ scores: Tensor) throws -> Tensor {
    throw NotStarted()
  }

  /// 07.4  The feed-forward network.
  public static func feedForward(_ x: Tensor, _ weights: FeedForwardWeights) throws -> Tensor {
    throw NotStarted()
  }

  /// 07.5  A pre-norm block from its parts.
  public static func block(_ x: Tensor, _ parts: BlockParts) throws -> Tensor {
    throw NotStarted()
  }

  /// 07.6  The online softmax: combine partial results over two sets of keys.
  public static func combine(_ a: PartialAttention, _ b: PartialAttention) throws -> PartialAttention {
    throw NotStarted()
  }

  /// 07.7  The number of parameters of a block.
  public static func parameterCount(width D: Int, feedForwardWidth F: Int, heads H: Int) throws -> Int {
    throw NotStarted()
  }
}
