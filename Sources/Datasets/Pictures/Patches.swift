import Tensors

// B batch · H·W picture in pixels · C channels · p side of a patch in pixels · N = (H/p)·(W/p) patches

/// Pictures cut into square patches, each of them a row of numbers: what a Transformer takes for tokens.
public struct Patches: Sendable, Equatable {
  /// Of a picture in pixels, H.
  public let height: Int
  /// Of a picture in pixels, W.
  public let width: Int
  /// Of a pixel, C: 1 for gray, 3 for red, green and blue.
  public let channels: Int
  /// The side of a patch in pixels, p.
  public let size: Int

  public init(height: Int, width: Int, channels: Int, size: Int) {
    require(
      height > 0 && width > 0 && channels > 0 && size > 0 && height % size == 0 && width % size == 0,
      "Patches: \(height) × \(width) pixels with \(channels) channels are not made of patches of \(size) × \(size)")
    (self.height, self.width, self.channels, self.size) = (height, width, channels, size)
  }

  /// Patches of square pictures.
  public init(side: Int = 16, channels: Int = 3, size: Int = 4) {
    self.init(height: side, width: side, channels: channels, size: size)
  }

  /// How many rows of patches a picture has, H/p.
  public var rows: Int { height / size }
  /// How many patches stand side by side, W/p.
  public var columns: Int { width / size }
  /// How many patches a picture has, N.
  public var count: Int { rows * columns }
  /// How many numbers a patch has, p²C.
  public var numbersPerPatch: Int { size * size * channels }

  /// `[B, H, W, C] → [B, N, p²C]`: patches from left to right and from the top, and so the pixels of a patch.
  public func callAsFunction(_ pictures: Tensor) -> Tensor {
    require(
      pictures.shape.dropFirst() == [height, width, channels],
      "Patches: the shape \(pictures.shape) is no batch of pictures [\(height), \(width), \(channels)]")
    let B = pictures.shape[0]
    let grid = pictures.reshaped(B, rows, size, columns, size * channels)  // [B, H/p, p, W/p, pC]
    return grid.permuted(0, 1, 3, 2, 4).reshaped(B, count, numbersPerPatch)
  }

  /// `[B, N, p²C] → [B, H, W, C]`, the reverse.
  public func pictures(_ patches: Tensor) -> Tensor {
    require(
      patches.shape.dropFirst() == [count, numbersPerPatch],
      "Patches: the shape \(patches.shape) is no batch of patches [\(count), \(numbersPerPatch)]")
    let B = patches.shape[0]
    let grid = patches.reshaped(B, rows, columns, size, size * channels)  // [B, H/p, W/p, p, pC]
    return grid.permuted(0, 1, 3, 2, 4).reshaped(B, height, width, channels)
  }
}
