import Gradients
import Tensors
import Training

// B batch · Q queries · K keys · A width of a query · C width of a key · D width of both

/// How well keys fit queries.
public protocol Score: Module {
  /// - Parameters:
  ///   - queries: The width A of a query.
  ///   - keys: The width C of a key.
  init(queries A: Int, keys C: Int, using generator: inout Generator)

  /// `[B, Q, A]` against `[B, K, C]` gives `[B, Q, K]`.
  func callAsFunction(_ queries: Variable, _ keys: Variable) -> Variable
}

/// v·tanh(q·W + k·U): a small network scores every pair.
///
/// Bahdanau, Cho, Bengio 2015. All pairs pass through the network, so `[B, Q, K, D]` numbers are computed and kept.
public struct AdditiveScore: Score {
  public let query: Linear  // [A, D]
  public let key: Linear  // [C, D]
  public let v: Linear  // [D, 1]

  public init(queries A: Int, keys C: Int, using generator: inout Generator) {
    let D = min(A, C)
    query = Linear(A, D, hasBias: false, using: &generator)
    key = Linear(C, D, hasBias: false, using: &generator)
    v = Linear(D, 1, hasBias: false, using: &generator)
  }

  public func callAsFunction(_ queries: Variable, _ keys: Variable) -> Variable {
    let (B, Q, _) = queries.value.shape3
    let K = keys.shape[1]
    let projectedQueries = query(queries).reshaped(B, Q, 1, -1)
    let projectedKeys = key(keys).reshaped(B, 1, K, -1)
    return v(tanh(projectedQueries + projectedKeys)).reshaped(B, Q, K)
  }
}

/// q·W·kᵀ: the entries of a matrix between the two weigh every pair of a query's and a key's numbers.
///
/// Luong, Pham, Manning 2015, who call it "general".
public struct BilinearScore: Score {
  public let matrix: Linear  // [A, C]

  public init(queries A: Int, keys C: Int, using generator: inout Generator) {
    matrix = Linear(A, C, hasBias: false, using: &generator)
  }

  public func callAsFunction(_ queries: Variable, _ keys: Variable) -> Variable {
    matmul(matrix(queries), keys, transposing: .right)
  }
}

/// q·kᵀ: nothing to learn, and queries and keys of one width.
public struct DotScore: Score {
  public init(queries A: Int, keys C: Int, using generator: inout Generator) {
    require(A == C, "DotScore: queries of width \(A) do not fit keys of width \(C)")
  }

  public func callAsFunction(_ queries: Variable, _ keys: Variable) -> Variable {
    matmul(queries, keys, transposing: .right)
  }
}

/// q·kᵀ/√D, whose variance does not grow with the width.
///
/// A sum of D products of independent numbers has the variance D; 1/√D makes it 1. Without it the softmax of wide vectors'
/// scores is nearly a choice from the start, and its gradient nearly zero. Vaswani and others 2017.
public struct ScaledDotScore: Score {
  public init(queries A: Int, keys C: Int, using generator: inout Generator) {
    require(A == C, "ScaledDotScore: queries of width \(A) do not fit keys of width \(C)")
  }

  public func callAsFunction(_ queries: Variable, _ keys: Variable) -> Variable {
    matmul(queries / Scalar(keys.shape.last!).squareRoot(), keys, transposing: .right)
  }
}
