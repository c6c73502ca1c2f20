/// A color of a picture that is another one on a dark page: of its ground, its texts and its axes.
///
/// Data keeps its colors on either page. The dark value stands in a style sheet, which a viewer that knows no dark page
/// passes over; the light one stands in the element itself.
enum Paint: String, CaseIterable {
  case ground, ink, faint, grid

  var light: Color {
    switch self {
    case .ground: .rgb(0xFF, 0xFF, 0xFF)
    case .ink: .rgb(0x22, 0x22, 0x22)
    case .faint: .rgb(0x66, 0x66, 0x66)
    case .grid: .rgb(0xE6, 0xE6, 0xE6)
    }
  }

  var dark: Color {
    switch self {
    case .ground: .rgb(0x0D, 0x11, 0x17)
    case .ink: .rgb(0xE6, 0xED, 0xF3)
    case .faint: .rgb(0x9D, 0xA7, 0xB3)
    case .grid: .rgb(0x2D, 0x33, 0x3B)
    }
  }

  /// The attributes of an element that is filled with it.
  var fill: String { "class=\"\(rawValue)\" fill=\"\(light.hex)\"" }

  /// The attributes of a line that is drawn in it.
  var stroke: String { "class=\"\(rawValue)-line\" stroke=\"\(light.hex)\"" }

  /// The style sheet for dark pages.
  static var darkStyle: String {
    let rules = allCases.map { paint in
      ".\(paint.rawValue) { fill: \(paint.dark.hex) } .\(paint.rawValue)-line { stroke: \(paint.dark.hex) }"
    }
    return "<style>@media (prefers-color-scheme: dark) { \(rules.joined(separator: " ")) }</style>"
  }
}
