import Tensors

extension StrokeDigit {
  /// How one digit is written: size, proportions, slant, turn and position, the wobble of the hand, and the pen.
  struct Hand {
    /// Half the thickness of a line in pixels.
    let penRadius: Double
    /// How black the ink is.
    let strength: Double

    /// The digit's axes in pixels, and its center.
    private let right: SIMD2<Double>
    private let down: SIMD2<Double>
    private let center: SIMD2<Double>
    /// How far the hand is off at each knot of a grid over the digit, as a share of its size.
    private let wobble: [SIMD2<Double>]

    private static let knots = 4

    init(using generator: inout Generator) {
      penRadius = generator.around(1.3, 0.7)
      strength = generator.around(0.9, 0.1)
      let height = generator.around(18, 4)
      let width = height * generator.around(0.8, 0.3)
      let slant = generator.around(0.12, 0.42)
      // Sine and cosine from the tangent take a root only, which is the same number on every system.
      let tangent = generator.around(0, 0.33)
      let cosine = 1 / (1 + tangent * tangent).squareRoot()
      let sine = tangent * cosine
      right = width * SIMD2(cosine, sine)
      down = height * SIMD2(-sine - slant * cosine, cosine - slant * sine)
      center = Double(side) / 2 + SIMD2(generator.around(0, 3), generator.around(0, 3))
      wobble = (0..<Hand.knots * Hand.knots).map { _ in
        SIMD2(generator.around(0, 0.13), generator.around(0, 0.13))
      }
    }

    /// Where a point of the unit square comes to lie on the paper, in pixels.
    ///
    /// The wobble is interpolated between the knots, so that strokes that meet still meet.
    func moved(_ point: SIMD2<Double>) -> SIMD2<Double> {
      let last = Double(Hand.knots - 1)
      let position = (point * last).clamped(lowerBound: .zero, upperBound: SIMD2(repeating: last - 1e-9))
      let (column, row) = (Int(position.x), Int(position.y))
      let (x, y) = (position.x - Double(column), position.y - Double(row))
      let knot = row * Hand.knots + column
      let upper = wobble[knot] * (1 - x) + wobble[knot + 1] * x
      let lower = wobble[knot + Hand.knots] * (1 - x) + wobble[knot + Hand.knots + 1] * x
      let written = point + upper * (1 - y) + lower * y - 0.5
      return center + right * written.x + down * written.y
    }
  }
}

extension Generator {
  /// A number at most `reach` from `middle`, the more probable the nearer: the mean of two uniform ones.
  mutating func around(_ middle: Double, _ reach: Double) -> Double { middle + reach * (unit() + unit() - 1) }
}
