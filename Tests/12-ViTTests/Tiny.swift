import Datasets
import TestSupport
import Training
import ViT

/// A ViT over pictures of 4 × 6 pixels in two channels: six patches.
func tinyViT(pooling: ViTConfiguration.Pooling = .classToken, depth: Int = 1) -> ViTEncoder {
  var generator = Generator(seed: 1)
  var shape = ViTConfiguration(
    Patches(height: 4, width: 6, channels: 2, size: 2), width: 8, heads: 2, depth: depth, feedForwardWidth: 12)
  shape.pooling = pooling
  return ViTEncoder(shape, using: &generator)
}

func tinyPictures(_ count: Int) -> Tensor {
  var generator = Generator(seed: 2)
  return .normal([count, 4, 6, 2], using: &generator)
}

/// A picture `[H, W, C]` of random numbers 0…1.
func randomPicture(_ H: Int = 6, _ W: Int = 5, _ C: Int = 3) -> Tensor {
  var generator = Generator(seed: 2)
  return .uniform([H, W, C], using: &generator)
}

/// A picture `[H, W, 1]` by its rows.
func grayPicture(_ rows: [[Scalar]]) -> Tensor {
  Tensor(shape: [rows.count, rows[0].count, 1], scalars: Array(rows.joined()))
}
