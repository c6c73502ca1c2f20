import Tensors

// H·W pixels · C channels

/// Changes of the colors of a picture `[H, W, C]`, C 1 or 3. A factor of 1 changes nothing.
extension Tensor {
  /// All numbers times a factor: black stays.
  public func withBrightness(_ factor: Scalar) -> Tensor { (self * factor).clamped }

  /// Moved away from the mean gray of the picture by a factor above 1, toward it by one below.
  public func withContrast(_ factor: Scalar) -> Tensor {
    let mean = gray.mean
    return blended(factor) { _ in mean }
  }

  /// Moved away from its own gray by a factor above 1, toward it by one below; 0 is a gray picture.
  public func withSaturation(_ factor: Scalar) -> Tensor {
    if shape3.2 == 1 { return self }
    let gray = gray.scalars
    return blended(factor) { pixel in gray[pixel] }
  }

  /// How bright each pixel looks, `[H, W, 1]`: the luma of Rec. 601.
  var gray: Tensor {
    let (H, W, C) = shape3
    require(C == 1 || C == 3, "gray: pictures of the shape \(shape) have neither 1 nor 3 channels")
    if C == 1 { return self }
    let luma = (0..<H * W).map { pixel -> Scalar in
      let (red, green, blue) = (scalars[3 * pixel], scalars[3 * pixel + 1], scalars[3 * pixel + 2])
      return 0.299 * red + 0.587 * green + 0.114 * blue
    }
    return Tensor(shape: [H, W, 1], scalars: luma)
  }

  /// A share of each number and the rest of one for its pixel, within 0…1.
  private func blended(_ share: Scalar, with other: (_ pixel: Int) -> Scalar) -> Tensor {
    let (H, W, C) = shape3
    return Tensor(shape: shape) { y in
      withPointer { x in
        for pixel in 0..<H * W {
          let rest = other(pixel) * (1 - share)
          for i in pixel * C..<(pixel + 1) * C { y[i] = Swift.min(1, Swift.max(0, x[i] * share + rest)) }
        }
      }
    }
  }
}
