import Gradients
import Tensors
import Training

// H heads · d width of a head · D width

// A head that is multiplied by a factor of 0 is the same as one whose rows of the output matrix are 0. So heads are pruned
// and measured at those rows, and attention itself knows nothing of it.

extension MultiHeadAttention {
  /// The derivative of the loss with respect to a factor of each head's output, at 1: Σ W⊙dW over its rows of the output
  /// matrix. To first order it is the change of the loss when the head is pruned.
  ///
  /// It reads the gradient that the last `backward` left. Michel, Levy, Neubig, "Are sixteen heads really better than
  /// one?", 2019.
  public var headSlopes: [Double] {
    guard let gradient = output.weight.gradient else { fail("headSlopes: there was no backward pass") }
    return (output.weight.value * gradient).reshaped(heads, -1).sum(axis: 1).scalars.map { Double($0) }
  }

  /// Runs `body` with some heads pruned, and puts them back.
  public func without<R>(heads pruned: Set<Int>, _ body: () throws -> R) rethrows -> R {
    let (H, whole) = (heads, output.weight.value)
    output.weight.update { weight in
      weight = .concatenate(
        (0..<H).map { head in
          let rows = whole.rows(head * whole.shape[0] / H..<(head + 1) * whole.shape[0] / H)
          return pruned.contains(head) ? Tensor(repeating: 0, shape: rows.shape) : rows
        }, axis: 0)
    }
    defer { output.weight.update { $0 = whole } }
    return try body()
  }
}

extension TransformerStack {
  /// The slopes of all heads, numbered through the blocks from the lowest to the highest.
  public var headSlopes: [Double] { blocks.flatMap(\.attention.headSlopes) }

  /// Runs `body` with some of those heads pruned, and puts them back.
  public func without<R>(heads pruned: Set<Int>, _ body: () throws -> R) rethrows -> R {
    try without(heads: pruned, from: blocks.count, body)
  }

  private func without<R>(heads pruned: Set<Int>, from top: Int, _ body: () throws -> R) rethrows -> R {
    if top == 0 { return try body() }
    let attention = blocks[top - 1].attention
    let own = pruned.filter { $0 / attention.heads == top - 1 }.map { $0 % attention.heads }
    return try attention.without(heads: Set(own)) { try without(heads: pruned, from: top - 1, body) }
  }
}
