import Attention
import Gradients
import Tensors
import Training

// B batch · H heads · P positions of the prefix · T queries · S keys · d width of a head

/// Keys and values that an attention has besides those of its positions: they are made from no token, but learned.
///
/// There are none until chapter 13 sets them. Every query sees them all, whatever the mask hides, and positions are counted
/// without them. Li and Liang, "Prefix-tuning", 2021.
public final class AttentionPrefix: Module {
  public private(set) var keys: Variable?  // [P, H·d]
  public private(set) var values: Variable?  // [P, H·d]

  public init() {}

  public func set(keys: Variable, values: Variable) {
    require(
      keys.value.rank == 2 && keys.shape == values.shape,
      "AttentionPrefix: keys \(keys.shape) and values \(values.shape) do not fit each other")
    (self.keys, self.values) = (keys, values)
  }

  public func remove() { (keys, values) = (nil, nil) }

  /// P, 0 when there is no prefix.
  var count: Int { keys?.shape[0] ?? 0 }

  /// The prefix before the keys and values `[B, S, H·d]` of every row of a batch.
  func prepended(to k: Variable, _ v: Variable) -> (keys: Variable, values: Variable) {
    guard let (keys, values) = rows(k.shape[0]) else { return (k, v) }
    return (.concatenate([keys, k], axis: 1), .concatenate([values, v], axis: 1))
  }

  /// The prefix once for each of B rows, `[B, P, H·d]`.
  func rows(_ B: Int) -> (keys: Variable, values: Variable)? {
    guard let keys, let values else { return nil }
    let indices = (0..<B).flatMap { _ in 0..<count }
    return (keys.rows(at: indices).reshaped(B, count, -1), values.rows(at: indices).reshaped(B, count, -1))
  }

  /// No bias for the prefix, and the given one for the keys behind it, `[…, T, S] → […, T, P + S]`.
  func prepended(toBias bias: Variable?) -> Variable? {
    guard let bias, count > 0 else { return bias }
    let zeros = constant(Tensor(repeating: 0, shape: bias.shape.dropLast() + [count]))
    return .concatenate([zeros, bias], axis: -1)
  }
}

extension Mask {
  /// The same mask for keys behind P others that every query sees.
  func behindPrefix(_ P: Int) -> Mask {
    if P == 0 || self == .none { return self }
    require(
      starts == nil && window == nil,
      "AttentionPrefix: the mask hides keys before a query's own, and so the prefix")
    var mask = self
    mask.lengths = lengths.map { $0.map { $0 + P } }
    mask.prefixes = prefixes.map { $0.map { $0 + P } }
    mask.firstQuery = firstQuery.map { $0.map { $0 + P } }
    return mask
  }
}
