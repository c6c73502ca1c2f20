import Tensors

/// `rows` rows of x times `width` neighboring panels, all sums in registers: every word is read once and used at once.
///
/// The next words are read ahead, one of each cache line. The processor, which looks for a pattern in what is read to get
/// the rest of it in time, sees a plain ascending one then: whole registers are loaded in an order that the compiler
/// chooses. A product with one row gains half of its speed where the matrix comes from memory.
enum QuantizedRows<let bits: Int, let rows: Int, let width: Int> {
  private typealias Codes = QuantizedLanes<bits>
  private typealias Sums = InlineArray<width, InlineArray<rows, Lanes>>

  /// - Parameter x: The rows, `xStep` numbers apart.
  @inline(never)
  static func run(
    _ panels: QuantizedPanels, from panel: Int, _ x: UnsafePointer<Scalar>, xStep: Int,
    into y: UnsafeMutablePointer<Scalar>, yStep: Int, _ columns: Int
  ) {
    var sums = Sums(repeating: InlineArray(repeating: .zero))
    let (start, step) = panels.words(group: 0, panel: panel)
    var words = UnsafePointer(start)
    var ahead = words[step]
    for first in stride(from: 0, to: panels.inputs, by: QuantizedPanels.rowsPerGroup) {
      let scales = load(words)
      words += step
      for block in 0..<2 {
        let k = first &+ block &* QuantizedMatrix.blockSize
        let count = min(QuantizedMatrix.blockSize, panels.inputs &- k)
        if count <= 0 { break }
        var block = Block(x: x + k, xStep: xStep, scales, isSecond: block == 1)
        for _ in 0..<count / Codes.perWord {
          let codes = load(words)
          for j in 0..<width { ahead |= words[step &+ j &* QuantizedPanels.columns] }
          // One by one, so that every shift is a constant.
          block.add(codes, 0, to: &sums)
          block.add(codes, 1, to: &sums)
          block.add(codes, 2, to: &sums)
          block.add(codes, 3, to: &sums)
          if bits == 4 {
            block.add(codes, 4, to: &sums)
            block.add(codes, 5, to: &sums)
            block.add(codes, 6, to: &sums)
            block.add(codes, 7, to: &sums)
          }
          block.x += Codes.perWord
          words += step
        }
        if count % Codes.perWord != 0 {
          let codes = load(words)
          for index in 0..<count % Codes.perWord { block.add(codes, index, to: &sums) }
        }
      }
    }
    // Codes begin at 1. The compiler does not know, and so does not drop what was read ahead.
    require(ahead != 0, "QuantizedMatrix: codes of 0")
    for j in 0..<width {
      let count = min(Lanes.scalarCount, columns &- j &* Lanes.scalarCount)
      for i in 0..<rows {
        y.store(sums[unchecked: j][unchecked: i], i &* yStep &+ j &* Lanes.scalarCount, count: count)
      }
    }
  }

  /// The neighboring words of all panels.
  @inline(__always)
  private static func load(_ words: UnsafePointer<UInt32>) -> InlineArray<width, LaneBits> {
    var result = InlineArray<width, LaneBits>(repeating: .zero)
    for j in 0..<width { result[unchecked: j] = Codes.words(words + j &* QuantizedPanels.columns) }
    return result
  }

  private struct Block {
    var x: UnsafePointer<Scalar>
    let xStep: Int
    var scale = InlineArray<width, Lanes>(repeating: .zero)
    var shift = InlineArray<width, Lanes>(repeating: .zero)

    @inline(__always)
    init(x: UnsafePointer<Scalar>, xStep: Int, _ scales: InlineArray<width, LaneBits>, isSecond: Bool) {
      (self.x, self.xStep) = (x, xStep)
      for j in 0..<width {
        scale[unchecked: j] = Codes.scale(scales[unchecked: j], isSecond: isSecond)
        shift[unchecked: j] = Codes.shift(scale[unchecked: j])
      }
    }

    /// sums += x · the numbers at an index of these words
    @inline(__always)
    func add(_ codes: InlineArray<width, LaneBits>, _ index: Int, to sums: inout Sums) {
      for j in 0..<width {
        let numbers = Codes.numbers(codes[unchecked: j], at: index, scale[unchecked: j], shift[unchecked: j])
        for i in 0..<rows {
          sums[unchecked: j][unchecked: i].addProduct(Lanes(repeating: x[i &* xStep &+ index]), numbers)
        }
      }
    }
  }
}
