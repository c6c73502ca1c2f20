import Tensors

// B batch · N patches on a side · p side of a patch in pixels

/// Square pictures cut into square patches, each of them a row of numbers: what a Transformer takes for tokens.
public struct Patches: Sendable {
  /// The side of a picture in pixels, N·p.
  public let side: Int
  /// The side of a patch in pixels, p.
  public let size: Int

  public init(side: Int = 16, size: Int = 4) {
    require(size > 0 && side % size == 0, "Patches: a side of \(side) pixels is not made of patches of \(size)")
    (self.side, self.size) = (side, size)
  }

  /// How many patches a picture has, N².
  public var count: Int { perSide * perSide }
  /// How many numbers a patch has, 3p².
  public var width: Int { 3 * size * size }

  private var perSide: Int { side / size }

  /// `[B, Np, Np, 3] → [B, N², 3p²]`
  public func callAsFunction(_ pictures: Tensor) -> Tensor {
    let (N, p) = (perSide, size)
    let grid = pictures.reshaped(-1, N, p, N, 3 * p)  // [B, N, p, N, 3p]
    return grid.permuted(0, 1, 3, 2, 4).reshaped(-1, count, width)
  }

  /// `[B, N², 3p²] → [B, Np, Np, 3]`, the reverse.
  public func pictures(_ patches: Tensor) -> Tensor {
    let (N, p) = (perSide, size)
    let grid = patches.reshaped(-1, N, N, p, 3 * p)  // [B, N, N, p, 3p]
    return grid.permuted(0, 1, 3, 2, 4).reshaped(-1, side, side, 3)
  }
}
