import Tensors

extension ColoredShapes {
  /// Pictures of one to three things that look alike, small or large: the class is their color and shape, one of 24.
  ///
  /// A picture of 32 × 32 pixels in color is as large as one of CIFAR-10.
  public static func pictures(_ count: Int, side: Int = 32, using generator: inout Generator) -> LabeledPictures {
    let names = Thing.all.map { $0.words.joined(separator: " ") }
    return LabeledPictures(drawing: count, classNames: names, shape: [side, side, 3], using: &generator) {
      label, generator in
      let size = generator.element(Size.allCases)
      let scene = ColoredShapes(Thing.all[label], .group(count: 1 + generator.below(3), size))
      return scene.draw(side: side, using: &generator).scalars
    }
  }
}
