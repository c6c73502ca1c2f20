import Display
import Tensors

extension ImageGrid.Item {
  /// A picture `[H, W, C]` of numbers 0…1, C 1 for gray or 3 for red, green and blue.
  public init(_ caption: String, _ picture: Tensor) {
    let (H, W, C) = picture.shape3
    require(C == 1 || C == 3, "ImageGrid: pictures of the shape \(picture.shape) have neither 1 nor 3 channels")
    let numbers = picture.scalars.flatMap { [Double](repeating: Double($0), count: C == 1 ? 3 : 1) }
    self.init(caption, numbers, height: H, width: W)
  }
}
