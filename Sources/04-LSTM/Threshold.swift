import Training

/// The best decision between yes and no by one number: on which side of a threshold it lies.
public struct Threshold: Sendable {
  /// Between the numbers on either side of it.
  public let value: Double
  /// Whether the larger numbers mean yes.
  public let isAbove: Bool
  /// The fraction of the examples that it was chosen on which it decides correctly.
  public let fittedAccuracy: Double

  /// Chooses, of all thresholds and both sides, those that decide the most examples correctly.
  public init(for numbers: [Double], labels: [Bool]) {
    let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
    let yes = labels.count { $0 }
    // With the threshold below all numbers, "above means yes" decides the yeses correctly, the opposite the noes.
    var correct = yes
    var best = (value: -Double.infinity, isAbove: yes >= labels.count - yes, correct: max(yes, labels.count - yes))
    for (rank, index) in order.enumerated() {
      correct += labels[index] ? -1 : 1  // this example lies below now
      let next = rank + 1 < order.count ? numbers[order[rank + 1]] : .infinity
      guard next > numbers[index] else { continue }
      let most = max(correct, labels.count - correct)
      if most > best.correct { best = ((numbers[index] + next) / 2, correct >= labels.count - correct, most) }
    }
    (value, isAbove) = (best.value, best.isAbove)
    fittedAccuracy = Double(best.correct) / Double(labels.count)
  }

  /// The fraction of other examples that it decides correctly.
  public func accuracy(on numbers: [Double], labels: [Bool]) -> Double {
    mean(zip(numbers, labels).map { ($0 > value) == ($1 == isAbove) ? 1 : 0 })
  }
}
