import Datasets
import Gradients
import Tensors
import Training

// N patches · rows × columns the grid of patches · D width

extension ViTEncoder {
  /// A model of its own with the same numbers for pictures of another size: a patch is as large as before, so there are more
  /// of them or fewer, and their positions are interpolated.
  public func resized(height: Int, width: Int) -> ViTEncoder {
    var shape = configuration
    shape.patches = Patches(
      height: height, width: width, channels: shape.patches.channels, size: shape.patches.size)
    var generator = Generator(seed: 0)
    let copy = ViTEncoder(shape, using: &generator)
    copy.projection.setParameters(from: projection)
    copy.stack.setParameters(from: stack)
    copy.classToken.update { $0 = classToken.value }
    copy.positions.update { $0 = interpolatedPositions(for: shape.patches) }
    return copy
  }

  /// The position embeddings for another grid, `[1 + N, D]`. That of the class token stays; those of the patches are a
  /// picture with D channels, which is enlarged or reduced.
  func interpolatedPositions(for patches: Patches) -> Tensor {
    let (old, D) = (configuration.patches, positions.shape[1])
    let grid = positions.value.slice(axis: 0, 1..<1 + old.count)  // [rows · columns, D]
    let vertical = cubicInterpolation(from: old.rows, to: patches.rows)
    let horizontal = cubicInterpolation(from: old.columns, to: patches.columns)
    let tall = matmul(vertical, grid.reshaped(old.rows, -1))  // [new rows, columns · D]
    let wide = matmul(horizontal, tall.reshaped(-1, old.columns, D))  // [new rows, new columns, D]
    return .concatenate([positions.value.slice(axis: 0, 0..<1), wide.reshaped(-1, D)])
  }
}

/// The weights of cubic interpolation, `[new, old]`: each new number is a sum of the four old ones around it.
///
/// Numbers stand for the middles of cells of equal width; beyond the border the last number goes on. Keys, "Cubic
/// convolution interpolation for digital image processing", 1981, with the constant −0.75, as in PyTorch.
func cubicInterpolation(from old: Int, to new: Int) -> Tensor {
  func weight(_ distance: Double) -> Double {
    let (a, x) = (-0.75, abs(distance))
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    if x < 2 { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
    return 0
  }
  var rows = [Scalar](repeating: 0, count: new * old)
  for index in 0..<new {
    let position = (Double(index) + 0.5) * Double(old) / Double(new) - 0.5
    let first = Int(position.rounded(.down))
    for neighbor in first - 1...first + 2 {
      let inside = min(max(neighbor, 0), old - 1)
      rows[index * old + inside] += Scalar(weight(position - Double(neighbor)))
    }
  }
  return Tensor(shape: [new, old], scalars: rows)
}
