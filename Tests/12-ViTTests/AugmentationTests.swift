import Foundation
import Tensors
import TestSupport
import Testing

@testable import ViT

struct AugmentationTests {
  private static func picture(_ H: Int = 6, _ W: Int = 5, _ C: Int = 3) -> Tensor {
    var generator = Generator(seed: 1)
    return .uniform([H, W, C], using: &generator)
  }

  /// Rows rise in the first channel, columns in the second one.
  private static let slopes = Tensor(shape: [32, 32, 3]) { [Scalar($0[0]), Scalar($0[1]), 0][$0[2]] / 31 }

  private func draws(_ augmentation: Augmentation, of picture: Tensor, _ count: Int = 400) -> [Tensor] {
    var generator = Generator(seed: 7)
    return (0..<count).map { _ in augmentation(picture, using: &generator) }
  }

  static let all: [Augmentation] = [
    .shift(upTo: 2), .rotation(upTo: 30), .flip, .crop(area: 0.2...1), .cutOut(side: 3), .noise(deviation: 0.3),
    .blur(deviation: 0.1...2), .colorJitter(brightness: 0.8, contrast: 0.8, saturation: 0.8), .grayscale, .edges,
    .sometimes(0.5, .grayscale),
  ]

  @Test(arguments: all)
  func `numbers stay in 0…1, and the picture keeps its shape`(augmentation: Augmentation) {
    for picture in [Self.picture(), Self.picture(1, 1), Self.picture(8, 3, 1)] {
      for changed in draws(augmentation, of: picture, 50) {
        #expect(changed.shape == picture.shape)
        #expect(changed.scalars.allSatisfy { (0...1 + 1e-6).contains($0) })
      }
    }
  }

  @Test(
    arguments: [
      .shift(upTo: 0), .rotation(upTo: 0), .crop(area: 1...1, stretch: 1), .cutOut(side: 0), .noise(deviation: 0),
      .blur(deviation: 0...0), .colorJitter(), .sometimes(0, .edges),
    ] as [Augmentation])
  func `at strength zero nothing changes`(augmentation: Augmentation) {
    for changed in draws(augmentation, of: Self.picture(), 20) { expectEqual(changed, to: Self.picture()) }
  }

  @Test func `shifts reach every offset, in both directions equally often`() {
    var point = Tensor.zeros(9, 9, 1)
    point[4, 4, 0] = 1
    let found = draws(.shift(upTo: 2), of: point, 2500).map { $0.scalars.firstIndex(of: 1)! }
    let counts = Dictionary(grouping: found) { $0 }.mapValues(\.count)
    #expect(Set(counts.keys) == Set((2...6).flatMap { row in (2...6).map { 9 * row + $0 } }))
    #expect(counts.values.allSatisfy { (60...145).contains($0) })
  }

  @Test func `rotations reach the angle on both sides`() {
    // At the center, the slopes of the columns turn with the picture.
    let angles = draws(.rotation(upTo: 20), of: Self.slopes).map { turned in
      let (across, down) = (turned[16, 17, 1] - turned[16, 16, 1], turned[17, 16, 1] - turned[16, 16, 1])
      return atan2(Double(down), Double(across)) * 180 / .pi
    }
    #expect(angles.min()! < -18 && angles.min()! > -20.5 && angles.max()! > 18 && angles.max()! < 20.5)
    #expect(abs(angles.reduce(0, +) / Double(angles.count)) < 1.5)
  }

  @Test func `flips come half of the time, sometimes with its probability`() {
    let picture = Self.picture()
    #expect(abs(draws(.flip, of: picture).count { $0 == picture.flipped } - 200) < 40)
    #expect(abs(draws(.sometimes(0.2, .edges), of: picture).count { $0 == picture.edges } - 80) < 32)
    #expect(draws(.sometimes(1, .edges), of: picture).allSatisfy { $0 == picture.edges })
    #expect(draws(.grayscale, of: picture, 3).allSatisfy { $0 == picture.withSaturation(0) })
  }

  @Test func `crops have their share of the area and their proportions, and lie anywhere`() {
    let crops = draws(.crop(area: 0.2...0.5, stretch: 1.5), of: Self.slopes)
    // How much the slope falls is how much the part was stretched.
    let heights = crops.map { Double($0[20, 16, 0] - $0[12, 16, 0]) * 31 / 8 }
    let widths = crops.map { Double($0[16, 20, 1] - $0[16, 12, 1]) * 31 / 8 }
    let areas = zip(heights, widths).map { $0 * $1 }
    let proportions = zip(heights, widths).map { $0 / $1 }
    #expect(areas.allSatisfy { (0.199...0.501).contains($0) } && proportions.allSatisfy { (0.66...1.51).contains($0) })
    #expect(areas.min()! < 0.22 && areas.max()! > 0.48 && proportions.min()! < 0.7 && proportions.max()! > 1.4)
    #expect(abs(areas.reduce(0, +) / 400 - 0.35) < 0.02)
    // As often taller as wider.
    #expect(abs(proportions.count { $0 > 1 } - 200) < 50)
    for channel in 0..<2 {
      let starts = crops.map { Double($0[0, 0, channel]) }
      #expect(starts.min()! < 0.04 && starts.max()! > 0.4)
      let ends = crops.map { Double($0[31, 31, channel]) }
      #expect(ends.min()! < 0.6 && ends.max()! > 0.96)
    }
  }

  @Test func `a cut-out has its center anywhere in the picture`() {
    let cuts = draws(.cutOut(side: 3), of: .ones(6, 8, 1), 1000)
    let sizes = cuts.map { 48 - Int($0.sum) }
    // Whole inside, cut at a side, and at a corner.
    #expect(Set(sizes) == [9, 6, 4])
    #expect(abs(sizes.count { $0 == 9 } - 500) < 80)
    #expect((0..<48).allSatisfy { index in cuts.contains { $0.scalars[index] == 0 } })
  }

  @Test func `blurs and colors vary within their ranges`() {
    var point = Tensor.zeros(15, 15, 1)
    point[7, 7, 0] = 1
    let peaks = draws(.blur(deviation: 0.5...1.5), of: point).map { $0[7, 7, 0] }
    let limits = [0.5, 1.5].map { point.blurred(deviation: $0)[7, 7, 0] }
    #expect(peaks.allSatisfy { limits[1]...limits[0] ~= $0 })
    #expect(peaks.min()! < limits[1] * 1.1 && peaks.max()! > limits[0] * 0.9)
    let dark = Tensor(repeating: 0.25, shape: [1, 1, 3])
    let bright = draws(.colorJitter(brightness: 0.4), of: dark).map { $0[0, 0, 0] / 0.25 }
    #expect(bright.min()! >= 0.599 && bright.min()! < 0.63 && bright.max()! > 1.37 && bright.max()! <= 1.401)
    let color = Tensor(shape: [1, 2, 3], scalars: [0.5, 0.4, 0.4, 0.5, 0.5, 0.6])
    for (augmentation, factor) in [
      (Augmentation.colorJitter(contrast: 0.5), { (x: Tensor) in (x[0, 1, 2] - x[0, 0, 1]) / 0.2 }),
      (.colorJitter(saturation: 0.5), { (x: Tensor) in (x[0, 0, 0] - x[0, 0, 1]) / 0.1 }),
    ] {
      let factors = draws(augmentation, of: color).map(factor)
      #expect(factors.min()! > 0.499 && factors.min()! < 0.55 && factors.max()! > 1.45 && factors.max()! < 1.501)
    }
  }

  // MARK: Batches

  @Test func `all augmentations of a list are applied in its order, to each picture by itself`() {
    let pictures = Tensor.stack([Self.slopes, Self.slopes.flipped])
    var generator = Generator(seed: 8)
    let list: [Augmentation] = [.edges, .sometimes(1, .grayscale)]
    let changed = list(pictures, using: &generator)
    expectEqual(changed.row(0), to: Self.slopes.edges.withSaturation(0))
    expectEqual(changed.row(1), to: Self.slopes.flipped.edges.withSaturation(0))
    expectEqual(([] as [Augmentation])(pictures, using: &generator), to: pictures)
    // Equal pictures are changed in different ways, and so is the next batch.
    let shifts: [Augmentation] = [.rotation(upTo: 20)]
    let equal = Tensor.stack([Self.slopes, Self.slopes])
    let first = shifts(equal, using: &generator)
    #expect(first.row(0) != first.row(1) && shifts(equal, using: &generator) != first)
  }

  @Test func `any number of threads draws the same`() {
    let before = Threads.count
    defer { Threads.count = before }
    var generator = Generator(seed: 9)
    let pictures = Tensor.uniform([21, 8, 8, 3], using: &generator)
    let results = [1, 2, 5].map { count in
      Threads.count = count
      var own = Generator(seed: 10)
      return Self.all(pictures, using: &own)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }
}
