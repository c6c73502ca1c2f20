import Tensors

/// The echo task: the target at each step is the input of k steps before. It cannot be solved without positions.
///
///     input   c a b b d a        k = 2
///     target  · · c a b b
public struct Echo: Sendable {
  /// The vocabulary size V.
  public let kinds: Int

  /// The delay k in steps.
  public let delay: Int

  public init(kinds: Int, delay: Int) {
    require(kinds > 0 && delay > 0, "Echo: \(kinds) kinds of tokens with a delay of \(delay): both must be positive")
    self.kinds = kinds
    self.delay = delay
  }

  /// The target of the first k steps, which have none: a loss ignores it.
  public static let ignored = -1

  /// The accuracy of a uniform guess.
  public var chanceAccuracy: Double { 1 / Double(kinds) }

  /// A batch of uniform tokens with their echoes as targets.
  public func batch(size: Int, length: Int, using generator: inout Generator) -> TokenBatch {
    var (inputs, targets): ([Int], [Int]) = ([], [])
    for _ in 0..<size {
      let tokens = (0..<length).map { _ in generator.below(kinds) }
      inputs += tokens
      targets += [Int](repeating: Echo.ignored, count: min(delay, length)) + tokens.dropLast(delay)
    }
    return TokenBatch(inputs: inputs, targets: targets, size: size, length: length)
  }
}
