/// The mean of some numbers; of none, not a number.
public func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }

extension TrainingRun {
  /// The mean of the last losses: a single one is noisy.
  public func meanLoss(last count: Int) -> Double { mean(losses.suffix(max(1, count)).map { Double($0) }) }
}
