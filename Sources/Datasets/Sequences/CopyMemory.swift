import Foundation
import Tensors

/// Remembering tokens over a delay and saying them again on command.
///
/// With K tokens and a delay of T steps, a sequence has T + 2K steps:
///
///     input   c a b · · · · · ! · · ·      K tokens, T − 1 blanks, "go", K blanks
///     target  · · · · · · · · · c a b      T + K blanks, the K tokens
///
/// Source: Arjovsky, Shah, Bengio, "Unitary evolution recurrent neural networks", 2016.
public struct CopyMemory: Sendable {
  /// The number of tokens K to remember.
  public var messageLength = 10

  /// How many different tokens there are.
  public var kinds = 8

  /// The number of steps T between the last token and its time to be said.
  public let delay: Int

  public init(messageLength: Int = 10, kinds: Int = 8, delay: Int) {
    require(
      messageLength > 0 && kinds > 0 && delay > 0, "CopyMemory: \(messageLength) of \(kinds) tokens over \(delay) steps"
    )
    self.messageLength = messageLength
    self.kinds = kinds
    self.delay = delay
  }

  /// The token of "nothing to say"; the tokens are 1 ... kinds.
  public static let blank = 0

  /// The token that asks for the tokens.
  public var go: Int { kinds + 1 }

  /// How many tokens there are: blank, tokens, go.
  public var vocabularySize: Int { kinds + 2 }

  /// The number of steps, T + 2K.
  public var length: Int { delay + 2 * messageLength }

  /// The loss in nats per step of a model that knows when to speak but remembers nothing: K ln(kinds) / (T + 2K).
  public var blindLoss: Double { Double(messageLength) * log(Double(kinds)) / Double(length) }

  /// The loss of a perfect memory.
  public static let leastLoss = 0.0

  /// Sequences of tokens with, as targets, what is to be said at every step.
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
