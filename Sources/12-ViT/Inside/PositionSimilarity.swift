import Gradients
import Tensors

// N patches · D width

extension ViTEncoder {
  /// The cosine similarity of the position embeddings of every two patches, `[N, N]`.
  ///
  /// - Parameter initial: The encoder before training: what training has added to the positions is compared, for large
  ///   random numbers to begin with would hide it. Nil to compare the positions as they are.
  public func positionSimilarities(since initial: ViTEncoder? = nil) -> Tensor {
    let added = initial.map { positions.value - $0.positions.value } ?? positions.value
    return withoutGradients {
      let directions = constant(added).rows(1..<added.shape[0]).unitRows
      return matmul(directions, directions, transposing: .right).value
    }
  }

  /// The weights by which each of the first D numbers of a token looks at a patch, as pictures `[D, p, p, C]`.
  public var filters: Tensor {
    let (size, channels) = (configuration.patches.size, configuration.patches.channels)
    return projection.weight.value.transposed.reshaped(-1, size, size, channels)
  }
}
