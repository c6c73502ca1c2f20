import BERT
import Course
import Tensors
import Training

// B batch · T positions · D width · H heads · L blocks · V vocabulary size

extension Workload {
  /// One training step of BERT: forward, cross-entropy, backward, AdamW.
  ///
  /// The whole of it: three tables and their norm, post-norm blocks with the exact GELU, the masked-language head with its
  /// linear map, GELU, norm and the tied table. There is no pooler and no padding.
  ///
  /// - Parameter masking: Which positions are predicted, through the head, with dropout everywhere, as in pre-training;
  ///   nil for all positions, without dropout.
  private static func bert(
    _ name: String, B: Int, T: Int, D: Int, H: Int, depth: Int, V: Int, masking: Masking? = nil
  ) -> Workload {
    var shape = BERTConfiguration(width: D, heads: H, depth: depth)
    (shape.vocabularySize, shape.positionLimit) = (V, T)
    if masking == nil { (shape.block.dropout, shape.block.attentionDropout) = (0, 0) }
    let special = BERTSpecialTokens()
    var generator = Generator(seed: 0)
    let input = BERTInput(
      (0..<B).map { _ in TextPair((0..<T - 2).map { _ in Int.random(in: 5..<V, using: &generator) }) }, special)
    let masked =
      masking.map { $0(input, special, vocabularySize: V, using: &generator) }
      ?? MaskedInput(
        input, positions: Array(input.tokens.indices),
        targets: input.tokens.map { _ in Int.random(in: 0..<V, using: &generator) })
    let head = masked.positions.count * (D * D + D * V)
    let note = masking == nil ? "" : ", dropout \(shape.block.dropout), \(masked.positions.count) positions predicted"
    return Workload(
      name: name, summary: "training step, B\(B) T\(T) D\(D) H\(H) L\(depth) V\(V)\(note)",
      amount: Double(B * T), unit: "tokens/s",
      multiplyAdds: trainingStep(forward: B * shape.multiplications(positions: T) + head)
    ) {
      let model = PretrainingModel(shape, predictsNextSentence: false, using: &generator)
      let optimizer = AdamW(model.parameters)
      let randomness = Randomness(seed: 0)
      return {
        let loss =
          masking == nil
          ? crossEntropy(model(masked.input, .training(randomness)), masked.targets)
          : model.losses(masked, .training(randomness)).total
        loss.backward()
        optimizer.step(rate: 1e-3)
        optimizer.clearGradients()
      }
    }
  }

  /// The embeddings of B sentences of T tokens by a body of all-MiniLM-L6-v2's size: the forward pass and the mean.
  private static func sentenceEmbedding(B: Int, T: Int) -> Workload {
    var shape = BERTConfiguration(width: 384, heads: 12, feedForwardWidth: 1536, depth: 6)
    (shape.vocabularySize, shape.positionLimit) = (30_522, 512)
    return Workload(
      name: "embedding-\(B)", summary: "\(B) sentence\(B == 1 ? "" : "s") of \(T) tokens, D384 H12 L6",
      amount: Double(B), unit: "sentences/s", multiplyAdds: Double(B * shape.multiplications(positions: T))
    ) {
      var generator = Generator(seed: 0)
      let model = BERTModel(shape, hasPooler: false, using: &generator)
      let input = BERTInput(
        rows: (0..<B).map { _ in (0..<T).map { _ in Int.random(in: 5..<30_522, using: &generator) } }, padding: 0)
      return { _ = withoutGradients { meanPooling(model(input), lengths: input.lengths) } }
    }
  }

  static var bert: [Workload] {
    [
      sentenceEmbedding(B: 1, T: 14), sentenceEmbedding(B: 32, T: 32),
      bert("bert", B: 32, T: 64, D: 128, H: 4, depth: 4, V: 1000),
      bert("bert-pretraining", B: 32, T: 64, D: 128, H: 4, depth: 4, V: 1000, masking: Masking()),
    ]
  }
}
