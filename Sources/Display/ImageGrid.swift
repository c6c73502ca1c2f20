/// Pictures in red, green and blue side by side, each with a caption.
public struct ImageGrid: Sendable {
  /// A picture of `height` × `width` pixels.
  public struct Item: Sendable {
    let caption: String
    let pixels: [[Color]]

    /// - Parameter values: Red, green and blue of each pixel from 0 to 1, row by row: height × width × 3 numbers. Values
    ///   beyond are cut; a pixel with NaN is gray.
    public init(_ caption: String, _ values: [Double], height: Int, width: Int) {
      self.caption = caption.printable
      let (height, width) = (max(0, height), max(0, width))
      pixels = (0..<height).map { row in
        (0..<width).map { column in
          let start = 3 * (row * width + column)
          return start + 3 <= values.count ? Color.rgb(values[start..<start + 3]) : .gray
        }
      }
    }

    var height: Int { pixels.count }
    var width: Int { pixels.first?.count ?? 0 }
  }

  let title: String
  let items: [Item]

  public init(_ title: String, _ items: [Item]) {
    self.title = title.printable
    self.items = items.filter { $0.width > 0 }
  }
}

extension Color {
  fileprivate static func rgb(_ values: ArraySlice<Double>) -> Color {
    if values.contains(where: \.isNaN) { return .gray }
    let channels = values.map { UInt8((255 * min(1, max(0, $0))).rounded()) }
    return .rgb(channels[0], channels[1], channels[2])
  }

  /// The luma of Rec. 601, from 0 to 1: how bright the color looks in gray.
  var luma: Double {
    let (r, g, b) = components
    return (0.299 * Double(r) + 0.587 * Double(g) + 0.114 * Double(b)) / 255
  }
}
