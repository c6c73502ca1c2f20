import Foundation

extension Color {
  /// The first three colors of `series` mixed by probabilities, in gray where all are equal.
  ///
  /// Light is mixed, not the numbers that encode it: so a mixture is as bright as its parts, on any page.
  static func mixture(_ p: SIMD3<Double>) -> Color {
    let light = series(0).light * p[0] + series(1).light * p[1] + series(2).light * p[2]
    let channels = (0..<3).map { UInt8((255 * min(1, encoded(light[$0]))).rounded()) }
    return .rgb(channels[0], channels[1], channels[2])
  }

  /// Red, green and blue light from 0 to 1. IEC 61966-2-1, "sRGB", 1999.
  private var light: SIMD3<Double> {
    let (r, g, b) = components
    return SIMD3(
      [r, g, b].map { channel in
        let x = Double(channel) / 255
        return x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4)
      })
  }

  private static func encoded(_ light: Double) -> Double {
    light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055
  }
}
