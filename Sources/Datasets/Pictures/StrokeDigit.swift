import Tensors

/// Digits that look handwritten, 28 × 28 pixels in gray like those of MNIST, and as many as are asked for.
///
/// A digit is one of several ways to write it (`shapes`), moved by a hand that is never the same (`Hand`), and drawn by a pen
/// (`Ink`). So a few pictures show a net little of all that there is, and it must generalize.
public enum StrokeDigit {
  /// The side of a picture in pixels.
  public static let side = 28

  public static let classNames = (0...9).map(String.init)

  /// One digit, `[28, 28, 1]`: 0 is the paper, 1 is ink, and there are 256 steps from one to the other as in a file.
  public static func draw(_ label: Int, using generator: inout Generator) -> Tensor {
    require(classNames.indices.contains(label), "StrokeDigit: \(label) is not a digit")
    return Tensor(shape: [side, side, 1], scalars: pixels(label, side: side, using: &generator))
  }

  /// Pictures of 0, 1, … 9, 0, 1, … in turn: shuffle them for training.
  ///
  /// - Parameter side: Of a picture in pixels: the same seed writes the same digits at any resolution.
  public static func pictures(_ count: Int, side: Int = side, using generator: inout Generator) -> LabeledPictures {
    LabeledPictures(drawing: count, classNames: classNames, shape: [side, side, 1], using: &generator) {
      pixels($0, side: side, using: &$1)
    }
  }

  private static func pixels(_ label: Int, side: Int, using generator: inout Generator) -> [Scalar] {
    let strokes = generator.element(shapes[label])
    let hand = Hand(using: &generator)
    var ink = Ink(side: side)
    let scale = Double(side) / Double(StrokeDigit.side)
    for stroke in strokes {
      let curve = curve(through: stroke.map(hand.moved))
      let (start, end) = (generator.around(1, 0.25), generator.around(1, 0.25))
      for index in 1..<curve.count {
        let share = Double(index) / Double(curve.count - 1)
        ink.add(
          from: scale * curve[index - 1], to: scale * curve[index],
          radius: scale * hand.penRadius * (start + (end - start) * share), strength: hand.strength)
      }
    }
    return ink.pixels.map { Scalar(($0 * 255).rounded()) / 255 }
  }

  /// A smooth curve through points, as a polyline: a cubic between each two, the slope at a point being that from the one
  /// before to the one after (a Catmull–Rom spline).
  static func curve(through points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    let steps = 6
    var curve = [points[0]]
    for index in 1..<points.count {
      let (p1, p2) = (points[index - 1], points[index])
      let before = index >= 2 ? points[index - 2] : p1
      let after = index + 1 < points.count ? points[index + 1] : p2
      let (slope1, slope2) = ((p2 - before) / 2, (after - p1) / 2)
      for step in 1...steps {
        let t = Double(step) / Double(steps)
        let s = 1 - t
        let ends = p1 * (s * s * (1 + 2 * t)) + p2 * (t * t * (1 + 2 * s))
        curve.append(ends + (slope1 * s - slope2 * t) * (s * t))
      }
    }
    return curve
  }
}
