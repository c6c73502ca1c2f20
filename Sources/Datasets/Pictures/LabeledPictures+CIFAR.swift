import Tensors

extension LabeledPictures {
  /// Pictures of 32 × 32 pixels in color from files of CIFAR-10's binary version, one after the other.
  ///
  /// Each picture is a byte for its class and then all its red, all its green and all its blue; here the three numbers of a
  /// pixel come to stand together. Source: Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
  public init(cifar10 paths: [String]) throws(PictureFileError) {
    require(!paths.isEmpty, "LabeledPictures: there is no file of CIFAR-10")
    var rows: [ArraySlice<UInt8>] = []
    for path in paths { rows += try LabeledPictures.cifarRows(of: path) }
    let planes = rows
    self.init(
      pictures: Tensor(shape: [rows.count, cifarSide, cifarSide, 3]) { pixels in
        parallelFor(planes.count) { index in
          let (row, picture) = (planes[index], pixels + index * 3 * cifarPixels)
          for offset in 0..<3 * cifarPixels {
            let (channel, pixel) = (offset / cifarPixels, offset % cifarPixels)
            picture[3 * pixel + channel] = share(of: row[row.startIndex + 1 + offset])
          }
        }
      },
      labels: rows.map { Int($0.first!) }, classNames: cifarClasses)
  }

  private static func cifarRows(of path: String) throws(PictureFileError) -> [ArraySlice<UInt8>] {
    let file = try PictureFile(contentsOf: path)
    let (length, count) = (1 + 3 * cifarPixels, file.bytes.count)
    if count == 0 || count % length != 0 {
      throw file.problem("it has \(count) bytes, but each picture of CIFAR-10 takes \(length)")
    }
    let starts = Array(stride(from: 0, to: count, by: length))
    for start in starts { try file.requireLabel(at: start, below: cifarClasses.count) }
    return starts.map { file.bytes[$0..<$0 + length] }
  }
}

private let cifarSide = 32
private let cifarPixels = cifarSide * cifarSide
private let cifarClasses = [
  "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
]
