import Foundation
import Tensors

/// Remembering symbols over a delay and saying them again on command.
///
/// With K symbols and a delay of T steps, a sequence has T + 2K steps:
///
///     input   c a b · · · · · ! · · ·      K symbols, T − 1 blanks, "go", K blanks
///     target  · · · · · · · · · c a b      T + K blanks, the K symbols
///
/// Source: Arjovsky, Shah, Bengio, "Unitary evolution recurrent neural networks", 2016.
public struct CopyMemory: Sendable {
  /// The number of symbols K to remember.
  public var symbols = 10

  /// How many different symbols there are.
  public var kinds = 8

  /// The number of steps T between the last symbol and its time to be said.
  public let delay: Int

  public init(symbols: Int = 10, kinds: Int = 8, delay: Int) {
    require(symbols > 0 && kinds > 0 && delay > 0, "CopyMemory: \(symbols) of \(kinds) symbols over \(delay) steps")
    self.symbols = symbols
    self.kinds = kinds
    self.delay = delay
  }

  /// The token of "nothing to say"; the symbols are 1 ... kinds.
  public static let blank = 0

  /// The token that asks for the symbols.
  public var go: Int { kinds + 1 }

  /// How many tokens there are: blank, symbols, go.
  public var vocabulary: Int { kinds + 2 }

  /// The number of steps, T + 2K.
  public var length: Int { delay + 2 * symbols }

  /// The loss in nats per step of a model that knows when to speak but remembers nothing: K ln(kinds) / (T + 2K).
  public var blindLoss: Double { Double(symbols) * log(Double(kinds)) / Double(length) }

  /// The loss of a perfect memory.
  public static let leastLoss = 0.0

  /// Sequences of tokens with, as targets, what is to be said at every step.
  public func batch(size: Int, using generator: inout Generator) -> TokenBatch {
    var (inputs, targets): ([Int], [Int]) = ([], [])
    func blanks(_ count: Int) -> [Int] { [Int](repeating: CopyMemory.blank, count: count) }
    for _ in 0..<size {
      let message = (0..<symbols).map { _ in 1 + generator.below(kinds) }
      inputs += message + blanks(delay - 1) + [go] + blanks(symbols)
      targets += blanks(delay + symbols) + message
    }
    return TokenBatch(inputs: inputs, targets: targets, size: size, length: length)
  }
}
