import Foundation
import Tensors

/// Points on intertwined spiral arms. No linear classifier separates them, but a small network does.
public struct Spiral: Sendable {
  /// The number of arms, each a class.
  public let arms: Int

  /// How often an arm winds around the center.
  public let turns: Double

  /// The width of an arm, as a share of the distance between the centers of two arms; below 1, so that arms never
  /// overlap.
  public let width: Double

  /// The noise of the labels.
  public let labels: LabelNoise

  public init(arms: Int = 2, turns: Double = 1, width: Double = 0.5, flipped: Double = 0) {
    require(arms >= 2, "Spiral: \(arms) arms, but a classifier needs at least 2")
    require(width >= 0 && width < 1, "Spiral: the width \(width) is not in 0 ..< 1")
    self.arms = arms
    self.turns = turns
    self.width = width
    labels = LabelNoise(probability: flipped, classes: arms)
  }

  /// Points of the unit disk, `[N, 2]`, and their labels: the arms.
  public func points(_ count: Int, using generator: inout Generator) -> (points: Tensor, labels: [Int]) {
    var coordinates: [Scalar] = []
    var labels: [Int] = []
    for _ in 0..<count {
      let arm = generator.below(arms)
      let radius = 0.05 + 0.95 * generator.unit()
      let offset = width * (generator.unit() - 0.5)  // in units of the distance between two arms
      let angle = 2 * Double.pi * ((Double(arm) + offset) / Double(arms) + turns * radius)
      coordinates += [Scalar(radius * cos(angle)), Scalar(radius * sin(angle))]
      labels.append(self.labels.corrupt(arm, using: &generator))
    }
    return (Tensor(shape: [count, 2], scalars: coordinates), labels)
  }

  /// The arm nearest to a point: the prediction of the best classifier.
  public func arm(x: Double, y: Double) -> Int {
    let turned = atan2(y, x) / (2 * .pi) - turns * (x * x + y * y).squareRoot()
    let arm = Int((turned * Double(arms)).rounded()) % arms
    return arm < 0 ? arm + arms : arm
  }
}
