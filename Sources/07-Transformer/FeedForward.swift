/// Two linear maps with an activation between them, at every position alike: a 1 × 1 convolution, then another.
public struct FeedForward: Module {
  public var up: Linear  // [D, F]
  public var down: Linear  // [F, D]
  public let activation: Activation

  /// - Parameter feedForwardWidth: The width in between, four times the outer one in the paper.
  public init(
    width: Int, feedForwardWidth: Int, activation: Activation = .geluTanh, hasBias: Bool = true,
    using generator: inout Generator
  ) {
    up = Linear(width, feedForwardWidth, hasBias: hasBias, using: &generator)
    down = Linear(feedForwardWidth, width, hasBias: hasBias, using: &generator)
    self.activation = activation
  }

  public func callAsFunction(_ x: Variable) -> Variable { down(up(x, activation: activation)) }
}
