import Tensors

// N pictures · H·W pixels

extension LabeledPictures {
  /// Gray pictures and their labels from two files in the format of MNIST, IDX, plain or compressed by gzip.
  ///
  /// A file begins with two zeros, the type of its numbers (8 for bytes) and how many axes there are; then come their extents,
  /// the highest byte of each first, and the numbers. Source: LeCun, Cortes, Burges, "The MNIST database of handwritten
  /// digits", 1998.
  public init(
    idxPictures: String, labels: String, classNames: [String] = (0...9).map(String.init)
  ) throws(PictureFileError) {
    let (pictures, shape) = try IDX.contents(of: idxPictures, rank: 3)
    let (names, counts) = try IDX.contents(of: labels, rank: 1)
    if counts[0] != shape[0] {
      throw names.problem(at: 4, "there are \(counts[0]) labels, but \(shape[0]) pictures in \(idxPictures)")
    }
    let start = IDX.headerSize(rank: 1)
    for offset in start..<names.bytes.count { try names.requireLabel(at: offset, below: classNames.count) }
    let size = shape.reduce(1, *)
    self.init(
      pictures: Tensor(shape: shape + [1]) { pixels in
        parallelRanges(size, cost: 4) { offsets in
          for offset in offsets { pixels[offset] = share(of: pictures.bytes[IDX.headerSize(rank: 3) + offset]) }
        }
      },
      labels: names.bytes[start...].map { Int($0) }, classNames: classNames)
  }
}

private enum IDX {
  static func headerSize(rank: Int) -> Int { 4 + 4 * rank }

  /// A file whose header is right, and the extents of its axes.
  static func contents(of path: String, rank: Int) throws(PictureFileError) -> (file: PictureFile, shape: [Int]) {
    let file = try PictureFile(contentsOf: path)
    let header = headerSize(rank: rank)
    if file.bytes.count < header {
      throw file.problem("it has \(file.bytes.count) bytes, fewer than the \(header) of a header")
    }
    let what = rank == 1 ? "labels" : "pictures"
    if Array(file.bytes[..<4]) != [0, 0, 8, UInt8(rank)] {
      let magic = file.bytes[..<4].map { hexadecimal($0) }.joined()
      throw file.problem(at: 0, "it begins with 0x\(magic), but a file of \(what) with 0x0000080\(rank)")
    }
    let shape = (1...rank).map { axis in file.bytes[4 * axis..<4 * axis + 4].reduce(0) { $0 << 8 | Int($1) } }
    if let axis = shape.firstIndex(of: 0) {
      throw file.problem(at: 4 + 4 * axis, "there are no \(axis == 0 ? what : "pixels")")
    }
    let extents = shape.map(String.init).joined(separator: " × ")
    let found = file.bytes.count - header
    // A product of three extents may be more than an integer holds.
    var rest = found
    for extent in shape.dropLast() { rest = rest % extent == 0 ? rest / extent : 0 }
    if rest != shape.last {
      throw file.problem(at: header, "\(extents) bytes should follow, but \(found) do")
    }
    return (file, shape)
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }
}
