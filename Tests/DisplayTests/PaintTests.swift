import Foundation
import Testing

@testable import Display

/// Pictures are read on light pages and on dark ones.
struct PaintTests {
  /// How much brighter one color is than another, as WCAG defines it: from 1 to 21.
  private func contrast(_ a: Color, _ b: Color) -> Double {
    func luminance(_ color: Color) -> Double {
      let digits = Array(color.hex.dropFirst())
      let channels = [0, 2, 4].map { Double(Int(String(digits[$0...$0 + 1]), radix: 16)!) / 255 }
      let linear = channels.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
      return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
    let (x, y) = (luminance(a), luminance(b))
    return (max(x, y) + 0.05) / (min(x, y) + 0.05)
  }

  @Test func `contrast is that of its definition`() {
    #expect(abs(contrast(.rgb(0, 0, 0), .rgb(255, 255, 255)) - 21) < 1e-9 && contrast(.red, .red) == 1)
    #expect(abs(contrast(.rgb(0x77, 0x77, 0x77), .rgb(255, 255, 255)) - 4.48) < 0.01)
  }

  /// WCAG asks for 4.5 to 1.
  @Test(arguments: [Paint.ink, .faint])
  func `text has the contrast that readers need, on both pages`(paint: Paint) {
    #expect(contrast(paint.light, Paint.ground.light) > 4.5)
    #expect(contrast(paint.dark, Paint.ground.dark) > 4.5)
  }

  @Test(arguments: 0..<7)
  func `a curve stands out from the ground on both pages`(index: Int) {
    #expect(contrast(.series(index), Paint.ground.light) > 2)
    #expect(contrast(.series(index), Paint.ground.dark) > 2)
  }

  @Test func `a mixture of colors stands out from the ground on both pages, as its parts do`() {
    for first in 0...16 {
      for second in 0...16 - first {
        let mixture = Color.mixture(SIMD3(Double(first), Double(second), Double(16 - first - second)) / 16)
        for page in [Paint.ground.light, Paint.ground.dark] {
          let parts = (0..<3).map { contrast(.series($0), page) }
          let rounding = 0.05
          #expect(contrast(mixture, page) > 3)
          #expect((parts.min()! - rounding...parts.max()! + rounding).contains(contrast(mixture, page)))
        }
      }
    }
  }

  @Test func `every text, axis and ground has a dark color, and one for viewers without style sheets`() {
    var plot = LinePlot("Loss", x: "step", y: "nats")
    plot.add("a", [(0, 1), (1, 0)])
    plot.addFloor("floor", 0.5)
    var heat = HeatMap("Heat", [[0, 1]], rows: ["r"], columns: ["c"])
    heat.addTrail("walk", mark: "x", [(x: 0.2, y: 0.2), (x: 0.6, y: 0.6)])
    let map = DecisionMap("Map", classOf: [[0, 1]], classes: ["a", "b"])
    let points = ScatterPlot("Points", x: "first", y: "second", points: [(0, 1, 0), (1, 0, 1)], classes: ["a", "b"])
    var beliefs = SimplexPlot("Beliefs", corners: ["a", "b", "c"])
    beliefs.add("empty", [], colors: [])
    for svg in [plot.svg, heat.svg, map.svg, points.svg, beliefs.svg] {
      let elements = svg.split(separator: "\n").filter { $0.hasPrefix("<text") || $0.hasPrefix("<line") }
      #expect(elements.count >= 3)
      for element in elements { #expect(element.contains(/class="[a-z-]+" (fill|stroke)="#[0-9a-f]{6}"/)) }
      #expect(svg.contains(##"class="ground" fill="#ffffff"/>"##))
      for name in Set(svg.matches(of: /class="([a-z-]+)"/).map(\.1)) {
        #expect(svg.contains(".\(name) {"), "the style sheet has no \(name)")
      }
    }
  }
}
