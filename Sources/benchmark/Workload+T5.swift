import Attention
import Course
import Datasets
import T5
import Tensors
import Training

// B batch · T source · U target · D width · H heads · F feed-forward width · L blocks a side · V vocabulary size

extension Workload {
  /// Pairs of random tokens, T to U with the end token.
  private static func pairs(_ B: Int, _ T: Int, _ U: Int, _ V: Int, using generator: inout Generator) -> [Pair] {
    func ids(_ count: Int) -> [Int] { (0..<count).map { _ in Int.random(in: 3..<V, using: &generator) } }
    return (0..<B).map { _ in Pair(source: ids(T), target: ids(U - 1)) }
  }

  private static func summary(_ shape: T5Configuration) -> String {
    let block = shape.block
    return "D\(block.width) H\(block.heads) F\(block.feedForwardWidth) L\(shape.depth)+\(shape.depth) "
      + "V\(shape.vocabularySize)"
  }

  /// One training step without dropout: forward, cross-entropy, backward, AdamW.
  private static func t5(_ name: String, _ shape: T5Configuration, B: Int, T: Int, U: Int) -> Workload {
    Workload(
      name: name, summary: "training step, B\(B) T\(T) U\(U) \(summary(shape))", amount: Double(B * (T + U)),
      unit: "tokens/s", multiplyAdds: trainingStep(forward: B * shape.multiplications(source: T, target: U))
    ) {
      var generator = Generator(seed: 0)
      let model = T5Model(shape, using: &generator)
      let optimizer = AdamW(model.parameters)
      let batch = PairBatch(
        pairs(B, T, U, shape.vocabularySize, using: &generator), model.decodingTokens)
      return {
        model.loss(batch).backward()
        optimizer.step(rate: 1e-4)
        optimizer.clearGradients()
      }
    }
  }

  /// Greedy decoding with a cache. No token ends a target, so that all have the same length.
  private static func t5Decoding(_ name: String, _ shape: T5Configuration, B: Int, T: Int, count: Int) -> Workload {
    Workload(
      name: name, summary: "\(count) tokens of each of \(B), greedy, T\(T) \(summary(shape))",
      amount: Double(B * count), unit: "tokens/s"
    ) {
      var generator = Generator(seed: 0)
      let model = T5Model(shape, using: &generator)
      let sources = PairBatch(pairs(B, T, 1, shape.vocabularySize, using: &generator), model.decodingTokens).source
      let prompts = [[Int]](repeating: [model.decodingTokens.begin], count: B)
      return { _ = model.generate(prompts, from: model.encode(sources), limit: count) }
    }
  }

  private static func withoutDropout(_ shape: T5Configuration) -> T5Configuration {
    var shape = shape
    (shape.block.dropout, shape.block.attentionDropout, shape.block.feedForwardDropout) = (0, 0, 0)
    return shape
  }

  static var t5: [Workload] {
    var little = T5Configuration(width: 128, heads: 4, depth: 2, dropout: 0)
    little.vocabularySize = 1000
    let small = withoutDropout(.small)
    return [
      t5("t5", little, B: 16, T: 64, U: 32), t5("t5-small", small, B: 4, T: 64, U: 16),
      t5Decoding("t5-decoding", little, B: 16, T: 64, count: 32),
      t5Decoding("t5-small-decoding", small, B: 1, T: 64, count: 32),
    ]
  }
}
