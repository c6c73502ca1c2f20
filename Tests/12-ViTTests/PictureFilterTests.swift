import Foundation
import Tensors
import TestSupport
import Testing

@testable import ViT

/// Filters, noise and colors.
struct PictureFilterTests {
  // MARK: Filters

  @Test(arguments: [0.2, 0.7, 1.5, 4], [(6, 5, 3), (1, 9, 1), (2, 2, 2)])
  func `a blur keeps the mean of each channel and lessens the contrast`(deviation: Double, size: (Int, Int, Int)) {
    let picture = randomPicture(size.0, size.1, size.2)
    let blurred = picture.blurred(deviation: deviation)
    expectClose(blurred.mean(axes: [0, 1]), to: picture.mean(axes: [0, 1]))
    let (before, after) = (picture - picture.mean(axes: [0, 1]), blurred - picture.mean(axes: [0, 1]))
    #expect((after * after).sum < (before * before).sum)
  }

  @Test func `a point is blurred to a bell, mirrored at the border`() {
    // A reach of three deviations is two pixels.
    let bell = [0, 1, 2].map { Scalar(exp(-0.5 * pow($0 / 0.6, 2.0))) }
    let w = bell.map { $0 / (bell[0] + 2 * bell[1] + 2 * bell[2]) }
    let point = grayPicture([[0, 0, 0, 1, 0, 0, 0]])
    expectClose(point.blurred(deviation: 0.6), to: grayPicture([[0, w[2], w[1], w[0], w[1], w[2], 0]]))
    let border = grayPicture([[1], [0], [0], [0]])
    expectClose(border.blurred(deviation: 0.6), to: grayPicture([[w[0] + w[1]], [w[1] + w[2]], [w[2]], [0]]))
  }

  @Test func `edges are where a channel changes`() {
    let step = grayPicture([[0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 1, 1]])
    let steep = 4 / Scalar(20).squareRoot()
    expectClose(step.edges, to: grayPicture([[Scalar]](repeating: [0, steep, steep, 0], count: 3)))
    // One dark pixel at the corner, weight 1 in either direction.
    let corner = grayPicture([[0, 0.5, 0.5], [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]]).edges
    expectClose(corner.row(1).row(1), to: Tensor([0.5 * Scalar(2).squareRoot() / Scalar(20).squareRoot()]))
    #expect(Tensor.ones(4, 4, 3).edges == .zeros(4, 4, 3))
    // The directions count alike, and channels by themselves.
    let picture = randomPicture(5, 5)
    expectClose(picture.rotated(degrees: 90).edges, to: picture.edges.rotated(degrees: 90))
    expectClose(picture.flipped.edges, to: picture.edges.flipped)
    expectEqual(picture.columns(1..<2).edges, to: picture.edges.columns(1..<2))
  }

  @Test func `no picture has steeper edges than 1`() {
    let centers = (0..<512).map { bits in
      Tensor(shape: [3, 3, 1], scalars: (0..<9).map { Scalar(bits >> $0 & 1) }).edges[1, 1, 0]
    }
    #expect(abs(centers.max()! - 1) < 1e-6)
  }

  @Test func `noise has its deviation, and stays within 0 and 1`() {
    var generator = Generator(seed: 3)
    let noise = Tensor(repeating: 0.5, shape: [100, 100, 1]).noisy(0.1, using: &generator) - 0.5
    #expect(abs(noise.mean) < 0.004 && abs((noise * noise).mean.squareRoot() - 0.1) < 0.003)
    let cut = Tensor.zeros(100, 100, 1).noisy(0.1, using: &generator)
    #expect(cut.scalars.allSatisfy { (0...1).contains($0) })
    #expect(abs(cut.scalars.count { $0 == 0 } - 5000) < 250)
    expectEqual(randomPicture().noisy(0, using: &generator), to: randomPicture())
  }

  // MARK: Colors

  @Test func `brightness is a factor, cut at 1`() {
    expectClose(grayPicture([[0, 0.25, 0.75]]).withBrightness(2), to: grayPicture([[0, 0.5, 1]]))
    expectClose(grayPicture([[0, 0.25, 0.75]]).withBrightness(0.5), to: grayPicture([[0, 0.125, 0.375]]))
  }

  @Test func `contrast moves away from the mean gray`() {
    expectClose(grayPicture([[0.25, 0.75]]).withContrast(1.5), to: grayPicture([[0.125, 0.875]]))
    expectClose(grayPicture([[0.25, 0.75]]).withContrast(3), to: grayPicture([[0, 1]]))
    // The mean gray of pure red and pure blue, each channel moved halfway to it.
    let mean = (Scalar(0.299) + 0.114) / 2
    let colors = Tensor(shape: [1, 2, 3], scalars: [1, 0, 0, 0, 0, 1])
    expectClose(colors.withContrast(0.5), to: colors * 0.5 + mean * 0.5)
  }

  @Test func `saturation moves away from a pixel's own gray`() {
    let colors = Tensor(shape: [1, 2, 3], scalars: [1, 0, 0, 0.2, 0.6, 0.2])
    let grays = Tensor(shape: [1, 2, 1], scalars: [0.299, 0.2 * 0.413 + 0.6 * 0.587])
    expectClose(colors.withSaturation(0), to: grays.broadcast(to: [1, 2, 3]))
    expectClose(colors.withSaturation(0.5), to: (colors + grays) / 2)
    expectClose(colors.withSaturation(1.5).row(0).row(1), to: (1.5 * colors - 0.5 * grays).row(0).row(1))
    #expect(colors.withSaturation(1.5)[0, 0, 1] == 0)
    expectEqual(grayPicture([[0.1, 0.9]]).withSaturation(0), to: grayPicture([[0.1, 0.9]]))
  }
}
