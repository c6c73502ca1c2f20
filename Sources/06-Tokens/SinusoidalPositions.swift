import Foundation
import Gradients
import Tensors

// B batch · T positions · D width

/// Positions as the hands of D/2 clocks, each slower than the one before: nothing to learn, and no last position.
///
/// Columns 2i and 2i + 1 of row t are sin and cos of ω_i·t with ω_i = base^(−2i/D). A step of k rotates every hand by a
/// fixed angle, so row t + k is row t times a matrix that does not depend on t: `shift(by:)`.
/// Source: Vaswani et al., "Attention is all you need", 2017.
public struct SinusoidalPositions: Sendable {
  public let width: Int
  /// The slowest hand takes almost 2π · base steps for one rotation.
  public let base: Double

  public init(width: Int, base: Double = 10_000) {
    require(width > 0 && width % 2 == 0, "SinusoidalPositions: a width of \(width) is not made of pairs")
    self.width = width
    self.base = base
  }

  /// By which angle hand i rotates in one step.
  public var frequencies: [Double] { (0..<width / 2).map { pow(base, -2 * Double($0) / Double(width)) } }

  /// The rows of some positions, `[T, D]`.
  public func table(_ positions: Range<Int>) -> Tensor {
    let frequencies = frequencies
    return Tensor(shape: [positions.count, width]) { index in
      let angle = Double(positions.lowerBound + index[0]) * frequencies[index[1] / 2]
      return Scalar(index[1] % 2 == 0 ? sin(angle) : cos(angle))
    }
  }

  /// x `[…, T, D]` plus the row of each position; the first is at position `start`.
  public func callAsFunction(_ x: Variable, from start: Int = 0) -> Variable {
    require(
      x.shape.count >= 2 && x.shape.last == width, "SinusoidalPositions: \(x.shape) does not have the width \(width)")
    return x + constant(table(start..<start + x.shape[x.shape.count - 2]))
  }

  /// The same for x `[B, T, D]` with one start for all, or one for each row of the batch.
  public func callAsFunction(_ x: Variable, from starts: [Int]) -> Variable {
    if starts.count == 1 { return self(x, from: starts[0]) }
    let (B, T, D) = x.value.shape3
    require(
      starts.count == B && D == width, "SinusoidalPositions: \(starts.count) starts, width \(width), for \(x.shape)")
    return x + constant(.stack(starts.map { table($0..<$0 + T) }))
  }

  /// The matrix `[D, D]` that maps every row of the table to the row k positions later.
  public func shift(by k: Int) -> Tensor {
    let frequencies = frequencies
    return Tensor(shape: [width, width]) { index in
      let (from, to) = (index[0], index[1])
      guard from / 2 == to / 2 else { return 0 }
      let angle = Double(k) * frequencies[from / 2]
      if from == to { return Scalar(cos(angle)) }
      return Scalar(from < to ? -sin(angle) : sin(angle))
    }
  }
}
