// exp, tanh, sigmoid and geluTanh on a whole register at once.
//
// Largest errors in units in the last place, in Float and Double alike, held by tests over all orders of magnitude:
// exp 1.5, tanh and sigmoid 3. That of geluTanh is 3 units in the last place of x.
//
// `@inline(always)` is an order; `@inline(__always)` is advice, and so long a body is then called instead: a register of
// 16 numbers is passed and returned in four pieces. Constants are computed, so that other modules see numbers, not variables.

@usableFromInline
enum Exponential {
  /// ln 2 in two parts; the first has so few digits that a whole number of them is exact.
  #if Double
    @inlinable static var ln2High: Double { 6.931471803691238e-01 }
    @inlinable static var ln2Low: Double { 1.9082149292705877e-10 }
    @inlinable static var lowest: Double { -746.0 }
    @inlinable static var highest: Double { 710.0 }
    @inlinable static var rounding: Double { 6_755_399_441_055_744.0 }  // 1.5 · 2⁵²
    @inlinable static var one: Int64 { 1023 }
    @inlinable static var significandBits: Int64 { 52 }
  #else
    @inlinable static var ln2High: Float { 6.9314575e-01 }
    @inlinable static var ln2Low: Float { 1.4286068e-06 }
    @inlinable static var lowest: Float { -104 }
    @inlinable static var highest: Float { 89 }
    @inlinable static var rounding: Float { 12_582_912 }  // 1.5 · 2²³
    @inlinable static var one: Int32 { 127 }
    @inlinable static var significandBits: Int32 { 23 }
  #endif

  /// 2ⁿ, written straight into the exponent's bits.
  @inlinable @inline(always)
  static func powerOfTwo(_ n: LaneBits) -> Lanes {
    unsafeBitCast((n &+ LaneBits(repeating: one)) &<< LaneBits(repeating: significandBits), to: Lanes.self)
  }

  /// Splits x into n·ln 2 + r with |r| ≤ ½ ln 2; returns n and (eʳ − 1).
  @inlinable @inline(always)
  static func reduce(_ x: Lanes) -> (n: LaneBits, remainder: Lanes) {
    let magic = Lanes(repeating: rounding)
    let shifted = magic.addingProduct(x, Lanes(repeating: 1.4426950408889634))  // rounds x / ln 2 to a whole number
    let n = unsafeBitCast(shifted, to: LaneBits.self) &- unsafeBitCast(magic, to: LaneBits.self)
    let whole = shifted - magic
    let r = x.addingProduct(whole, Lanes(repeating: -ln2High)).addingProduct(whole, Lanes(repeating: -ln2Low))
    // Taylor's series by Horner's rule: r + r²/2! + r³/3! + … with as many terms as the scalar can tell apart.
    #if Double
      var p = Lanes(repeating: 1 / 6_227_020_800)
      p = Lanes(repeating: 1 / 479_001_600).addingProduct(p, r)
      p = Lanes(repeating: 1 / 39_916_800).addingProduct(p, r)
      p = Lanes(repeating: 1 / 3_628_800).addingProduct(p, r)
      p = Lanes(repeating: 1 / 362_880).addingProduct(p, r)
      p = Lanes(repeating: 1 / 40_320).addingProduct(p, r)
      p = Lanes(repeating: 1 / 5_040).addingProduct(p, r)
    #else
      var p = Lanes(repeating: 1 / 5_040)
    #endif
    p = Lanes(repeating: 1 / 720).addingProduct(p, r)
    p = Lanes(repeating: 1 / 120).addingProduct(p, r)
    p = Lanes(repeating: 1 / 24).addingProduct(p, r)
    p = Lanes(repeating: 1 / 6).addingProduct(p, r)
    p = Lanes(repeating: 1 / 2).addingProduct(p, r)
    return (n, r.addingProduct(p, r * r))
  }

  /// `x` clamped between two bounds; NaN stays NaN.
  @inlinable @inline(always)
  static func clamp(_ x: Lanes, _ low: Scalar, _ high: Scalar) -> Lanes {
    x.replacing(with: low, where: x .< low).replacing(with: high, where: x .> high)
  }
}

/// eˣ of every lane.
@inlinable @inline(always)
public func exp(_ x: Lanes) -> Lanes {
  let (n, remainder) = Exponential.reduce(Exponential.clamp(x, Exponential.lowest, Exponential.highest))
  // Two factors, so that neither leaves the range of exponents where their product is denormal.
  let half = n &>> LaneBits(repeating: 1)
  return (remainder + 1) * Exponential.powerOfTwo(half) * Exponential.powerOfTwo(n &- half)
}

/// tanh of every lane: (e²ˣ − 1) / (e²ˣ + 1), with e²ˣ − 1 computed without cancellation.
@inlinable @inline(always)
public func tanh(_ x: Lanes) -> Lanes {
  #if Double
    let flat: Scalar = 20
  #else
    let flat: Scalar = 10
  #endif
  let (n, remainder) = Exponential.reduce(2 * Exponential.clamp(x, -flat, flat))
  let power = Exponential.powerOfTwo(n)
  let difference = (power - 1).addingProduct(power, remainder)
  return difference / (difference + 2)
}

/// 1 / (1 + e⁻ˣ) of every lane.
@inlinable @inline(always)
public func sigmoid(_ x: Lanes) -> Lanes {
  // Only powers of negative numbers, which do not overflow: 1 / (1 + e⁻ˣ) = eˣ / (1 + eˣ).
  let e = exp(x.replacing(with: -x, where: x .> 0))
  return e.replacing(with: 1, where: x .> 0) / (1 + e)
}

/// The Gaussian error linear unit of every lane, x·Φ(x), with Φ by its usual approximation ½(1 + tanh u).
///
/// That is the sigmoid of 2u, which loses no digits where tanh comes close to −1.
@inlinable @inline(always)
public func geluTanh(_ x: Lanes) -> Lanes { x * sigmoid(2 * GELUTanhArgument.inner(x)) }

/// The derivative of `geluTanh` at every lane.
@inlinable @inline(always)
public func geluTanhSlope(_ x: Lanes) -> Lanes { geluTanhWithSlope(x).slope }

/// `geluTanh` and its derivative at every lane; they have the costly part in common.
@inlinable @inline(always)
public func geluTanhWithSlope(_ x: Lanes) -> (value: Lanes, slope: Lanes) {
  let s = sigmoid(2 * GELUTanhArgument.inner(x))
  let innerSlope = GELUTanhArgument.scale * (1 + 3 * GELUTanhArgument.cubic * x * x)
  return (x * s, s + x * s * (1 - s) * (2 * innerSlope))
}

@usableFromInline
enum GELUTanhArgument {
  @inlinable static var scale: Scalar { 0.7978845608028654 }  // √(2/π)
  @inlinable static var cubic: Scalar { 0.044715 }

  @inlinable @inline(always)
  static func inner(_ x: Lanes) -> Lanes { scale * (x + cubic * x * x * x) }
}
