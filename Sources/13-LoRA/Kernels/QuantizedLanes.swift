import Tensors

/// Gets the numbers of a panel out of their words, a register of columns at a time.
enum QuantizedLanes<let bits: Int> {
  @inline(__always) static var perWord: Int { 32 / bits }

  @inline(__always)
  static func words(_ start: UnsafePointer<UInt32>) -> LaneBits {
    #if Double
      LaneBits(truncatingIfNeeded: UnsafeRawPointer(start).loadUnaligned(as: SIMD8<UInt32>.self))
    #else
      UnsafeRawPointer(start).loadUnaligned(as: LaneBits.self)
    #endif
  }

  /// The scales of the first or the second block of a group, of which the group's first words hold one in each half.
  @inline(__always)
  static func scale(_ words: LaneBits, isSecond: Bool) -> Lanes {
    let upper = isSecond ? words & ~LaneBits(repeating: 0xFFFF) : words &<< LaneBits(repeating: 16)
    #if Double
      return Lanes(unsafeBitCast(SIMD8<UInt32>(truncatingIfNeeded: upper), to: SIMD8<Float>.self))
    #else
      return unsafeBitCast(upper, to: Lanes.self)
    #endif
  }

  /// What `numbers` adds: −(2^bits + half the range of a code) · scale.
  @inline(__always)
  static func shift(_ scale: Lanes) -> Lanes { scale * -Scalar(3 << (bits - 1)) }

  /// The numbers whose codes are at an index of these words.
  ///
  /// A code in the first digits behind the point of 2^bits makes 2^bits + code, without a conversion. One fused
  /// multiply-add turns it into (2^bits + code) · scale + shift. All of this is exact.
  @inline(__always)
  static func numbers(_ words: LaneBits, at index: Int, _ scale: Lanes, _ shift: Lanes) -> Lanes {
    typealias Bits = LaneBits.Scalar
    let position = Scalar.significandBitCount - bits
    let left = position - index * bits
    let moved =
      left >= 0
      ? words &<< LaneBits(repeating: Bits(truncatingIfNeeded: left))
      : words &>> LaneBits(repeating: Bits(truncatingIfNeeded: -left))
    let digits = moved & LaneBits(repeating: ((1 << bits) - 1) &<< Bits(truncatingIfNeeded: position))
    let powers = unsafeBitCast(Lanes(repeating: Scalar(1 << bits)), to: LaneBits.self)
    return shift.addingProduct(unsafeBitCast(digits | powers, to: Lanes.self), scale)
  }
}

extension QuantizedLanes {
  /// Writes one group of a panel, `step` numbers from row to row; up to the end of the last word.
  static func dequantize(
    _ panels: QuantizedPanels, panel: Int, group: Int, into target: UnsafeMutablePointer<Scalar>, step: Int
  ) {
    let (start, wordStep) = panels.words(group: group, panel: panel)
    let scales = words(start)
    let rows = min(QuantizedPanels.rowsPerGroup, panels.inputs - group * QuantizedPanels.rowsPerGroup)
    for block in 0..<2 {
      let scale = scale(scales, isSecond: block == 1)
      let shift = shift(scale)
      var row = block &* QuantizedMatrix.blockSize
      while row < min(rows, (block &+ 1) &* QuantizedMatrix.blockSize) {
        let codes = words(start + (1 &+ row / perWord) &* wordStep)
        let rowsOfWord = target + row &* step
        @inline(__always) func write(_ index: Int) {
          rowsOfWord.store(numbers(codes, at: index, scale, shift), index &* step)
        }
        // One by one, so that every shift is a constant.
        write(0)
        write(1)
        write(2)
        write(3)
        if bits == 4 {
          write(4)
          write(5)
          write(6)
          write(7)
        }
        row &+= perWord
      }
    }
  }
}
