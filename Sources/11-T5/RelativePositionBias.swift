import Gradients
import Tensors
import Training

// B batch · H heads · Tq queries · Tk keys

/// A number for each bucket of distances and each head, added to the scores of a self-attention: T5's only positions.
///
/// The bias knows how far a key is from a query, not where both are, and all blocks of a stack share one table.
public struct RelativePositionBias: Module {
  public let weight: Variable  // [buckets, H]
  public let buckets: RelativePositionBuckets

  public init(_ buckets: RelativePositionBuckets, heads H: Int, deviation: Scalar, using generator: inout Generator) {
    self.buckets = buckets
    weight = Variable(.normal([buckets.count, H], deviation: deviation, using: &generator))
  }

  /// What is added to the scores of Tq queries at the keys 0 ..< Tk: `[H, Tq, Tk]`, or `[B, H, Tq, Tk]` where the rows of
  /// the batch begin at different positions.
  ///
  /// - Parameter starts: The position of the first query, one for all rows of the batch or one for each.
  public func callAsFunction(queries Tq: Int, keys Tk: Int, from starts: [Int] = [0]) -> Variable {
    let starts = Set(starts).count == 1 ? [starts[0]] : starts
    // The bucket of every distance is worked out once: most pairs have one that others have, too.
    let first = 1 - Tq - (starts.max() ?? 0)
    let bucketOfOffset = (first..<Swift.max(Tk, first + 1)).map(buckets.bucket(of:))
    let indices = starts.flatMap { start in
      (start..<start + Tq).flatMap { query in bucketOfOffset[-query - first..<Tk - query - first] }
    }
    let H = weight.shape[1]
    let bias = weight.rows(at: indices).reshaped(starts.count, Tq, Tk, H).permuted(0, 3, 1, 2)  // [B, H, Tq, Tk]
    return starts.count == 1 ? bias.reshaped(H, Tq, Tk) : bias
  }
}
