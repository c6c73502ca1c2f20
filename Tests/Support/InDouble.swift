import Tensors
import Testing

extension Trait where Self == ConditionTrait {
  /// For central differences through so many operations that the seven digits of Float do not suffice.
  public static var inDouble: Self {
    .enabled(if: Scalar.self == Double.self, "needs more digits than Float has: swift test --traits Double")
  }
}
