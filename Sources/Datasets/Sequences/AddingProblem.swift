import Tensors

/// The adding problem: a classic test of long-range dependencies.
///
/// The input at each step is a number in 0 ..< 1 and a marker. The marker is 1 at two steps, one in each half, and 0 at
/// all others. The target is the sum of the two marked numbers, to be predicted after the last step.
/// Source: Hochreiter, Schmidhuber, "Long short-term memory", 1997.
public struct AddingProblem: Sendable {
  /// The number of steps T.
  public let length: Int

  public init(length: Int) {
    require(length >= 2, "AddingProblem: the length is \(length), but at least 2 are needed")
    self.length = length
  }

  /// The mean squared error of the best constant prediction, 1: the variance of the sum of two uniform numbers, 2 ·
  /// 1/12.
  public static let constantError: Double = 1 / 6

  /// The floor: the mean squared error of a perfect model.
  public static let minimumError = 0.0

  /// Inputs `[B, T, 2]` (number, marker) and targets `[B, 1]`.
  public func batch(size: Int, using generator: inout Generator) -> (inputs: Tensor, targets: Tensor) {
    var inputs: [Scalar] = []
    var targets: [Scalar] = []
    for _ in 0..<size {
      let numbers = (0..<length).map { _ in Scalar(generator.unit()) }
      let marked = [generator.below(length / 2), length / 2 + generator.below(length - length / 2)]
      for (step, number) in numbers.enumerated() { inputs += [number, marked.contains(step) ? 1 : 0] }
      targets.append(numbers[marked[0]] + numbers[marked[1]])
    }
    return (Tensor(shape: [size, length, 2], scalars: inputs), Tensor(shape: [size, 1], scalars: targets))
  }
}
