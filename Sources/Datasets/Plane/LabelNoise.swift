import Foundation
import Tensors

/// Label noise: some labels are wrong, so even the best classifier has a loss above 0, and it is known.
public struct LabelNoise: Sendable {
  /// The probability that a label is replaced by one of the others.
  public let probability: Double

  /// The number of classes.
  public let classes: Int

  init(probability: Double, classes: Int) {
    require(
      probability >= 0 && probability <= 1 - 1 / Double(classes),
      "LabelNoise: with noise \(probability) in \(classes) classes the true label is not the most frequent one"
    )
    self.probability = probability
    self.classes = classes
  }

  /// The highest expected accuracy of any classifier.
  public var bestAccuracy: Double { 1 - probability }

  /// The floor: the lowest expected cross-entropy of any classifier in nats, H(p) + p ln(classes − 1).
  public var minimumLoss: Double {
    guard probability > 0 else { return 0 }
    let correct = 1 - probability
    return -correct * log(correct) - probability * log(probability / Double(classes - 1))
  }

  func corrupt(_ label: Int, using generator: inout Generator) -> Int {
    guard generator.unit() < probability else { return label }
    let other = generator.below(classes - 1)
    return other < label ? other : other + 1
  }
}
