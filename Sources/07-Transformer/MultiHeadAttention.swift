import Attention
import Gradients
import Tensors
import Tokens
import Training

// B batch · H heads · T positions · S positions of the memory · D width · d width of a head

/// Several attentions side by side, each with projections of its own: concat(head₁ … head_H)·W.
///
/// Vaswani et al., "Attention Is All You Need", 2017.
public struct MultiHeadAttention: Module {
  public let query: Linear  // [D, H·d]
  public let key: Linear  // [D, H·d]
  public let value: Linear  // [D, H·d]
  public let output: Linear  // [H·d, D]
  /// Bound the scores, if there are any: the length of a query or key cannot grow without limit in training.
  public let queryNorm: (any Norm)?  // [d]
  public let keyNorm: (any Norm)?  // [d]
  public let heads: Int
  /// What q·k is multiplied by; nil for 1/√d.
  public let scale: Scalar?
  public let dropout: Dropout
  /// Rotates queries and keys by their positions, if there is one.
  public let rotary: RotaryPositions?
  /// Learned keys and values before those of the positions, if there are any: chapter 13 sets them.
  public let prefix = AttentionPrefix()

  /// - Parameters:
  ///   - headWidth: d; nil for D/H.
  ///   - headNorm: Normalizes each head's queries and keys; nil for none.
  ///   - memoryWidth: The width of what keys and values are made from, if it is not `width`.
  ///   - dropout: The part of the weights that is dropped in training.
  public init(
    width D: Int, heads H: Int, headWidth: Int? = nil, memoryWidth: Int? = nil, hasBias: Bool = true,
    headNorm: NormKind? = nil, epsilon: Scalar = 1e-5, isRotary: Bool = false, scale: Scalar? = nil,
    dropout: Scalar = 0,
    using generator: inout Generator
  ) {
    require(H > 0 && (headWidth != nil || D % H == 0), "MultiHeadAttention: \(D) columns do not fit \(H) heads")
    let d = headWidth ?? D / H
    query = Linear(D, H * d, hasBias: hasBias, using: &generator)
    key = Linear(memoryWidth ?? D, H * d, hasBias: hasBias, using: &generator)
    value = Linear(memoryWidth ?? D, H * d, hasBias: hasBias, using: &generator)
    output = Linear(H * d, D, hasBias: hasBias, using: &generator)
    queryNorm = headNorm?(d, epsilon: epsilon)
    keyNorm = headNorm?(d, epsilon: epsilon)
    rotary = isRotary ? RotaryPositions(width: d) : nil
    (heads, self.scale) = (H, scale)
    self.dropout = Dropout(dropout)
  }

  /// The context of every position of `x` `[B, T, D]` in the memory `[B, S, D]`, or in `x` itself when there is none.
  ///
  /// - Parameter bias: Added to the scores, `[H, T, S]`.
  public func callAsFunction(
    _ x: Variable, over memory: Variable? = nil, _ mask: Mask, bias: Variable? = nil, _ mode: Mode
  ) -> Variable {
    if memory == nil, prefix.count == 0, let qkv = projectedTogether(x) {
      return output(
        attention(together: qkv, heads: heads, mask: mask, bias: bias, scale: scale, dropout: dropout, mode))
    }
    let (q, k, v) = projected(x, over: memory ?? x)
    return output(
      attention(
        q, k, v, heads: heads, mask: mask.behindPrefix(prefix.count), bias: prefix.prepended(toBias: bias),
        scale: scale, dropout: dropout, mode))
  }

  /// The same through the whole matrix of weights, `[B, H, T, S]`: for drawing, and as the oracle.
  public func plain(
    _ x: Variable, over memory: Variable? = nil, _ mask: Mask, bias: Variable? = nil, _ mode: Mode
  ) -> (output: Variable, weights: Variable) {
    let (q, k, v) = projected(x, over: memory ?? x)
    let (context, weights) = plainAttention(
      q.splitHeads(heads), k.splitHeads(heads), v.splitHeads(heads), mask: mask.behindPrefix(prefix.count),
      bias: prefix.prepended(toBias: bias), scale: scale, dropout: dropout, mode)
    return (output(context.mergedHeads), weights)
  }
}

// MARK: Projections

extension MultiHeadAttention {
  private func projected(_ x: Variable, over memory: Variable) -> (Variable, Variable, Variable) {
    let own = keysAndValues(memory, from: [0])
    let (k, v) = prefix.prepended(to: own.0, own.1)
    return (queries(x, from: [0]), k, v)
  }

  /// - Parameter starts: The position of the first query, one for all rows of the batch or one for each.
  func queries(_ x: Variable, from starts: [Int]) -> Variable { positioned(query(x), queryNorm, from: starts) }

  func keysAndValues(_ memory: Variable, from starts: [Int]) -> (Variable, Variable) {
    (positioned(key(memory), keyNorm, from: starts), value(memory))
  }

  /// Queries or keys `[B, T, H·d]`, normalized and rotated head by head, if there is a norm or a rotation.
  private func positioned(_ x: Variable, _ norm: (any Norm)?, from starts: [Int]) -> Variable {
    let (B, T, columns) = x.value.shape3
    let even = norm.map { $0(x.reshaped(B, T, heads, columns / heads)).reshaped(B, T, columns) } ?? x
    return rotary.map { $0(even, heads: heads, from: starts) } ?? even
  }

  /// Queries, keys and values side by side by one product, `[B, T, 3·H·d]`, if nothing comes between it and the scores.
  ///
  /// The three matrices are put together anew each time, which costs little beside a product with many rows.
  private func projectedTogether(_ x: Variable) -> Variable? {
    let layers = [query, key, value]
    guard layers.allSatisfy({ $0.adapter == nil && $0.frozen == nil }) else { return nil }
    let biases = layers.compactMap(\.bias)
    // One that is frozen would get a gradient with the others.
    let areTrainable = Set((layers.map(\.weight) + biases).map(\.isTrainable))
    guard queryNorm == nil, rotary == nil, biases.isEmpty || biases.count == 3, areTrainable.count == 1 else {
      return nil
    }
    let weight = Variable.concatenate(layers.map(\.weight), axis: 1)
    return biases.isEmpty ? matmul(x, weight) : affine(x, weight, .concatenate(biases))
  }
}
