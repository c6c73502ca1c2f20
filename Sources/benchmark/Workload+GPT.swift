import Course
import Datasets
import GPT
import RNN
import Tensors
import Training

// B batch · T positions · D width · H heads · L blocks · V vocabulary size

extension Workload {
  /// One training step of a GPT-2 without dropout: forward, cross-entropy, backward, AdamW.
  private static func gpt(_ name: String, _ shape: GPTConfiguration, B: Int, T: Int) -> Workload {
    let V = shape.vocabularySize
    return Workload(
      name: name,
      summary: "training step, B\(B) T\(T) D\(shape.block.width) H\(shape.block.heads) L\(shape.depth) V\(V)",
      amount: Double(B * T), unit: "tokens/s",
      multiplyAdds: trainingStep(forward: B * shape.multiplications(positions: T))
    ) {
      var generator = Generator(seed: 0)
      let model = GPTModel(shape, using: &generator)
      let optimizer = AdamW(model.parameters)
      func ids() -> [Int] { (0..<B * T).map { _ in Int.random(in: 0..<V, using: &generator) } }
      let batch = TokenBatch(inputs: ids(), targets: ids(), size: B, length: T)
      return {
        model.loss(batch).backward()
        optimizer.step(rate: 1e-4)
        optimizer.clearGradients()
      }
    }
  }

  private static func shape(D: Int, H: Int, L: Int, V: Int, T: Int) -> GPTConfiguration {
    var shape = GPTConfiguration(width: D, heads: H, depth: L, dropout: 0)
    (shape.vocabularySize, shape.contextLimit) = (V, T)
    return shape
  }

  private static var gpt2: GPTConfiguration { GPTConfiguration(width: 768, heads: 12, depth: 12, dropout: 0) }

  /// Greedy decoding with a cache: every token reads every weight once.
  private static var decoding: Workload {
    let (count, prompt) = (32, [464, 2068, 7586, 21831, 18045, 625, 262, 16931])
    return Workload(
      name: "gpt2-decoding", summary: "\(count) tokens, greedy, after \(prompt.count), V\(gpt2.vocabularySize)",
      amount: Double(count), unit: "tokens/s"
    ) {
      var generator = Generator(seed: 0)
      let model = GPTModel(gpt2, using: &generator)
      return { _ = model.generate([prompt], from: model.start(), limit: count) }
    }
  }

  /// Reads as many bytes as GPT-2 has in its weights, each once: no token can be decoded faster.
  private static var weightReading: Workload {
    let count = gpt2.parameterCount - gpt2.contextLimit * gpt2.block.width
    return Workload(
      name: "gpt2-reading", summary: "the weights that a token reads, summed", amount: 1, unit: "tokens/s"
    ) {
      let weights = Tensor(repeating: 1, shape: [count])
      return { _ = weights.sum }
    }
  }

  static var gpt: [Workload] {
    [
      gpt("gpt-nano", shape(D: 128, H: 4, L: 4, V: 65, T: 64), B: 12, T: 64),
      gpt("gpt-baby", shape(D: 384, H: 6, L: 6, V: 65, T: 256), B: 8, T: 256),
      gpt("gpt2-training", gpt2, B: 4, T: 64), decoding, weightReading,
    ]
  }
}
