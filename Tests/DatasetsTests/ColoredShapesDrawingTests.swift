import Datasets
import Tensors
import Testing

/// What the pictures show, found in their pixels.
struct ColoredShapesDrawingTests {
  private static func pictures(
    _ scenes: [ColoredShapes], side: Int, seed: Int
  ) -> [(scene: ColoredShapes, picture: PixelPicture)] {
    var generator = Generator(seed: seed)
    return scenes.map { ($0, PixelPicture($0.draw(side: side, using: &generator))) }
  }

  private static let singles = ColoredShapes.groups.filter {
    if case .group(1, _) = $0.arrangement { true } else { false }
  }

  private static func repeated(_ scenes: [ColoredShapes], _ times: Int) -> [ColoredShapes] {
    (0..<times).flatMap { _ in scenes }
  }

  @Test(arguments: [16, 32])
  func `a picture has three channels in 0…1, and the same seed draws the same`(side: Int) {
    for scene in ColoredShapes.groups + ColoredShapes.pairs.prefix(200) {
      var (one, two) = (Generator(seed: 3), Generator(seed: 3))
      let picture = scene.draw(side: side, using: &one)
      #expect(picture.shape == [side, side, 3] && picture.scalars.allSatisfy { (0...1).contains($0) })
      #expect(picture == scene.draw(side: side, using: &two))
      #expect(picture != scene.draw(side: side, using: &two))
    }
  }

  @Test func `half of the backgrounds are dark, half are light, all are gray`() {
    let pictures = Self.pictures(Self.repeated(Self.singles, 10), side: 16, seed: 4)
    #expect(abs(pictures.count { $0.picture.ground < 0.5 } - 240) < 60)
    let grounds = pictures.map(\.picture.ground)
    #expect(grounds.allSatisfy { (0.0199...0.1201).contains($0) || (0.8799...0.9801).contains($0) })
    // The ends of both ranges occur.
    #expect(grounds.max()! > 0.97 && grounds.min()! < 0.03)
    #expect(pictures.allSatisfy { $0.picture.isGroundGray })
  }

  @Test(arguments: [16, 32])
  func `the color of every group can be told from its pixels`(side: Int) {
    func examples(_ seed: Int, _ times: Int) -> [(features: [Double], label: Int)] {
      Self.pictures(Self.repeated(ColoredShapes.groups, times), side: side, seed: seed).map {
        ($0.picture.meanColor, ColoredShapes.Color.allCases.firstIndex(of: $0.scene.thing.color)!)
      }
    }
    let accuracy = NearestCentroid(examples(5, 4)).accuracy(on: examples(6, 4))
    #expect(accuracy > 0.99, "\(accuracy)")
  }

  /// Of small shapes of 5 × 5 pixels, too.
  @Test(arguments: [(16, ColoredShapes.Size.small, 0.85), (16, .large, 0.97), (32, .small, 0.97), (32, .large, 0.99)])
  func `the shape can be told from its outline`(side: Int, size: ColoredShapes.Size, floor: Double) {
    let scenes = Self.singles.filter { $0.arrangement == .group(count: 1, size) }
    func examples(_ seed: Int, _ times: Int) -> [(features: [Double], label: Int)] {
      Self.pictures(Self.repeated(scenes, times), side: side, seed: seed).map {
        ($0.picture.outline, ColoredShapes.Shape.allCases.firstIndex(of: $0.scene.thing.shape)!)
      }
    }
    let accuracy = NearestCentroid(examples(7, 20)).accuracy(on: examples(8, 20))
    #expect(accuracy > floor, "\(accuracy)")
  }

  @Test func `as many things are to be seen as the caption says, apart from each other`() {
    for (scene, picture) in Self.pictures(ColoredShapes.groups, side: 32, seed: 9) {
      guard case .group(let count, _) = scene.arrangement else { continue }
      let areas = picture.areas
      // Two that touch would be one.
      #expect(areas.count == count, "\(scene.words)")
      #expect(areas.max()! < 2 * areas.min()!, "\(scene.words): \(areas)")
    }
  }

  /// The radius varies by 6 % to both sides.
  @Test(arguments: ColoredShapes.Shape.allCases)
  func `large shapes have about twice the area of small ones`(shape: ColoredShapes.Shape) {
    func areas(_ size: ColoredShapes.Size) -> [Double] {
      let scenes = Self.singles.filter { $0.thing.shape == shape && $0.arrangement == .group(count: 1, size) }
      return Self.pictures(Self.repeated(scenes, 20), side: 32, seed: 10).map(\.picture.coverage)
    }
    let (small, large) = (areas(.small), areas(.large))
    #expect(small.max()! < large.min()!)
    let ratio = (large.sum / Double(large.count)) / (small.sum / Double(small.count))
    #expect(abs(ratio - 2.1) < 0.1, "\(ratio)")
  }

  @Test func `a shape may be anywhere`() {
    let centers = Self.pictures(Self.repeated(Self.singles, 10), side: 16, seed: 11).map(\.picture.center)
    for center in [centers.map(\.row), centers.map(\.column)] {
      #expect(center.min()! < 4 && center.max()! > 11)
      #expect(abs(center.sum / Double(center.count) - 7.5) < 0.4)
    }
  }

  @Test func `the first of a pair is left of the other one, or above`() {
    let scenes = ColoredShapes.pairs.filter { scene in
      if case .pair(_, let other) = scene.arrangement { other.color != scene.thing.color } else { false }
    }
    for (scene, picture) in Self.pictures(scenes, side: 16, seed: 12) {
      guard case .pair(let relation, let other) = scene.arrangement else { continue }
      let first = picture.center(of: scene.thing.color)
      let second = picture.center(of: other.color)
      switch relation {
      case .leftOf: #expect(second.column - first.column > 1 + abs(second.row - first.row), "\(scene.words)")
      case .above: #expect(second.row - first.row > 1 + abs(second.column - first.column), "\(scene.words)")
      }
    }
  }
}
