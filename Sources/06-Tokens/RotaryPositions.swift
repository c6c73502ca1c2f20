import Foundation
import Gradients
import Tensors

// B batch · H heads · T positions · D width of a head · P prepared positions

/// Positions as angles: pairs of numbers in a query or key are rotated by an angle that grows with the position.
///
/// The scalar product of two rotated vectors depends on the difference of their angles. So a score q·k depends on the
/// distance between the two positions and on nothing else. Nothing is added to the embeddings, and values are left alone.
///
/// Which numbers make a pair is a convention. Here number i goes with number i + D/2, as in Hugging Face's Llama. The
/// paper pairs 2i with 2i + 1; `interleaved` brings columns from that order into this one, and as queries and keys come
/// out of learned matrices, their columns can be brought into any order.
/// Source: Su et al., "RoFormer: enhanced transformer with rotary position embedding", 2021.
public struct RotaryPositions: Sendable {
  public let width: Int
  public let base: Double
  /// Cosines and sines of the first positions, `[P, D/2]`.
  private let prepared: (cosines: Tensor, sines: Tensor)

  /// - Parameter positions: P; the angles of positions beyond are computed when they are needed.
  public init(width: Int, base: Double = 10_000, preparing positions: Int = 512) {
    require(width > 0 && width % 2 == 0, "RotaryPositions: a width of \(width) is not made of pairs")
    self.width = width
    self.base = base
    prepared = RotaryPositions.angles(0..<positions, width: width, base: base)
  }

  /// x `[…, T, D]`, queries or keys, with every row rotated by its position; the first row is at position `start`.
  ///
  /// The gradient is rotated back by the same angles.
  public func callAsFunction(_ x: Variable, from start: Int = 0) -> Variable { self(x, from: [start]) }

  /// The same with one start for all, or one for each row of the batch, the first axis of x.
  public func callAsFunction(_ x: Variable, from starts: [Int]) -> Variable {
    let T = check(x.shape, x.shape.count - 2, width)
    return rotated(x, T, starts, repeats: 1)
  }

  /// x `[B, T, H·D]`, the columns of H heads side by side, each rotated by the position of its row.
  public func callAsFunction(_ x: Variable, heads H: Int, from starts: [Int]) -> Variable {
    rotated(x, check(x.shape, 1, H * width), starts, repeats: H)
  }

  /// The first by plain operations: the oracle of the fused one. (a, b) becomes (a·cos − b·sin, b·cos + a·sin).
  public func plain(_ x: Variable, from start: Int = 0) -> Variable {
    let T = check(x.shape, x.shape.count - 2, width)
    let (cosines, sines) = angles(start..<start + T)
    let (a, b) = (x.columns(0..<width / 2), x.columns(width / 2..<width))
    let (cosine, sine) = (constant(cosines), constant(sines))
    return .concatenate([a * cosine - b * sine, b * cosine + a * sine], axis: -1)
  }

  private func rotated(_ x: Variable, _ T: Int, _ starts: [Int], repeats: Int) -> Variable {
    require(
      starts.count == 1 || starts.count == x.shape[0], "RotaryPositions: \(starts.count) starts for \(x.shape)")
    let parts = starts.map { angles($0..<$0 + T) }
    let (cosines, sines) = (Tensor.stack(parts.map(\.cosines)), Tensor.stack(parts.map(\.sines)))  // [1 or B, T, D/2]
    return Variable(rotatedRows(x.value, cosines, sines, repeats: repeats), from: [x]) { dy in
      [rotatedRows(dy, cosines, -sines, repeats: repeats)]
    }
  }

  private static func angles(_ positions: Range<Int>, width: Int, base: Double) -> (cosines: Tensor, sines: Tensor) {
    let frequencies = SinusoidalPositions(width: width, base: base).frequencies
    func table(_ function: (Double) -> Double) -> Tensor {
      Tensor(shape: [positions.count, width / 2]) {
        Scalar(function(Double(positions.lowerBound + $0[0]) * frequencies[$0[1]]))
      }
    }
    return (table(cos), table(sin))
  }

  private func angles(_ positions: Range<Int>) -> (cosines: Tensor, sines: Tensor) {
    if positions.lowerBound >= 0 && positions.upperBound <= prepared.cosines.shape[0] {
      return (prepared.cosines.rows(positions), prepared.sines.rows(positions))
    }
    return RotaryPositions.angles(positions, width: width, base: base)
  }

  /// The number of positions T, along one axis of a shape whose last axis has these columns.
  private func check(_ shape: [Int], _ axis: Int, _ columns: Int) -> Int {
    require(shape.count >= 2 && shape.last == columns, "RotaryPositions: \(shape) does not have the width \(columns)")
    return shape[axis]
  }

  /// For each column in this order, its column in the paper's: 0, 2, 4, …, 1, 3, 5, ….
  public static func interleaved(width: Int) -> [Int] {
    Array(stride(from: 0, to: width, by: 2)) + Array(stride(from: 1, to: width, by: 2))
  }
}
