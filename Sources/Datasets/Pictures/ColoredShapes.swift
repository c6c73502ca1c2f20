import Tensors

/// Colored shapes: what a picture shows, and its caption in words.
///
///     a large red circle
///     two small blue squares
///     a green cross left of a yellow triangle
///
/// One in ten captions is held out: no picture with it occurs in training, but pictures with each of its words do. So a
/// model that draws one has understood how words combine.
public struct ColoredShapes: LabeledExample, Hashable {
  public enum Shape: String, CaseIterable, Sendable {
    case circle, square, triangle, cross
  }

  public enum Color: String, CaseIterable, Sendable {
    case red, green, blue, yellow, purple, cyan
  }

  public enum Size: String, CaseIterable, Sendable {
    case small, large
  }

  /// Where the first of two things is. *Right of* and *below* would give a held-out picture a second caption.
  public enum Relation: String, CaseIterable, Sendable {
    case leftOf = "left of"
    case above
  }

  public struct Thing: Hashable, Sendable {
    public let color: Color
    public let shape: Shape

    public init(_ color: Color, _ shape: Shape) { (self.color, self.shape) = (color, shape) }

    var words: [String] { [color.rawValue, shape.rawValue] }
    static let all = Color.allCases.flatMap { color in Shape.allCases.map { Thing(color, $0) } }
  }

  public enum Arrangement: Hashable, Sendable {
    /// One to three things that look alike.
    case group(count: Int, Size)
    /// The relation of the thing to another one. Both are of a size between small and large.
    case pair(Relation, Thing)
  }

  public let thing: Thing
  public let arrangement: Arrangement

  public init(_ thing: Thing, _ arrangement: Arrangement) { (self.thing, self.arrangement) = (thing, arrangement) }

  /// The caption.
  public var words: [String] {
    switch arrangement {
    case .group(1, let size): return ["a", size.rawValue] + thing.words
    case .group(let count, let size):
      let ending = thing.shape == .cross ? "es" : "s"
      return [Self.numbers[count - 1], size.rawValue, thing.color.rawValue, thing.shape.rawValue + ending]
    case .pair(let relation, let other): return ["a"] + thing.words + relation.rawValue.list + ["a"] + other.words
    }
  }

  private static let numbers = "a two three".list

  // MARK: All of them

  public static let groups = Thing.all.flatMap { thing in
    (1...3).flatMap { count in Size.allCases.map { ColoredShapes(thing, .group(count: count, $0)) } }
  }

  /// Two different things.
  public static let pairs = Thing.all.flatMap { thing in
    Thing.all.filter { $0 != thing }.flatMap { other in
      Relation.allCases.map { ColoredShapes(thing, .pair($0, other)) }
    }
  }

  /// Every word of the captions, sorted.
  public static let words = Set((groups + pairs).flatMap(\.words)).sorted()

  /// A group or a pair with equal probability.
  public static func draw(using generator: inout Generator) -> ColoredShapes {
    generator.below(2) == 0 ? generator.element(groups) : generator.element(pairs)
  }
}
