import Tensors

extension QuantizedPanels {
  /// Rounds every number of a matrix `[in, out]`, or of the transpose of one.
  func quantize(_ matrix: Tensor, isTransposed: Bool) {
    let (rowStride, columnStride) = isTransposed ? (1, inputs) : (outputs, 1)
    let isFinite = Tensor(shape: [count]) { isFinite in
      matrix.withPointer { numbers in
        parallelRanges(count, cost: 8 * inputs * Self.columns) { panels in
          for panel in panels {
            var areFinite = true
            for column in panel * Self.columns..<min((panel + 1) * Self.columns, outputs) {
              for start in stride(from: 0, to: inputs, by: QuantizedMatrix.blockSize) {
                let rows = start..<min(start + QuantizedMatrix.blockSize, inputs)
                let largest = quantize(rows, column, rowStride: rowStride, numbers + column * columnStride)
                areFinite = areFinite && largest.isFinite
              }
            }
            isFinite[panel] = areFinite ? 1 : 0
          }
        }
      }
    }
    require(!isFinite.scalars.contains(0), "QuantizedMatrix: a number is not finite")
  }

  /// Rounds one block, rows of one column, and returns its largest magnitude.
  private func quantize(_ rows: Range<Int>, _ column: Int, rowStride: Int, _ numbers: UnsafePointer<Scalar>) -> Scalar {
    var largest: Scalar = 0
    for row in rows {
      let magnitude = abs(numbers[row * rowStride])
      if !(magnitude <= largest) { largest = magnitude }
      if !largest.isFinite { return largest }
    }
    let (start, step) = words(group: rows.lowerBound / Self.rowsPerGroup, panel: column / Self.columns)
    let words = start + column % Self.columns
    let inGroup = rows.lowerBound % Self.rowsPerGroup
    let half = Scalar(1 << (bits - 1))
    let scaleBits = Self.scaleBits(largest / (half - 1))
    words[0] |= inGroup == 0 ? scaleBits >> 16 : scaleBits
    let scale = Scalar(Float(bitPattern: scaleBits))
    for row in rows {
      // A block of zeros has the scale 0.
      let code = scale == 0 ? 0 : (numbers[row * rowStride] / scale).rounded()
      let position = (row % Self.rowsPerGroup) * bits
      words[(1 + position / 32) * step] |= UInt32(code + half) << (position % 32)
    }
    return largest
  }

  /// A scale, rounded up to the numbers that the upper half of a `Float` can hold.
  static func scaleBits(_ scale: Scalar) -> UInt32 { (Float(scale).bitPattern + 0xFFFF) & 0xFFFF_0000 }
}
