import Attention
import Gradients
import LSTM

// A width of a query · C width of a key

/// (q·G)·k / √C: the bilinear score with the scale of the scaled dot product.
struct ScaledBilinearScore: Score {
  let bilinear: BilinearScore
  private let scale: Scalar

  init(queries A: Int, keys C: Int, using generator: inout Generator) {
    bilinear = BilinearScore(queries: A, keys: C, using: &generator)
    scale = 1 / Scalar(C).squareRoot()
  }

  func callAsFunction(_ queries: Variable, _ keys: Variable) -> Variable { bilinear(queries * scale, keys) }
}

/// The bilinear score whose matrix begins as 1/√C times the identity: before training it is the scaled dot product.
struct IdentityBilinearScore: Score {
  let bilinear: BilinearScore

  init(queries A: Int, keys C: Int, using generator: inout Generator) {
    bilinear = BilinearScore(queries: A, keys: C, using: &generator)
    let scale = 1 / Scalar(C).squareRoot()
    bilinear.matrix.weight.update { $0 = Tensor(shape: [A, C]) { $0[0] == $0[1] ? scale : 0 } }
  }

  func callAsFunction(_ queries: Variable, _ keys: Variable) -> Variable { bilinear(queries, keys) }
}
