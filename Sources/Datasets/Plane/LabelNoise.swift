import Foundation
import Tensors

/// Labels that are wrong now and then, so that even a perfect classifier has a known loss.
public struct LabelNoise: Sendable {
  /// How often a label is replaced by one of the others.
  public let probability: Double

  /// The number of classes.
  public let classes: Int

  init(probability: Double, classes: Int) {
    require(
      probability >= 0 && probability <= 1 - 1 / Double(classes),
      "LabelNoise: replacing \(probability) of the labels of \(classes) classes leaves the right one rarer than the others"
    )
    self.probability = probability
    self.classes = classes
  }

  /// The highest accuracy that any classifier can expect.
  public var bestAccuracy: Double { 1 - probability }

  /// The lowest cross-entropy in nats that any classifier can expect: H(p) + p ln(classes − 1).
  public var leastLoss: Double {
    guard probability > 0 else { return 0 }
    let right = 1 - probability
    return -right * log(right) - probability * log(probability / Double(classes - 1))
  }

  func corrupt(_ label: Int, using generator: inout Generator) -> Int {
    guard generator.unit() < probability else { return label }
    let other = generator.below(classes - 1)
    return other < label ? other : other + 1
  }
}
