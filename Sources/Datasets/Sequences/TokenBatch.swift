import Tensors

/// Sequences of tokens, and for every step the token that a model should answer.
public struct TokenBatch: Sendable, Equatable {
  /// Row by row, `[B · T]`.
  public let inputs: [Int]

  /// Row by row, `[B · T]`.
  public let targets: [Int]

  /// The number of sequences B.
  public let size: Int

  /// The number of steps T of each.
  public let length: Int

  public init(inputs: [Int], targets: [Int], size: Int, length: Int) {
    require(
      inputs.count == size * length && targets.count == size * length,
      "TokenBatch: [\(size), \(length)] does not fit \(inputs.count) inputs and \(targets.count) targets")
    self.inputs = inputs
    self.targets = targets
    self.size = size
    self.length = length
  }

  /// The windows of `tokens` that begin at `starts`, and as targets the same windows one token later.
  init(cutting tokens: [Int], at starts: [Int], length: Int) {
    self.init(
      inputs: starts.flatMap { tokens[$0..<$0 + length] },
      targets: starts.flatMap { tokens[$0 + 1...$0 + length] },
      size: starts.count, length: length)
  }
}
