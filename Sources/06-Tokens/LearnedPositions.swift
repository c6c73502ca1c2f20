import Gradients
import Tensors
import Training

// B batch · T positions · D width · P positions that there are rows for

/// Positions as rows of a table that is learned: any pattern, but none for a position beyond the table.
public struct LearnedPositions: Module {
  public let weight: Variable  // [P, D]

  /// Small rows, so that at first the embeddings of the tokens outweigh them.
  public init(_ positions: Int, width: Int, using generator: inout Generator) {
    weight = Variable(.normal([positions, width], using: &generator) * 0.02)
  }

  /// The number of positions P that there are rows for.
  public var limit: Int { weight.shape[0] }

  /// x `[…, T, D]` plus the row of each position; the first is at position `start`.
  public func callAsFunction(_ x: Variable, from start: Int = 0) -> Variable {
    x + weight.rows(start..<checkedEnd(x.shape, start))
  }

  /// The same for x `[B, T, D]` with one start for all, or one for each row of the batch.
  public func callAsFunction(_ x: Variable, from starts: [Int]) -> Variable {
    if starts.count == 1 { return self(x, from: starts[0]) }
    require(x.shape.count == 3 && starts.count == x.shape[0], "LearnedPositions: \(starts.count) starts for \(x.shape)")
    let indices = starts.flatMap { $0..<checkedEnd(x.shape, $0) }
    return x + weight.rows(at: indices).reshaped(x.shape)
  }

  /// The position after the last of T.
  private func checkedEnd(_ shape: [Int], _ start: Int) -> Int {
    require(
      shape.count >= 2 && shape.last == weight.shape[1], "LearnedPositions: \(shape) does not fit \(weight.shape)")
    let end = start + shape[shape.count - 2]
    require(
      end <= limit, "LearnedPositions: position \(end - 1) lies beyond the \(limit) positions that there are rows for")
    return end
  }
}
