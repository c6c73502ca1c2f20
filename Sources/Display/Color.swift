import Foundation

/// A color in the terminal and in SVG files.
public enum Color: Hashable, Sendable {
  case red, green, yellow, blue, magenta, cyan, gray
  case rgb(UInt8, UInt8, UInt8)

  /// Blue at -1, white at 0, red at +1; values beyond are cut, NaN is gray.
  public static func heat(_ value: Double) -> Color {
    value.isNaN ? .gray : blend(diverging, at: (min(1, max(-1, value)) + 1) / 2)
  }

  /// Dark violet at 0 through green to yellow at 1, with evenly rising brightness; NaN is gray.
  public static func ramp(_ value: Double) -> Color {
    value.isNaN ? .gray : blend(sequential, at: min(1, max(0, value)))
  }

  /// Colors that stay apart for color-blind readers (Okabe and Ito), one for each series of a plot.
  public static func series(_ index: Int) -> Color { okabeIto[((index % 7) + 7) % 7] }

  /// The color mixed with white: 0 leaves it, 1 is white.
  func paler(_ amount: Double) -> Color { Color.mix(self, .rgb(255, 255, 255), amount) }
}

extension Color {
  private static let okabeIto: [Color] = [
    hex(0x0072B2), hex(0xD55E00), hex(0x009E73), hex(0xCC79A7), hex(0xE69F00), hex(0x56B4E9), hex(0x7F7F7F),
  ]
  private static let diverging = [0x2166AC, 0x92C5DE, 0xF7F7F7, 0xF4A582, 0xB2182B].map(hex)  // ColorBrewer's RdBu
  private static let sequential = [0x440154, 0x414487, 0x2A788E, 0x22A884, 0x7AD151, 0xFDE725].map(hex)  // viridis

  private static func hex(_ value: Int) -> Color {
    .rgb(UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255))
  }

  private static func blend(_ stops: [Color], at position: Double) -> Color {
    let offset = position * Double(stops.count - 1)
    let index = min(Int(offset), stops.count - 2)
    return mix(stops[index], stops[index + 1], offset - Double(index))
  }

  private static func mix(_ a: Color, _ b: Color, _ amount: Double) -> Color {
    let (x, y) = (a.components, b.components)
    func channel(_ p: UInt8, _ q: UInt8) -> UInt8 { UInt8((Double(p) * (1 - amount) + Double(q) * amount).rounded()) }
    return .rgb(channel(x.0, y.0), channel(x.1, y.1), channel(x.2, y.2))
  }

  var components: (UInt8, UInt8, UInt8) {
    switch self {
    case .red: (0xC0, 0x39, 0x2B)
    case .green: (0x00, 0x9E, 0x73)
    case .yellow: (0xB5, 0x89, 0x00)
    case .blue: (0x00, 0x72, 0xB2)
    case .magenta: (0xCC, 0x79, 0xA7)
    case .cyan: (0x2A, 0xA1, 0x98)
    case .gray: (0x99, 0x99, 0x99)
    case .rgb(let r, let g, let b): (r, g, b)
    }
  }

  /// The form that SVG reads: `#0072b2`.
  var hex: String {
    let (r, g, b) = components
    return String(format: "#%02x%02x%02x", Int(r), Int(g), Int(b))
  }

  /// The parameters of the escape sequence that turns the color on. Named colors follow the reader's theme.
  func code(background: Bool = false, exact: Bool = Screen.hasTrueColor) -> String {
    let names: [Color] = [.red, .green, .yellow, .blue, .magenta, .cyan]
    if let index = names.firstIndex(of: self) { return "\((background ? 41 : 31) + index)" }
    if self == .gray { return background ? "100" : "90" }
    let (r, g, b) = components
    let layer = background ? 48 : 38
    return exact ? "\(layer);2;\(r);\(g);\(b)" : "\(layer);5;\(nearestOf256)"
  }

  /// The nearest entry of the 6×6×6 cube or of the gray ramp that terminals of 256 colors share.
  private var nearestOf256: Int {
    let (r, g, b) = components
    let wanted = [r, g, b].map { Int($0) }
    let levels = [0, 95, 135, 175, 215, 255]
    func distance(_ candidate: [Int]) -> Int { zip(wanted, candidate).map { ($0 - $1) * ($0 - $1) }.reduce(0, +) }
    let cube = wanted.map { value in levels.indices.min { abs(levels[$0] - value) < abs(levels[$1] - value) }! }
    let step = min(23, max(0, (wanted.reduce(0, +) / 3 - 3) / 10))
    let isGrey = distance([Int](repeating: 8 + 10 * step, count: 3)) < distance(cube.map { levels[$0] })
    return isGrey ? 232 + step : 16 + 36 * cube[0] + 6 * cube[1] + cube[2]
  }
}

extension String {
  /// The text in a color, or as it is where there are none.
  public func colored(_ color: Color, when isOn: Bool = Screen.hasColor) -> String {
    isOn ? "\u{1B}[\(color.code())m\(self)\u{1B}[39m" : self
  }

  /// The text in bold type, or as it is where there is none.
  public func bold(when isOn: Bool = Screen.hasColor) -> String { isOn ? "\u{1B}[1m\(self)\u{1B}[22m" : self }

  /// The text in fainter type, or as it is where there is none.
  public func dim(when isOn: Bool = Screen.hasColor) -> String { isOn ? "\u{1B}[2m\(self)\u{1B}[22m" : self }
}
