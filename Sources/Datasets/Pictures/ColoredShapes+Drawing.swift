import Tensors

extension ColoredShapes {
  /// A random picture with this caption, `[side, side, 3]`: rows from the top, and red, green and blue in 0…1.
  ///
  /// Position, size, color and background vary. Edges are anti-aliased: a pixel has the mean color of its area.
  public func draw(side: Int, using generator: inout Generator) -> Tensor {
    let isLight = generator.below(2) == 0
    let ground = 0.02 + 0.1 * generator.unit() + (isLight ? 0.86 : 0)
    let figures = figures(using: &generator)
    var scalars: [Scalar] = []
    scalars.reserveCapacity(side * side * 3)
    for row in 0..<side {
      for column in 0..<side {
        var pixel = SIMD3(repeating: ground)
        for figure in figures {
          pixel += (figure.color - pixel) * figure.coverage(row: row, column: column, side: side)
        }
        for channel in 0..<3 { scalars.append(Scalar(pixel[channel])) }
      }
    }
    return Tensor(shape: [side, side, 3], scalars: scalars)
  }

  /// The figures, each in its own part of the picture, so that they never overlap.
  private func figures(using generator: inout Generator) -> [Figure] {
    switch arrangement {
    case .group(1, let size): [Figure(thing, size.radius, in: (0...1, 0...1), using: &generator)]
    case .group(let count, let size):
      Self.quarters.shuffled(using: &generator).prefix(count).map {
        Figure(thing, size.radius, in: $0, using: &generator)
      }
    case .pair(.leftOf, let other):
      [
        Figure(thing, Self.middle, in: (Self.halves[0], Self.band), using: &generator),
        Figure(other, Self.middle, in: (Self.halves[1], Self.band), using: &generator),
      ]
    case .pair(.above, let other):
      [
        Figure(thing, Self.middle, in: (Self.band, Self.halves[0]), using: &generator),
        Figure(other, Self.middle, in: (Self.band, Self.halves[1]), using: &generator),
      ]
    }
  }

  private static let halves = [0...0.5, 0.5...1]
  private static let quarters = halves.flatMap { x in halves.map { (x, $0) } }

  /// Where both of a pair are in the other direction: two things side by side are never one above the other as well.
  private static let band = 0.15...0.85

  /// The radius of the figures of a pair.
  private static let middle = 0.18
}

extension ColoredShapes.Size {
  /// Half the width of a figure, as a share of the picture's side: two large ones fit side by side.
  fileprivate var radius: Double { self == .small ? 0.145 : 0.21 }
}

extension ColoredShapes.Color {
  fileprivate var rgb: SIMD3<Double> {
    switch self {
    case .red: [0.9, 0.12, 0.12]
    case .green: [0.12, 0.65, 0.2]
    case .blue: [0.15, 0.25, 0.92]
    case .yellow: [0.93, 0.82, 0.1]
    case .purple: [0.65, 0.15, 0.75]
    case .cyan: [0.12, 0.75, 0.85]
    }
  }
}

extension ColoredShapes.Shape {
  /// Whether a point is inside of the shape in the square −1…1, y down.
  fileprivate func contains(_ x: Double, _ y: Double) -> Bool {
    switch self {
    case .circle: x * x + y * y < 1
    case .square: max(abs(x), abs(y)) < 0.9
    case .triangle: abs(x) < (y + 1) / 1.9 && y < 0.9
    case .cross: min(abs(x), abs(y)) < 0.33 && max(abs(x), abs(y)) < 1
    }
  }
}

/// A shape at its position. All lengths are shares of the picture's side.
private struct Figure {
  let shape: ColoredShapes.Shape
  let color: SIMD3<Double>
  let center: (x: Double, y: Double)
  let radius: Double

  /// The least distance between two figures: nearly a pixel of 16.
  static let gap = 0.054

  typealias Area = (x: ClosedRange<Double>, y: ClosedRange<Double>)

  /// Anywhere in an area, nearly of a radius and of the color.
  init(_ thing: ColoredShapes.Thing, _ radius: Double, in area: Area, using generator: inout Generator) {
    let radius = radius * (0.94 + 0.12 * generator.unit())
    func position(_ range: ClosedRange<Double>, _ share: Double) -> Double {
      let margin = radius + Self.gap / 2
      return range.lowerBound + margin + (range.upperBound - range.lowerBound - 2 * margin) * share
    }
    self.radius = radius
    center = (position(area.x, generator.unit()), position(area.y, generator.unit()))
    shape = thing.shape
    let jitter = SIMD3(generator.unit(), generator.unit(), generator.unit())
    color = thing.color.rgb + 0.12 * (jitter - 0.5)
  }

  /// Which share of a pixel the shape covers: of 4 × 4 points in it.
  func coverage(row: Int, column: Int, side: Int) -> Double {
    let pixel = 1 / Double(side)
    let (left, top) = (Double(column) * pixel, Double(row) * pixel)
    if left > center.x + radius || left + pixel < center.x - radius { return 0 }
    if top > center.y + radius || top + pixel < center.y - radius { return 0 }
    var inside = 0.0
    for point in 0..<16 {
      let x = left + (Double(point % 4) + 0.5) / 4 * pixel
      let y = top + (Double(point / 4) + 0.5) / 4 * pixel
      if shape.contains((x - center.x) / radius, (y - center.y) / radius) { inside += 1 }
    }
    return inside / 16
  }
}
