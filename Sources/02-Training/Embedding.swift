import Gradients
import Tensors

/// A table with one learned row for each token.
public final class Embedding: Module {
  private var trained: Variable?
  /// The transposed table in another form, if it has taken the table's place: chapter 13 puts it in fewer bits here.
  public private(set) var frozen: (any FrozenMatrix)?  // [width, count]

  public init(_ count: Int, width: Int, using generator: inout Generator) {
    trained = Variable(.normal([count, width], using: &generator))
  }

  public var weight: Variable {  // [count, width]
    guard let trained else { fail("Embedding: a frozen matrix \(shape) has taken the place of the table") }
    return trained
  }

  /// `[count, width]`
  public var shape: [Int] { frozen.map { $0.shape.reversed() } ?? weight.shape }

  /// The rows of these tokens; the width becomes the last axis: `[B, T] → [B, T, width]`.
  public func callAsFunction(_ tokens: [Int], shape: [Int]) -> Variable {
    require(
      shape.reduce(1, *) == tokens.count, "Embedding: \(tokens.count) tokens do not fill the shape \(shape)")
    let rows = frozen.map { constant($0.columns(at: tokens)) } ?? weight.rows(at: tokens)
    return rows.reshaped(shape + [self.shape[1]])
  }

  /// The dot products of states with the row of every token, for models whose table is the output matrix as well:
  /// `[…, width] → […, count]`.
  public func logits(_ states: Variable) -> Variable {
    frozen.map { matmul(states, $0) } ?? matmul(states, weight, transposing: .right)
  }

  /// Puts the transpose of a matrix in the place of the table, whose memory is released.
  public func replaceTable(byTransposeOf matrix: any FrozenMatrix) {
    require(
      matrix.shape == shape.reversed(), "Embedding: the matrix \(matrix.shape) cannot replace the table \(shape)")
    (trained, frozen) = (nil, matrix)
  }
}

/// The table has its name for the parameter walk as long as it is there.
extension Embedding: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: ["weight": trained as Any]) }
}
