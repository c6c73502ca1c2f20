extension PNGFile {
  /// The pixels. Without alpha; a color of the palette in the place of its number.
  func picture() throws(PictureFileError) -> BytePicture {
    let channels = color == .gray || color == .grayAlpha ? 1 : 3
    let passes = passes
    let data = try expanded(count: passes.reduce(0) { $0 + $1.rows * (1 + bytes(inRowOf: $1.columns)) })
    var picture = [UInt8](repeating: 0, count: height * width * channels)
    var start = 0
    for pass in passes {
      var line = [UInt8](repeating: 0, count: bytes(inRowOf: pass.columns))  // above the first row all is 0
      for row in 0..<pass.rows {
        line = try unfiltered(data, from: start, below: line)
        for column in 0..<pass.columns {
          let pixel = ((pass.top + row * pass.down) * width + pass.left + column * pass.right) * channels
          if color == .palette {
            let entry = 3 * Int(number(column, of: line))
            if entry >= palette.count {
              throw problem(inContents: start, "a pixel of this row has a color that the palette does not have")
            }
            for channel in 0..<3 { picture[pixel + channel] = palette[entry + channel] }
          } else {
            for channel in 0..<channels {
              picture[pixel + channel] = scale * number(column * color.numbers + channel, of: line)
            }
          }
        }
        start += 1 + line.count
      }
    }
    return BytePicture(picture, height: height, width: width, channels: channels)
  }

  // MARK: Passes

  /// The pixels of every so many rows and columns, the first of them, and how many they are.
  private struct Pass {
    let top: Int
    let left: Int
    let down: Int
    let right: Int
    let rows: Int
    let columns: Int
  }

  /// The pixels in the order of the file.
  ///
  /// An interlaced picture comes seven times, each time with the pixels in between (Adam7), so that a slow line shows it early.
  private var passes: [Pass] {
    let adam7 = [
      (0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1),
    ]
    let all = (isInterlaced ? adam7 : [(0, 0, 1, 1)]).map { top, left, down, right in
      Pass(
        top: top, left: left, down: down, right: right, rows: (height - top + down - 1) / down,
        columns: (width - left + right - 1) / right)
    }
    return all.filter { $0.rows > 0 && $0.columns > 0 }
  }

  private func bytes(inRowOf pixels: Int) -> Int { (pixels * color.numbers * depth + 7) / 8 }

  // MARK: Filters

  /// A row of bytes from its filter and the differences to what the filter predicts from the bytes before.
  ///
  /// - Parameters:
  ///   - start: Where the number of the filter stands, with the row behind it.
  ///   - above: The row before.
  private func unfiltered(
    _ data: [UInt8], from start: Int, below above: [UInt8]
  ) throws(PictureFileError) -> [UInt8] {
    let filter = data[start]
    if filter > 4 { throw problem(inContents: start, "there is no filter \(filter)") }
    let step = max(1, color.numbers * depth / 8)  // from a byte to that of the pixel before
    var line = Array(data[start + 1..<start + 1 + above.count])
    for index in line.indices {
      let (left, up) = (index < step ? 0 : line[index - step], above[index])
      switch filter {
      case 1: line[index] &+= left
      case 2: line[index] &+= up
      case 3: line[index] &+= UInt8((Int(left) + Int(up)) / 2)
      case 4: line[index] &+= paeth(left, up, index < step ? 0 : above[index - step])
      default: break
      }
    }
    return line
  }

  /// Which of three neighbors is nearest to left + up − corner, the value of a plane through them (Paeth).
  private func paeth(_ left: UInt8, _ up: UInt8, _ corner: UInt8) -> UInt8 {
    let plane = Int(left) + Int(up) - Int(corner)
    let distances = (left: abs(plane - Int(left)), up: abs(plane - Int(up)), corner: abs(plane - Int(corner)))
    if distances.left <= min(distances.up, distances.corner) { return left }
    return distances.up <= distances.corner ? up : corner
  }

  // MARK: Numbers

  /// A number of a row; the first of several in one byte has the highest bits.
  private func number(_ index: Int, of line: [UInt8]) -> UInt8 {
    if depth == 8 { return line[index] }
    let bit = index * depth
    return line[bit / 8] >> UInt8(8 - depth - bit % 8) & (1 << UInt8(depth) - 1)
  }

  /// What makes 255 of the largest gray.
  private var scale: UInt8 { UInt8(255 / (1 << depth - 1)) }
}
