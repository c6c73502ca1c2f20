import Datasets
import Tensors
import Testing

struct ColoredShapesTests {
  private static let all = ColoredShapes.groups + ColoredShapes.pairs

  @Test(arguments: [
    (ColoredShapes(.init(.red, .circle), .group(count: 1, .large)), "a large red circle"),
    (ColoredShapes(.init(.blue, .square), .group(count: 2, .small)), "two small blue squares"),
    (ColoredShapes(.init(.cyan, .cross), .group(count: 3, .large)), "three large cyan crosses"),
    (
      ColoredShapes(.init(.green, .cross), .pair(.leftOf, .init(.yellow, .triangle))),
      "a green cross left of a yellow triangle"
    ),
    (
      ColoredShapes(.init(.purple, .circle), .pair(.above, .init(.purple, .square))),
      "a purple circle above a purple square"
    ),
  ])
  func `the caption says what is to be seen`(scene: ColoredShapes, caption: String) {
    #expect(scene.words.joined(separator: " ") == caption)
  }

  @Test func `every caption is of one scene, and there are 144 groups and 1104 pairs`() {
    #expect(Set(Self.all.map(\.words)).count == 144 + 1104)
    #expect(ColoredShapes.groups.count == 144 && ColoredShapes.pairs.count == 1104)
    #expect(ColoredShapes.words.count == 22 && Set(ColoredShapes.words) == Set(Self.all.flatMap(\.words)))
  }

  @Test func `groups and pairs are equally frequent, and so are colors and shapes`() {
    var generator = Generator(seed: 1)
    let scenes = (0..<12_000).map { _ in ColoredShapes.draw(using: &generator) }
    #expect(abs(scenes.count { ColoredShapes.groups.contains($0) } - 6000) < 250)
    for color in ColoredShapes.Color.allCases {
      #expect(abs(scenes.count { $0.thing.color == color } - 2000) < 200, "\(color)")
    }
    for shape in ColoredShapes.Shape.allCases {
      #expect(abs(scenes.count { $0.thing.shape == shape } - 3000) < 250, "\(shape)")
    }
  }

  @Test func `one caption in ten is held out, and its words and its things occur in training`() {
    var generator = Generator(seed: 2)
    let training = Set(ColoredShapes.training(30_000, using: &generator))
    let test = Set(ColoredShapes.test(5000))
    #expect(training.isDisjoint(with: test) && training.union(test) == Set(Self.all))
    #expect((90...160).contains(test.count), "\(test.count)")
    #expect((8...22).contains(test.count { ColoredShapes.groups.contains($0) }))
    #expect(Set(training.flatMap(\.words)) == Set(ColoredShapes.words))
    #expect(Set(training.map(\.thing)) == Set(Self.all.map(\.thing)))
  }
}
