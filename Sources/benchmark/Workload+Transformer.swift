import Course
import Transformer

extension Workload {
  /// One training step of a Transformer block: forward, mean squared error, backward, AdamW.
  private static func block(_ name: String, B: Int, T: Int, D: Int, H: Int, isCausal: Bool) -> Workload {
    Workload(
      name: name, summary: "training step, B\(B) T\(T) D\(D) H\(H)\(isCausal ? ", causal" : "")",
      amount: Double(B * T), unit: "positions/s"
    ) {
      var generator = Generator(seed: 0)
      let block = TransformerBlock(BlockShape(width: D, heads: H), using: &generator)
      let optimiser = AdamW(block.parameters)
      let x = constant(.normal([B, T, D], using: &generator))
      let target = Tensor.normal([B, T, D], using: &generator)
      return {
        meanSquaredError(block(x, isCausal ? .causal : .none), target).backward()
        optimiser.step(rate: 1e-3)
        optimiser.clearGradients()
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

extension Workload {
  static func products(_ name: String, N: Int, D: Int, parts: Int) -> Workload {
    Workload(name: name, summary: "", amount: 1, unit: "") {
      var generator = Generator(seed: 0)
      let x = Variable(.normal([N, D], using: &generator))
      let layers = (0..<parts).map { _ in Linear(D, 3 * D / parts, using: &generator) }
      let seeds = layers.map { _ in Tensor.normal([N, 3 * D / parts], using: &generator) }
      return {
        for (layer, seed) in zip(layers, seeds) { layer(x).backward(seed: seed) }
        for layer in layers { layer.weight.gradient = nil; layer.bias!.gradient = nil }
        x.gradient = nil
      }
    }
  }
  static func attend(_ name: String, B: Int, T: Int, D: Int, H: Int, isCausal: Bool, form: Int) -> Workload {
    Workload(name: name, summary: "", amount: 1, unit: "") {
      var generator = Generator(seed: 0)
      let qkv = (0..<3).map { _ in Variable(.normal([B, T, D], using: &generator)) }
      let seed = Tensor.normal([B, T, D], using: &generator)
      let mask: Mask = isCausal ? .causal : .none
      return {
        let y: Variable
        if form == 0 { y = attention(qkv[0], qkv[1], qkv[2], heads: H, mask) }
        else if form == 1 {
          let s = qkv.map { $0.splitHeads(H).reshaped(B * H, T, D / H) }
          y = attention(s[0], s[1], s[2], heads: 1, mask).reshaped(B, H, T, D / H).mergedHeads
        } else {
          let s = qkv.map { $0.splitHeads(H) }
          y = plainAttention(s[0], s[1], s[2], mask).mixtures.mergedHeads
        }
        y.backward(seed: seed)
        for v in qkv { v.gradient = nil }
      }
    }
  }
  static var extra: [Workload] {
    [products("xp-small-one", N: 2048, D: 128, parts: 1), products("xp-small-three", N: 2048, D: 128, parts: 3),
     products("xp-large-one", N: 2048, D: 384, parts: 1), products("xp-large-three", N: 2048, D: 384, parts: 3)]
    + ["strided", "permuted", "plain"].enumerated().flatMap { i, n in
      [attend("xa-small-\(n)", B: 32, T: 64, D: 128, H: 4, isCausal: false, form: i),
       attend("xa-large-\(n)", B: 8, T: 256, D: 384, H: 6, isCausal: true, form: i)]
    }
  }
}
