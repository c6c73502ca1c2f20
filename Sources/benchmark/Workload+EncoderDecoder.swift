import Course
import Datasets
import EncoderDecoder
import Tensors
import Training

extension Workload {
  /// One training step of an encoder–decoder Transformer, the same tokens on both sides.
  private static func translator(_ name: String, B: Int, T: Int, D: Int, H: Int, depth: Int, V: Int) -> Workload {
    let shape = TransformerConfiguration(width: D, heads: H, depth: depth, dropout: 0)
    var decoder = shape.block
    decoder.memoryWidth = D
    let blocks = [shape.block.multiplications(positions: T), decoder.multiplications(positions: T, memory: T)]
    let forward = depth * blocks.map { $0.byWeights + $0.byPositions }.reduce(0, +) + T * D * V
    return Workload(
      name: name, summary: "training step, B\(B) T\(T) D\(D) H\(H) L\(depth)+\(depth) V\(V)", amount: Double(B * T),
      unit: "tokens/s", multiplyAdds: trainingStep(forward: B * forward)
    ) {
      var generator = Generator(seed: 0)
      let model = TransformerTranslator(shape, sourceVocabularySize: nil, targetVocabularySize: V, using: &generator)
      let optimizer = AdamW(model.parameters)
      func rows() -> PaddedRows {
        PaddedRows((0..<B).map { _ in (0..<T).map { _ in Int.random(in: 0..<V, using: &generator) } })
      }
      let (source, given, wanted) = (rows(), rows(), rows())
      return {
        crossEntropy(model(source, given), wanted.tokens).backward()
        optimizer.step(rate: 1e-3)
        optimizer.clearGradients()
      }
    }
  }

  static var encoderDecoder: [Workload] { [translator("encdec", B: 32, T: 24, D: 128, H: 4, depth: 2, V: 64)] }
}
