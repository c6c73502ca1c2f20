import Foundation
import Gradients
import Tensors

/// Writes the real numbers in `bytes`, little-endian and aligned or not, as scalars.
func decode(_ bytes: Data, _ type: NumberType, into target: UnsafeMutablePointer<Scalar>) {
  bytes.withUnsafeBytes { bytes in
    if type == .native, let start = bytes.baseAddress {
      UnsafeMutableRawPointer(target).copyMemory(from: start, byteCount: bytes.count)
      return
    }
    /// Reads bit patterns of one width, each turned into a scalar.
    func convert<Bits: FixedWidthInteger>(_: Bits.Type, _ scalar: (Bits) -> Scalar) {
      let size = MemoryLayout<Bits>.size
      for index in 0..<bytes.count / size {
        target[index] = scalar(Bits(littleEndian: bytes.loadUnaligned(fromByteOffset: index * size, as: Bits.self)))
      }
    }
    switch type {
    case .single: convert(UInt32.self) { Scalar(Float(bitPattern: $0)) }
    case .double: convert(UInt64.self) { Scalar(Double(bitPattern: $0)) }
    case .half: convert(UInt16.self) { Scalar(float(half: $0)) }
    case .brainFloat: convert(UInt16.self) { Scalar(Float(bitPattern: UInt32($0) << 16)) }
    default: fail("decode: the type \(type.rawValue) holds whole numbers")
    }
  }
}

/// The number with these sixteen bits: a sign, 5 of exponent with bias 15, and 10 of significand.
///
/// Moved to where a `Float`, with bias 127, has its exponent and significand, they are 2¹¹² times too small. Multiplying by
/// 2¹¹² is exact, for subnormal numbers too. `Float16` itself does not exist on every platform.
private func float(half bits: UInt16) -> Float {
  let sign = UInt32(bits & 0x8000) << 16
  let magnitude = UInt32(bits & 0x7FFF) << 13
  let isFinite = bits & 0x7C00 != 0x7C00
  let scaled = Float(bitPattern: magnitude) * Float(sign: .plus, exponent: 112, significand: 1)
  return Float(bitPattern: sign | (isFinite ? scaled.bitPattern : magnitude | 0x7F80_0000))
}

/// The whole numbers in `bytes`; nil when one is larger than an `Int`.
func decodeIntegers(_ bytes: Data, _ type: NumberType) -> [Int]? {
  bytes.withUnsafeBytes { bytes in
    func convert<Number: FixedWidthInteger>(_: Number.Type) -> [Int]? {
      let size = MemoryLayout<Number>.size
      var result: [Int] = []
      result.reserveCapacity(bytes.count / size)
      for index in 0..<bytes.count / size {
        let stored = bytes.loadUnaligned(fromByteOffset: index * size, as: Number.self)
        guard let number = Int(exactly: Number(littleEndian: stored)) else { return nil }
        result.append(number)
      }
      return result
    }
    return switch type {
    case .bool, .uint8: convert(UInt8.self)
    case .int8: convert(Int8.self)
    case .int16: convert(Int16.self)
    case .int32: convert(Int32.self)
    case .int64: convert(Int64.self)
    case .uint16: convert(UInt16.self)
    case .uint32: convert(UInt32.self)
    case .uint64: convert(UInt64.self)
    default: fail("decodeIntegers: the type \(type.rawValue) holds real numbers")
    }
  }
}
