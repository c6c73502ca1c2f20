import Foundation

// B batch · H heads · T positions · D width of a head

/// Places as angles: pairs of numbers in a query or key are turned by an angle that grows with the position.
///
/// Two turned vectors meet at the difference of their angles, so a score q·k depends on how far apart the two stand and
/// on nothing else. Nothing is added to what a token means, and values are left alone.
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

  /// - Parameter positions: For how many positions angles are kept; those beyond are worked out when they are asked for.
  public init(width: Int, base: Double = 10_000, preparing positions: Int = 512) {
    require(width > 0 && width % 2 == 0, "RotaryPositions: a width of \(width) is not made of pairs")
    self.width = width
    self.base = base
    prepared = RotaryPositions.angles(0..<positions, width: width, base: base)
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

  /// x `[…, T, D]`, queries or keys, with every row turned to its position; the first row stands at `start`.
  ///
  /// The gradient is turned back by the same angles.
  public func callAsFunction(_ x: Variable, from start: Int = 0) -> Variable {
    let angles = angles(positions(of: x, from: start))
    return Variable(rotatedRows(x.value, angles.cosines, angles.sines), from: [x]) { dy in
      [rotatedRows(dy, angles.cosines, -angles.sines)]
    }
  }

  /// The same by plain operations: the oracle of the fused one. (a, b) becomes (a·cos − b·sin, b·cos + a·sin).
  public func plain(_ x: Variable, from start: Int = 0) -> Variable {
    let (cosines, sines) = angles(positions(of: x, from: start))
    let (a, b) = (x.columns(0..<width / 2), x.columns(width / 2..<width))
    let (cosine, sine) = (constant(cosines), constant(sines))
    return .concatenate([a * cosine - b * sine, b * cosine + a * sine], axis: -1)
  }

  private func positions(of x: Variable, from start: Int) -> Range<Int> {
    let shape = x.shape
    require(shape.count >= 2 && shape.last == width, "RotaryPositions: \(shape) has not the width \(width)")
    return start..<start + shape[shape.count - 2]
  }

  /// For each column in this order, the column where it stands in the paper's: 0, 2, 4, …, 1, 3, 5, ….
  public static func interleaved(width: Int) -> [Int] {
    Array(stride(from: 0, to: width, by: 2)) + Array(stride(from: 1, to: width, by: 2))
  }
}
