import Foundation
import Tensors
import TestSupport
import Testing

@testable import ViT

/// What augmentations do to a picture, without their randomness.
struct PictureChangeTests {
  // MARK: Geometry

  @Test(arguments: [(6, 5, 3), (1, 4, 1), (7, 7, 2)])
  func `at strength zero nothing changes`(H: Int, W: Int, C: Int) {
    let picture = randomPicture(H, W, C)
    expectEqual(picture.shifted(down: 0, right: 0), to: picture)
    expectEqual(picture.rotated(degrees: 0), to: picture)
    expectEqual(picture.cropped(top: 0, left: 0, height: Double(H), width: Double(W)), to: picture)
    expectEqual(picture.cutOut(top: 1, left: 1, height: 0, width: 2), to: picture)
    expectEqual(picture.blurred(deviation: 0), to: picture)
    expectEqual(picture.withBrightness(1), to: picture)
    if C != 2 {
      expectEqual(picture.withContrast(1), to: picture)
      expectEqual(picture.withSaturation(1), to: picture)
    }
  }

  @Test func `a shift moves down and right, and repeats the border`() {
    let picture = grayPicture([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    expectEqual(picture.shifted(down: 1, right: 0), to: grayPicture([[1, 2, 3], [1, 2, 3], [4, 5, 6]]))
    expectEqual(picture.shifted(down: 0, right: -1), to: grayPicture([[2, 3, 3], [5, 6, 6], [8, 9, 9]]))
    expectEqual(picture.shifted(down: -9, right: 9), to: grayPicture([[7, 7, 7], [7, 7, 7], [7, 7, 7]]))
  }

  @Test func `a quarter turn is exact and clockwise, and four of them are none`() {
    expectEqual(grayPicture([[1, 2], [3, 4]]).rotated(degrees: 90), to: grayPicture([[3, 1], [4, 2]]))
    expectEqual(
      grayPicture([[1, 2, 3], [4, 5, 6], [7, 8, 9]]).rotated(degrees: -90),
      to: grayPicture([[3, 6, 9], [2, 5, 8], [1, 4, 7]]))
    let picture = randomPicture(6, 6)
    expectEqual(
      picture.rotated(degrees: 90).rotated(degrees: 90).rotated(degrees: 90).rotated(degrees: 90), to: picture)
    expectEqual(picture.rotated(degrees: 180), to: Tensor(shape: [6, 6, 3]) { picture[5 - $0[0], 5 - $0[1], $0[2]] })
  }

  @Test func `a small turn interpolates between neighbors`() {
    // Counterclockwise: the pixel above the center comes from the right of what was there.
    let slope = Tensor(shape: [3, 3, 1]) { Scalar(10 * $0[0] + $0[1]) }
    let turned = slope.rotated(degrees: -10)
    let (sine, cosine) = (Scalar(sin(Double.pi / 18)), Scalar(cos(Double.pi / 18)))
    #expect(abs(turned[0, 1, 0] - (10 * (1 - cosine) + 1 + sine)) < 1e-4)
    #expect(abs(turned[1, 0, 0] - (10 * (1 - sine) + 1 - cosine)) < 1e-4)
    #expect(turned[1, 1, 0] == 11)
  }

  @Test func `flipping twice is flipping never, and a flip is left for right`() {
    expectEqual(grayPicture([[1, 2, 3], [4, 5, 6]]).flipped, to: grayPicture([[3, 2, 1], [6, 5, 4]]))
    expectEqual(randomPicture().flipped.flipped, to: randomPicture())
  }

  @Test func `a crop is resized bilinearly, with pixels that have their centers at halves`() {
    let picture = grayPicture([[0, 1, 2, 3], [4, 5, 6, 7]])
    let left = picture.cropped(top: 0, left: 0, height: 2, width: 2)
    expectEqual(left, to: grayPicture([[0, 0.25, 0.75, 1.25], [4, 4.25, 4.75, 5.25]]))
    // Rows at 1 + 0.25 − 0.5 and 1 + 0.75 − 0.5, columns from 2 + 0.25 − 0.5 on; the last ones are on the border.
    let lower = picture.cropped(top: 1, left: 2, height: 1, width: 2)
    expectEqual(lower, to: grayPicture([[4.75, 5.25, 5.75, 6], [5.75, 6.25, 6.75, 7]]))
  }

  @Test func `a cut-out is a rectangle of zeros in all channels`() {
    let picture = Tensor.ones(4, 5, 2)
    let cut = picture.cutOut(top: 1, left: -1, height: 2, width: 3)
    expectEqual(
      cut, to: Tensor(shape: [4, 5, 2]) { (1..<3).contains($0[0]) && $0[1] < 2 ? 0 : 1 })
    #expect(picture.cutOut(top: 3, left: 4, height: 9, width: 9).sum == 38)
    expectEqual(picture.cutOut(top: -5, left: 9, height: 2, width: 2), to: picture)
  }
}
