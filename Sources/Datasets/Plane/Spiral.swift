import Foundation
import Tensors

/// Points on arms that wind around each other: no straight line separates them, a small network does.
public struct Spiral: Sendable {
  /// The number of arms, each a class.
  public let arms: Int

  /// How often an arm goes around the middle.
  public let turns: Double

  /// How far points stray from the middle of their arm, as a part of the way to where the next arm begins; below 1, so
  /// that arms never overlap.
  public let width: Double

  /// How often a label is wrong.
  public let labels: LabelNoise

  public init(arms: Int = 2, turns: Double = 1, width: Double = 0.5, flipped: Double = 0) {
    require(arms >= 2, "Spiral: \(arms) arms leave nothing to tell apart")
    require(width >= 0 && width < 1, "Spiral: arms of width \(width) overlap or vanish")
    self.arms = arms
    self.turns = turns
    self.width = width
    labels = LabelNoise(probability: flipped, classes: arms)
  }

  /// Points `[N, 2]` in the circle around 0 with radius 1, and the arm of each.
  public func points(_ count: Int, using generator: inout Generator) -> (points: Tensor, labels: [Int]) {
    var coordinates: [Scalar] = []
    var labels: [Int] = []
    for _ in 0..<count {
      let arm = generator.below(arms)
      let radius = 0.05 + 0.95 * generator.unit()
      let stray = width * (generator.unit() - 0.5)  // in arms: half an arm to either side is where the next begins
      let angle = 2 * Double.pi * ((Double(arm) + stray) / Double(arms) + turns * radius)
      coordinates += [Scalar(radius * cos(angle)), Scalar(radius * sin(angle))]
      labels.append(self.labels.corrupt(arm, using: &generator))
    }
    return (Tensor(shape: [count, 2], scalars: coordinates), labels)
  }

  /// The arm at a position: the answer that no classifier can beat.
  public func arm(x: Double, y: Double) -> Int {
    let turned = atan2(y, x) / (2 * .pi) - turns * (x * x + y * y).squareRoot()
    let arm = Int((turned * Double(arms)).rounded()) % arms
    return arm < 0 ? arm + arms : arm
  }
}
