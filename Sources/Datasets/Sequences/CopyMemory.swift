import Foundation
import Tensors

/// The copy task: a model has to output tokens again after a delay.
///
/// With K tokens and a delay of T steps, a sequence has T + 2K steps:
///
///     input   c a b · · · · · ! · · ·      K tokens, T − 1 blanks, "go", K blanks
///     target  · · · · · · · · · c a b      T + K blanks, the K tokens
///
/// Source: Arjovsky, Shah, Bengio, "Unitary evolution recurrent neural networks", 2016.
public struct CopyMemory: Sendable {
  /// The number of tokens K to copy.
  public var messageLength = 10

  /// The number of distinct tokens to copy.
  public var kinds = 8

  /// The delay T: the number of steps from the last token to "go".
  public let delay: Int

  public init(messageLength: Int = 10, kinds: Int = 8, delay: Int) {
    require(
      messageLength > 0 && kinds > 0 && delay > 0,
      "CopyMemory: \(messageLength) tokens of \(kinds) kinds with a delay of \(delay): all must be positive"
    )
    self.messageLength = messageLength
    self.kinds = kinds
    self.delay = delay
  }

  /// The id of the blank. The ids of the tokens to copy are 1 ... kinds.
  public static let blank = 0

  /// The id of "go", after which the tokens are due.
  public var go: Int { kinds + 1 }

  /// The vocabulary size V: the blank, the tokens to copy, "go".
  public var vocabularySize: Int { kinds + 2 }

  /// The number of steps, T + 2K.
  public var length: Int { delay + 2 * messageLength }

  /// The loss in nats per step of a model without memory: it predicts the blanks, and all tokens are equally likely.
  /// K ln(kinds) / (T + 2K).
  public var chanceLoss: Double { Double(messageLength) * log(Double(kinds)) / Double(length) }

  /// The floor: the loss of a perfect model.
  public static let minimumLoss = 0.0

  /// A batch of random sequences with the target of every step.
  public func batch(size: Int, using generator: inout Generator) -> TokenBatch {
    var (inputs, targets): ([Int], [Int]) = ([], [])
    func blanks(_ count: Int) -> [Int] { [Int](repeating: CopyMemory.blank, count: count) }
    for _ in 0..<size {
      let message = (0..<messageLength).map { _ in 1 + generator.below(kinds) }
      inputs += message + blanks(delay - 1) + [go] + blanks(messageLength)
      targets += blanks(delay + messageLength) + message
    }
    return TokenBatch(inputs: inputs, targets: targets, size: size, length: length)
  }
}
