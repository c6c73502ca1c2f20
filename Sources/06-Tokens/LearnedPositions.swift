// B batch · T positions · D width · P positions that there are rows for

/// Places as rows of a table that is learned: any pattern, but none for a position beyond the table.
public struct LearnedPositions: Module {
  public let weight: Variable  // [P, D]

  /// Small rows, so that at first the tokens are heard over their positions.
  public init(_ positions: Int, width: Int, using generator: inout Generator) {
    weight = Variable(.normal([positions, width], using: &generator) * 0.02)
  }

  /// The number of positions P that there are rows for.
  public var limit: Int { weight.shape[0] }

  /// x `[…, T, D]` with the place of each row added to it; the first row stands at `start`.
  public func callAsFunction(_ x: Variable, from start: Int = 0) -> Variable {
    let shape = x.shape
    require(
      shape.count >= 2 && shape.last == weight.shape[1], "LearnedPositions: \(shape) does not fit \(weight.shape)")
    let end = start + shape[shape.count - 2]
    require(
      end <= limit, "LearnedPositions: position \(end - 1) lies beyond the \(limit) positions that there are rows for")
    return x + weight.rows(start..<end)
  }
}
