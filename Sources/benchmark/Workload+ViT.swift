import Course
import Datasets
import Tensors
import Training
import ViT

// B batch · D width · H heads · F feed-forward width · L blocks

extension Workload {
  /// One training step of a classifier on random pictures: forward, cross-entropy, backward, AdamW.
  private static func pictures<Encoder: PictureEncoder>(
    _ name: String, _ summary: String, _ shape: [Int], forward: Int,
    _ encoder: @escaping (inout Generator) -> Encoder
  ) -> Workload {
    Workload(
      name: name, summary: "training step, \(shape.map(String.init).joined(separator: " × ")) \(summary)",
      amount: Double(shape[0]), unit: "pictures/s", multiplyAdds: trainingStep(forward: shape[0] * forward)
    ) {
      var generator = Generator(seed: 0)
      let model = PictureClassifier(encoder(&generator), classes: 10, using: &generator)
      let optimizer = AdamW(model.parameters)
      let pictures = Tensor.uniform(shape, using: &generator)
      let labels = (0..<shape[0]).map { $0 % 10 }
      let mode = Mode.training(Randomness(seed: 0))
      return {
        crossEntropy(model(pictures, mode), labels).backward()
        optimizer.step(rate: 1e-4)
        optimizer.clearGradients()
      }
    }
  }

  private static func vit(_ name: String, _ shape: ViTConfiguration, B: Int) -> Workload {
    let block = shape.block
    return pictures(
      name, "p\(shape.patches.size) D\(block.width) H\(block.heads) F\(block.feedForwardWidth) L\(shape.depth)",
      [B, shape.patches.height, shape.patches.width, shape.patches.channels], forward: shape.multiplications
    ) { ViTEncoder(shape, using: &$0) }
  }

  private static func convolutions(_ name: String, channels: Int, B: Int, side: Int, inputs: Int) -> Workload {
    var generator = Generator(seed: 0)
    let forward = ConvolutionalNet(inputs: inputs, channels: channels, using: &generator)
      .cost(height: side, width: side).multiplications
    return pictures(
      name, "residual net, \(channels), \(2 * channels) and \(4 * channels) channels", [B, side, side, inputs],
      forward: forward
    ) { ConvolutionalNet(inputs: inputs, channels: channels, using: &$0) }
  }

  static var visionTransformers: [Workload] {
    [
      vit("vit", ViTConfiguration(Patches(side: 32, channels: 3, size: 4), width: 128, heads: 4, depth: 4), B: 32),
      vit(
        "vit-digits", ViTConfiguration(Patches(side: 28, channels: 1, size: 7), width: 64, heads: 4, depth: 2), B: 64),
      vit("vit-base", .base16, B: 1),
      convolutions("convolutional-net", channels: 16, B: 64, side: 28, inputs: 1),
      convolutions("convolutional-net-wide", channels: 64, B: 16, side: 32, inputs: 3),
    ]
  }
}
