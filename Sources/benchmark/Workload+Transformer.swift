import Course
import Gradients
import Tensors
import Training
import Transformer

extension Workload {
  /// One training step of a Transformer block: forward, mean squared error, backward, AdamW.
  private static func block(_ name: String, B: Int, T: Int, D: Int, H: Int, isCausal: Bool) -> Workload {
    let shape = BlockConfiguration(width: D, heads: H)
    let (byWeights, byPositions) = shape.multiplications(positions: T)
    let visible = isCausal ? byPositions * (T + 1) / (2 * T) : byPositions
    return Workload(
      name: name, summary: "training step, B\(B) T\(T) D\(D) H\(H)\(isCausal ? ", causal" : "")",
      amount: Double(B * T), unit: "positions/s", multiplyAdds: trainingStep(forward: B * (byWeights + visible))
    ) {
      var generator = Generator(seed: 0)
      let block = TransformerBlock(shape, using: &generator)
      let optimizer = AdamW(block.parameters)
      let x = constant(.normal([B, T, D], using: &generator))
      let target = Tensor.normal([B, T, D], using: &generator)
      return {
        meanSquaredError(block(x, isCausal ? .causal : .none, .evaluation), target).backward()
        optimizer.step(rate: 1e-3)
        optimizer.clearGradients()
      }
    }
  }

  static var transformer: [Workload] {
    [
      block("block-small", B: 32, T: 64, D: 128, H: 4, isCausal: false),
      block("block-large", B: 8, T: 256, D: 384, H: 6, isCausal: true),
    ]
  }
}
