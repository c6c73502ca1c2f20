/// Two linear maps with a bend between them, at every position alike: a 1 × 1 convolution, then another.
public struct FeedForward: Module {
  public var up: any Projection  // [D, F]
  public var down: any Projection  // [F, D]
  public let bend: Bend

  /// - Parameter hidden: The width in between, four times the outer one in the paper.
  public init(
    width: Int, hidden: Int, bend: Bend = .gelu, hasBias: Bool = true, using generator: inout Generator
  ) {
    up = Linear(width, hidden, hasBias: hasBias, using: &generator)
    down = Linear(hidden, width, hasBias: hasBias, using: &generator)
    self.bend = bend
  }

  public func callAsFunction(_ x: Variable) -> Variable { down(up(x, then: bend)) }
}
