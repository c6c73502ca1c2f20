import Tensors
import Training

extension Module {
  /// Replaces the weights of the linear maps and the tables of the embeddings whose path passes `isChosen` by quantized
  /// ones. They no longer count as parameters; the memory of their scalars is released.
  ///
  /// Biases and norms stay as they are, and so do the matrices inside of adapters. A recurrent net that looks up in its
  /// table by itself needs the scalars: `isChosen` must leave them out.
  public func quantize(bits: Int = 8, where isChosen: (_ path: String) -> Bool = { _ in true }) {
    for (path, linear) in linears where linear.frozen == nil && isChosen(path) && !isInAdapter(path) {
      linear.replaceWeight(by: QuantizedMatrix(linear.weight.value, bits: bits))
    }
    for (path, embedding) in embeddings where embedding.frozen == nil && isChosen(path) && !isInAdapter(path) {
      embedding.replaceTable(byTransposeOf: QuantizedMatrix(embedding.weight.value, bits: bits, isTransposed: true))
    }
  }

  /// The memory that all weights take: parameters in scalars, and what has taken the place of some.
  public var weightByteCount: Int {
    let frozen = linears.compactMap(\.linear.frozen) + embeddings.compactMap(\.embedding.frozen)
    return parameterCount * MemoryLayout<Scalar>.stride + frozen.reduce(0) { $0 + $1.byteCount }
  }

  private func isInAdapter(_ path: String) -> Bool { path.split(separator: ".").contains("adapter") }
}
