extension StrokeDigit {
  /// A square sheet of paper, and how black each pixel is: 0…1.
  struct Ink {
    let side: Int
    private(set) var pixels: [Double]

    init(side: Int) {
      self.side = side
      pixels = [Double](repeating: 0, count: side * side)
    }

    /// Draws a line with round ends. An edge passes through a pixel in proportion to how much of it is covered: that depends
    /// on the distance of the pixel's center from the line.
    mutating func add(from start: SIMD2<Double>, to end: SIMD2<Double>, radius: Double, strength: Double) {
      let reach = radius + 0.5
      let direction = end - start
      let length2 = max((direction * direction).sum(), 1e-12)
      let columns = touched(min(start.x, end.x) - reach, max(start.x, end.x) + reach)
      for row in touched(min(start.y, end.y) - reach, max(start.y, end.y) + reach) {
        for column in columns {
          let pixel = SIMD2(Double(column) + 0.5, Double(row) + 0.5) - start
          let share = min(1, max(0, (pixel * direction).sum() / length2))
          let offset = pixel - direction * share
          let distance = (offset * offset).sum().squareRoot()
          let coverage = min(1, max(0, reach - distance))
          pixels[row * side + column] = max(pixels[row * side + column], strength * coverage)
        }
      }
    }

    /// The pixels whose centers are between two coordinates.
    private func touched(_ low: Double, _ high: Double) -> Range<Int> {
      let first = max(0, Int((low - 0.5).rounded(.up)))
      return first..<max(first, min(side, Int((high - 0.5).rounded(.down)) + 1))
    }
  }
}
