import Tensors

// I inputs · O outputs

/// The memory of a quantized matrix, in the order in which the product reads it.
///
/// A panel is as many columns as a register has lanes; a strip is four panels, or fewer at the end; a group is 64 rows of a
/// strip. What belongs to one column lies in words of 32 bits, those of the columns of a strip side by side, so that a
/// strip is read from its first byte to its last:
///
///     group 0   scales of blocks 0 (lower half) and 1 (upper half)
///               codes of rows 0, 1, 2, 3                             with 8 bits; 8 rows in a word with 4
///               codes of rows 4, 5, 6, 7
///               …
///     group 1   …
///
/// A word needs no conversion to get into a register: shifts and masks of 32 bits do the rest. A code is stored with half
/// of its range added, so that it has no sign.
struct QuantizedPanels: @unchecked Sendable {
  let inputs: Int
  let outputs: Int
  let bits: Int
  private let memory: Memory

  /// The columns of a panel.
  static let columns = Lanes.scalarCount
  static let panelsPerStrip = 4
  static let rowsPerGroup = 2 * QuantizedMatrix.blockSize

  init(inputs: Int, outputs: Int, bits: Int) {
    (self.inputs, self.outputs, self.bits) = (inputs, outputs, bits)
    let panels = (outputs + Self.columns - 1) / Self.columns
    memory = Memory(wordCount: panels * Self.columns * Self.wordsPerColumn(inputs, bits: bits))
  }

  /// The number of panels.
  var count: Int { (outputs + Self.columns - 1) / Self.columns }
  var groups: Int { (inputs + Self.rowsPerGroup - 1) / Self.rowsPerGroup }
  var byteCount: Int { memory.wordCount * MemoryLayout<UInt32>.stride }

  /// A word of scales for every group, and a word for the codes of every 4 or 8 rows.
  private static func wordsPerColumn(_ inputs: Int, bits: Int) -> Int {
    (inputs + rowsPerGroup - 1) / rowsPerGroup + (inputs * bits + 31) / 32
  }

  /// How many panels lie side by side in the strip of a panel.
  func width(ofStripWith panel: Int) -> Int {
    min(Self.panelsPerStrip, count - panel / Self.panelsPerStrip * Self.panelsPerStrip)
  }

  /// Where the words of a panel begin in a group, and how far apart the words of one column are.
  func words(group: Int, panel: Int) -> (start: UnsafeMutablePointer<UInt32>, step: Int) {
    let step = width(ofStripWith: panel) * Self.columns
    let inStrip = panel % Self.panelsPerStrip
    let strip = (panel - inStrip) * Self.columns * Self.wordsPerColumn(inputs, bits: bits)
    let wordsPerGroup = 1 + Self.rowsPerGroup * bits / 32
    return (memory.words + (strip + group * wordsPerGroup * step + inStrip * Self.columns), step)
  }

  /// What is stored of one number.
  func codeAndScale(_ row: Int, _ column: Int) -> (code: Int, scale: Scalar) {
    let (start, step) = words(group: row / Self.rowsPerGroup, panel: column / Self.columns)
    let words = start + column % Self.columns
    let inGroup = row % Self.rowsPerGroup
    let scale = inGroup < QuantizedMatrix.blockSize ? words[0] << 16 : words[0] & 0xFFFF_0000
    let word = words[(1 + inGroup * bits / 32) * step]
    let code = Int(word >> (inGroup * bits % 32)) & ((1 << bits) - 1)
    return (code - (1 << (bits - 1)), Scalar(Float(bitPattern: scale)))
  }

  private final class Memory {
    let words: UnsafeMutablePointer<UInt32>
    let wordCount: Int

    /// Zeros, aligned to a cache line, and behind them as many as the product reads ahead.
    init(wordCount: Int) {
      self.wordCount = wordCount
      let capacity = wordCount + panelsPerStrip * columns
      let bytes = UnsafeMutableRawPointer.allocate(byteCount: capacity * MemoryLayout<UInt32>.stride, alignment: 64)
      words = bytes.bindMemory(to: UInt32.self, capacity: capacity)
      words.initialize(repeating: 0, count: capacity)
    }

    deinit { words.deallocate() }
  }
}
