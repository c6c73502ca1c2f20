import Tensors

/// A batch of token sequences with a target for every step.
public struct TokenBatch: Sendable, Equatable {
  /// Row by row, `[B · T]`.
  public let inputs: [Int]

  /// Row by row, `[B · T]`.
  public let targets: [Int]

  /// The batch size B.
  public let size: Int

  /// The length T of each sequence.
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

  /// Rows of T + 1 tokens: the first T are the inputs, the last T the targets.
  public init(rows: [[Int]]) {
    let T = max(0, (rows.first?.count ?? 0) - 1)
    self.init(
      inputs: rows.flatMap { $0.prefix(T) }, targets: rows.flatMap { $0.suffix(T) }, size: rows.count, length: T)
  }

  /// Parts of `tokens` from `starts` on. The targets are the same parts, shifted by one token.
  init(cutting tokens: [Int], at starts: [Int], length: Int) {
    self.init(rows: starts.map { Array(tokens[$0...$0 + length]) })
  }
}
