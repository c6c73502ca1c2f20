// erf and the exact GELU on a whole register at once.
//
// Both rest on one function: erfc z = 1 − erf z = e^(−z²)·R(s) / (z + 3) for z ≥ 0, where s = (z − 3) / (z + 3) maps all
// z ≥ 0 to −1 ..< 1 and R is a polynomial. It was interpolated at Chebyshev points from values with 60 digits; its
// relative error is 6·10⁻⁹ in Float and 6·10⁻¹⁸ in Double.
//
// The largest error of erf is 2 units in the last place, in Float and Double alike, held by tests over all orders of
// magnitude. That of gelu is 4 units in the last place of x.

@usableFromInline
enum ErrorFunction {
  /// erfc z for z ≥ 0, `exponential` being e^(−z²).
  @inlinable @inline(always)
  static func complement(_ z: Lanes, exponential: Lanes) -> Lanes {
    let t = 1 / (z + 3)
    let s = Lanes(repeating: 1).addingProduct(t, Lanes(repeating: -6))  // defined at z = ∞, too
    #if Double
      var r = Lanes(repeating: 1.82437048077880717e-10)
      r = Lanes(repeating: -1.13854497775293149e-9).addingProduct(r, s)
      r = Lanes(repeating: -6.66253311007604527e-9).addingProduct(r, s)
      r = Lanes(repeating: 8.73856366277869689e-10).addingProduct(r, s)
      r = Lanes(repeating: 4.85142170696243264e-8).addingProduct(r, s)
      r = Lanes(repeating: 4.2422582419184408e-8).addingProduct(r, s)
      r = Lanes(repeating: -2.32107247510887497e-7).addingProduct(r, s)
      r = Lanes(repeating: -4.04359281905383061e-7).addingProduct(r, s)
      r = Lanes(repeating: 9.98328497658950592e-7).addingProduct(r, s)
      r = Lanes(repeating: 2.76326001306531307e-6).addingProduct(r, s)
      r = Lanes(repeating: -4.74909521019037862e-6).addingProduct(r, s)
      r = Lanes(repeating: -0.0000174697781654491656).addingProduct(r, s)
      r = Lanes(repeating: 0.0000303981478678279432).addingProduct(r, s)
      r = Lanes(repeating: 0.000107561303387854711).addingProduct(r, s)
      r = Lanes(repeating: -0.000276777845636235941).addingProduct(r, s)
      r = Lanes(repeating: -0.000548309665681965597).addingProduct(r, s)
      r = Lanes(repeating: 0.00303406200117333683).addingProduct(r, s)
      r = Lanes(repeating: -0.00121241662934029672).addingProduct(r, s)
      r = Lanes(repeating: -0.0268272346244700771).addingProduct(r, s)
      r = Lanes(repeating: 0.119527761287378771).addingProduct(r, s)
      r = Lanes(repeating: -0.310467261900568204).addingProduct(r, s)
      r = Lanes(repeating: 0.590228357104100408).addingProduct(r, s)
      r = Lanes(repeating: -0.883394453169883615).addingProduct(r, s)
      r = Lanes(repeating: 1.07400690708833971).addingProduct(r, s)
    #else
      var r = Lanes(repeating: -0.00033371806365)
      r = Lanes(repeating: -0.00049876121741).addingProduct(r, s)
      r = Lanes(repeating: 0.0030783413329).addingProduct(r, s)
      r = Lanes(repeating: -0.0012169943952).addingProduct(r, s)
      r = Lanes(repeating: -0.02683679658).addingProduct(r, s)
      r = Lanes(repeating: 0.11952719614).addingProduct(r, s)
      r = Lanes(repeating: -0.31046659433).addingProduct(r, s)
      r = Lanes(repeating: 0.59022842899).addingProduct(r, s)
      r = Lanes(repeating: -0.88339446158).addingProduct(r, s)
      r = Lanes(repeating: 1.0740069061).addingProduct(r, s)
    #endif
    return exponential * (t * r)
  }

  /// erf x / x − 1 for |x| ≤ 1, a polynomial in q = x². There 1 − erfc x would lose the digits of a small result.
  @inlinable @inline(always)
  static func center(_ q: Lanes) -> Lanes {
    #if Double
      var p = Lanes(repeating: 5.9571761477489114e-11)
      p = Lanes(repeating: -1.13728488567916737e-9).addingProduct(p, q)
      p = Lanes(repeating: 1.46597752740474358e-8).addingProduct(p, q)
      p = Lanes(repeating: -1.6350312701054695e-7).addingProduct(p, q)
      p = Lanes(repeating: 1.6461000484121368e-6).addingProduct(p, q)
      p = Lanes(repeating: -0.0000149255952668311816).addingProduct(p, q)
      p = Lanes(repeating: 0.000120553311116427109).addingProduct(p, q)
      p = Lanes(repeating: -0.000854832698083378991).addingProduct(p, q)
      p = Lanes(repeating: 0.00522397762481801447).addingProduct(p, q)
      p = Lanes(repeating: -0.0268661706450767932).addingProduct(p, q)
      p = Lanes(repeating: 0.112837916709548787).addingProduct(p, q)
      p = Lanes(repeating: -0.376126389031837481).addingProduct(p, q)
      p = Lanes(repeating: 0.12837916709551257).addingProduct(p, q)
    #else
      var p = Lanes(repeating: 7.8758750627e-5)
      p = Lanes(repeating: -0.00080168642872).addingProduct(p, q)
      p = Lanes(repeating: 0.0051890874234).addingProduct(p, q)
      p = Lanes(repeating: -0.026854212011).addingProduct(p, q)
      p = Lanes(repeating: 0.11283594715).addingProduct(p, q)
      p = Lanes(repeating: -0.37612626667).addingProduct(p, q)
      p = Lanes(repeating: 0.1283791658).addingProduct(p, q)
    #endif
    return p
  }

  /// |x| of every lane.
  @inlinable @inline(always)
  static func magnitude(_ x: Lanes) -> Lanes { x.replacing(with: -x, where: x .< 0) }

  /// Φ(x), the part of a normal distribution below x, and e^(−x²/2), which its density has in common with it.
  @inlinable @inline(always)
  static func normalDistribution(_ x: Lanes) -> (below: Lanes, exponential: Lanes) {
    let exponential = exp(-0.5 * x * x)
    let tail = 0.5 * complement(magnitude(x) * 0.70710678118654752, exponential: exponential)
    return (tail.replacing(with: 1 - tail, where: x .> 0), exponential)
  }
}

/// The error function of every lane: 2/√π times the integral of e^(−t²) from 0 to x.
@inlinable @inline(always)
public func erf(_ x: Lanes) -> Lanes {
  let size = ErrorFunction.magnitude(x)
  let outer = 1 - ErrorFunction.complement(size, exponential: exp(-x * x))
  let center = x.addingProduct(x, ErrorFunction.center(x * x))
  return outer.replacing(with: -outer, where: x .< 0).replacing(with: center, where: size .< 1)
}

/// The Gaussian error linear unit of every lane, x·Φ(x).
@inlinable @inline(always)
public func gelu(_ x: Lanes) -> Lanes { x * ErrorFunction.normalDistribution(x).below }

/// The derivative of `gelu` at every lane.
@inlinable @inline(always)
public func geluSlope(_ x: Lanes) -> Lanes { geluWithSlope(x).slope }

/// `gelu` and its derivative Φ(x) + x·φ(x) at every lane, φ(x) = e^(−x²/2) / √(2π).
@inlinable @inline(always)
public func geluWithSlope(_ x: Lanes) -> (value: Lanes, slope: Lanes) {
  let (below, exponential) = ErrorFunction.normalDistribution(x)
  return (x * below, below + x * exponential * 0.3989422804014327)
}
