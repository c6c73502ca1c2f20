import Exercises
import Foundation
import Solutions
import Tensors

/// Answers that do their worst, to two chapters.
enum HostileAnswers: TensorTasks {
  /// Prints more than anyone reads, and fails with words of its own.
  static func matmul(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    for row in 1...1000 { print("row", row, "\u{1B}[31m") }
    precondition(a.shape[0] == 0, "two rows are too many")
    return a
  }

  /// Does not return.
  static func broadcastShape(_ a: [Int], _ b: [Int]) throws -> [Int] {
    print("a \(a)", terminator: "")
    var steps = 0
    while true { steps &+= 1 }
  }

  /// Calls itself without end, in a way that the compiler does not see.
  static func softmax(_ x: Tensor) throws -> Tensor { x.rank < 0 ? x : try softmax(x) * 2 }

  /// Right along the first axis, and beyond the end of an array along the second.
  static func sum(_ x: Tensor, axis: Int) throws -> Tensor {
    axis == 0 ? try TensorSolutions.sum(x, axis: axis) : Tensor(x.scalars[x.count])
  }
}

extension HostileAnswers: TransformerTasks {
  static func splitHeads(_ x: Tensor, heads H: Int) throws -> Tensor { exit(3) }

  /// Prints one line without end.
  static func mergeHeads(_ x: Tensor) throws -> Tensor {
    while true { print("more", terminator: " ") }
  }

  static func causalWeights(_ scores: Tensor) throws -> Tensor {
    let largest = Int.max - scores.rank
    return scores * Scalar(largest + scores.count)
  }

  static func feedForward(_ x: Tensor, _ weights: FeedForwardWeights) throws -> Tensor {
    raise(SIGFPE)  // Swift prints the calls
    raise(SIGFPE)
    return x
  }

  static func block(_ x: Tensor, _ parts: BlockParts) throws -> Tensor {
    print("looked at it")
    throw NotStarted()
  }

  static func combine(_ a: PartialAttention, _ b: PartialAttention) throws -> PartialAttention { b }

  /// Right, though it says something else.
  static func parameterCount(width D: Int, feedForwardWidth F: Int, heads H: Int) throws -> Int {
    print("Fatal error: I am joking")
    return try TransformerSolutions.parameterCount(width: D, feedForwardWidth: F, heads: H)
  }
}
