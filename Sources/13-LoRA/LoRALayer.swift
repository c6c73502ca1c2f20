import Gradients
import Tensors
import Training

// I inputs · O outputs · r rank

/// A low-rank update of one matrix: x·W + s·(x·A)·B, with W frozen.
///
/// The update s·A·B has the shape of W, but at most the rank r, and r·(I + O) numbers in place of I·O.
/// Hu et al., "LoRA: low-rank adaptation of large language models", 2021.
public final class LoRALayer: Adapter {
  public let a: Variable  // [I, r]
  public let b: Variable  // [r, O]
  /// s.
  public let scale: Scalar
  /// The linear maps whose matrices hold the update now, as long as they exist.
  private var merged: [() -> Linear?] = []

  /// A random A and a B of zeros: at first the product is zero, and the model computes what it did before. Zeros in both
  /// would stay: the gradient of each has the other as a factor.
  public init(inputs I: Int, outputs O: Int, rank r: Int, scale: Scalar, using generator: inout Generator) {
    require(r > 0, "LoRALayer: the rank is \(r)")
    // Kaiming's uniform initialization as PyTorch's linear layers use it (a = √5).
    let bound = 1 / Scalar(I).squareRoot()
    a = Variable(.uniform([I, r], in: -bound..<bound, using: &generator))
    b = Variable(.zeros(r, O))
    self.scale = scale
  }

  /// A layer of given factors.
  public init(a: Variable, b: Variable, scale: Scalar) {
    require(
      a.value.rank == 2 && b.value.rank == 2 && a.shape[1] == b.shape[0],
      "LoRALayer: the factors \(a.shape) and \(b.shape) do not fit each other")
    (self.a, self.b, self.scale) = (a, b, scale)
  }

  public var rank: Int { a.shape[1] }

  /// What is added to the output of the frozen matrix, `[…, I] → […, O]`.
  public func callAsFunction(_ x: Variable) -> Variable {
    matmul(matmul(x, a), scale * b)  // the rank is small, so scaling B costs least
  }

  /// What is added to the matrix itself when the update is merged into it: s·A·B `[I, O]`.
  public var update: Variable { matmul(a, scale * b) }

  func isMerged(into linear: Linear) -> Bool { merged.contains { $0() === linear } }

  /// Adds the update to the matrix of a linear map.
  func merge(into linear: Linear) {
    require(!isMerged(into: linear), "LoRALayer: the update is merged into this matrix already")
    merged.append { [weak linear] in linear }
    let update = withoutGradients { self.update }.value
    linear.weight.update { $0 += update }
  }

  /// Subtracts it again.
  func unmerge(from linear: Linear) {
    require(isMerged(into: linear), "LoRALayer: the update is not merged into this matrix")
    merged.removeAll { $0() === linear }
    let update = withoutGradients { self.update }.value
    linear.weight.update { $0 -= update }
  }
}
