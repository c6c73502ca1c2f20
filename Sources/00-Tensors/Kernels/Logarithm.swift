/// The natural logarithm of every lane, within 2 units in the last place; −∞ of 0, NaN of negative numbers.
///
/// x = 2ᵉ·m with m between √½ and √2. Then ln x = e ln 2 + ln m, and ln m = 2 (s + s³/3 + s⁵/5 + …) with
/// s = (m − 1) / (m + 1), a series that converges fast because |s| ≤ 0.172.
@inlinable @inline(__always)
public func log(_ x: Lanes) -> Lanes {
  let bits = LaneBits(repeating: Exponential.significandBits)
  // A number too small to have a leading one is moved up by a known power of two.
  let isTiny = x .< Lanes(repeating: .leastNormalMagnitude)
  let lift = Scalar(Exponential.significandBits)
  let normal = x.replacing(with: x * Scalar(sign: .plus, exponent: Int(lift), significand: 1), where: isTiny)

  let lowest = unsafeBitCast(Lanes(repeating: 0.70710678118654752), to: LaneBits.self)
  let exponent = (unsafeBitCast(normal, to: LaneBits.self) &- lowest) &>> bits
  let m = unsafeBitCast(unsafeBitCast(normal, to: LaneBits.self) &- exponent &<< bits, to: Lanes.self)
  let magic = Lanes(repeating: Exponential.rounding)
  let whole = unsafeBitCast(exponent &+ unsafeBitCast(magic, to: LaneBits.self), to: Lanes.self) - magic
  let e = whole - Lanes.zero.replacing(with: lift, where: isTiny)

  let s = (m - 1) / (m + 1)
  let z = s * s
  #if Double
    var p = Lanes(repeating: 2 / 21)
    p = Lanes(repeating: 2 / 19).addingProduct(p, z)
    p = Lanes(repeating: 2 / 17).addingProduct(p, z)
    p = Lanes(repeating: 2 / 15).addingProduct(p, z)
    p = Lanes(repeating: 2 / 13).addingProduct(p, z)
    p = Lanes(repeating: 2 / 11).addingProduct(p, z)
    p = Lanes(repeating: 2 / 9).addingProduct(p, z)
  #else
    var p = Lanes(repeating: 2 / 9)
  #endif
  p = Lanes(repeating: 2 / 7).addingProduct(p, z)
  p = Lanes(repeating: 2 / 5).addingProduct(p, z)
  p = Lanes(repeating: 2 / 3).addingProduct(p, z)
  // 2s = (m − 1) − s (m − 1): the first part is exact, so only the small ones are rounded.
  let f = m - 1
  let tail = s * z * p - s * f
  let result = (e * Exponential.ln2Low + tail + f).addingProduct(e, Lanes(repeating: Exponential.ln2High))
  return
    result
    .replacing(with: -.infinity, where: x .== 0)
    .replacing(with: .nan, where: .!(x .>= 0))
    .replacing(with: .infinity, where: x .== .infinity)
}
