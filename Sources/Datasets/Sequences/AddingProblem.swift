import Tensors

/// Adding two marked numbers: the classic test of whether a recurrent net remembers over a long time.
///
/// Every step shows a number in 0 ..< 1 and a marker that is 1 at two steps, one in each half, and 0 at all others. The
/// target, asked for at the end, is the sum of the two marked numbers.
/// Source: Hochreiter, Schmidhuber, "Long short-term memory", 1997.
public struct AddingProblem: Sendable {
  /// The number of steps T.
  public let length: Int

  public init(length: Int) {
    require(length >= 2, "AddingProblem: \(length) steps have no two halves")
    self.length = length
  }

  /// The mean squared error of always answering 1: the variance of a sum of two even draws, 2 · 1/12.
  public static let blindError: Double = 1 / 6

  /// The mean squared error of a perfect memory.
  public static let leastError = 0.0

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
