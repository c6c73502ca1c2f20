import Tensors

/// Saying at every step which token stood k steps before: only whoever knows the order can.
///
///     input   c a b b d a        k = 2
///     target  · · c a b b
public struct Echo: Sendable {
  /// How many different tokens there are.
  public let kinds: Int

  /// How many steps k lie between a token and its echo.
  public let delay: Int

  public init(kinds: Int, delay: Int) {
    require(kinds > 0 && delay > 0, "Echo: \(kinds) tokens, \(delay) steps back")
    self.kinds = kinds
    self.delay = delay
  }

  /// The target of the first k steps, which nobody is asked about.
  public static let nothing = -1

  /// The share of right answers of whoever knows the tokens but not their order.
  public var blindAccuracy: Double { 1 / Double(kinds) }

  /// Sequences of tokens drawn evenly, with their echoes.
  public func batch(size: Int, length: Int, using generator: inout Generator) -> TokenBatch {
    var (inputs, targets): ([Int], [Int]) = ([], [])
    for _ in 0..<size {
      let tokens = (0..<length).map { _ in generator.below(kinds) }
      inputs += tokens
      targets += [Int](repeating: Echo.nothing, count: min(delay, length)) + tokens.dropLast(delay)
    }
    return TokenBatch(inputs: inputs, targets: targets, size: size, length: length)
  }
}
