/// The two quantities that a map of a function spans: x from the left, y from the bottom.
struct MapAxes: Sendable {
  let x: (name: String, range: ClosedRange<Double>)
  let y: (name: String, range: ClosedRange<Double>)

  /// The room that the names and the ticks take on a page.
  var left: Double { 24 + (ticks(y.range).map { SVG.width(of: $0.label, size: 12) }.max() ?? 0) }
  var below: Double { 44 }

  /// For the terminal, where no ticks stand beside the map.
  var text: String {
    "\(x.name): \(number(x.range.lowerBound)) to \(number(x.range.upperBound)) (right)   "
      + "\(y.name): \(number(y.range.lowerBound)) to \(number(y.range.upperBound)) (up)"
  }

  func draw(left: Double, top: Double, width: Double, height: Double, in picture: inout SVG) {
    func share(_ value: Double, of range: ClosedRange<Double>) -> Double {
      (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
    for tick in ticks(x.range) {
      let x = left + share(tick.value, of: x.range) * width
      picture.line(x, top + height, x, top + height + 5, stroke: .faint)
      picture.text(tick.label, x, top + height + 18, size: 12, anchor: .middle, fill: .faint)
    }
    for tick in ticks(y.range) {
      let y = top + (1 - share(tick.value, of: y.range)) * height
      picture.line(left - 5, y, left, y, stroke: .faint)
      picture.text(tick.label, left - 8, y + 4, size: 12, anchor: .end, fill: .faint)
    }
    picture.text(x.name, left + width / 2, top + height + 36, anchor: .middle)
    picture.text(y.name, 20, top + height / 2, anchor: .middle, turned: -90)
  }

  private func ticks(_ range: ClosedRange<Double>) -> [(value: Double, label: String)] {
    Axis([range.lowerBound, range.upperBound], isLogarithmic: false).ticks(about: 5).filter { range.contains($0.value) }
  }
}

extension HeatMap {
  /// Names the quantities that the map spans, x from the left to the right and y from the bottom to the top.
  public mutating func setAxes(
    x: (name: String, range: ClosedRange<Double>), y: (name: String, range: ClosedRange<Double>)
  ) {
    axes = MapAxes(x: (x.name.printable, x.range), y: (y.name.printable, y.range))
  }
}
