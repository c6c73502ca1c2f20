/// Seeded random numbers by SplitMix64: the n-th number is a mix of `seed + n · golden`, so the whole state is one integer.
///
/// The same seed gives the same numbers on every machine. Saving `state` and setting it again continues the sequence.
/// Algorithm: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
public struct Generator: RandomNumberGenerator, Sendable, Equatable {
  /// The whole state of the generator.
  public var state: UInt64

  @inlinable public init(seed: UInt64) { state = seed }

  public init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  public mutating func next() -> UInt64 {
    state &+= Generator.golden
    return Generator.mix(state)
  }

  /// This generator after so many draws; before them, when the number is negative.
  ///
  /// The sign is not looked at: a check would keep the compiler from drawing a whole register at once.
  @inlinable @inline(__always)
  public func advanced(by draws: Int) -> Generator {
    Generator(seed: state &+ UInt64(truncatingIfNeeded: draws) &* Generator.golden)
  }

  /// What `uniform()` would return after so many draws.
  @inlinable @inline(__always)
  public func uniform(after draws: Int) -> Scalar { Generator.unit(Generator.mix(advanced(by: draws &+ 1).state)) }

  /// A generator with an independent sequence.
  public mutating func split() -> Generator { Generator(seed: next() ^ 0x6A09_E667_F3BC_C909) }

  /// 2⁶⁴ divided by the golden ratio, made odd: stepping by it visits every 64-bit number once.
  @usableFromInline static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Scrambles a counter so that neighboring counters give unrelated numbers.
  @inlinable @inline(__always)
  static func mix(_ counter: UInt64) -> UInt64 {
    var z = counter
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }

  /// A number in 0 ..< 1, from the highest bits of one draw, as many as a `Scalar` holds.
  public mutating func uniform() -> Scalar { Generator.unit(next()) }

  @inlinable @inline(__always)
  static func unit(_ bits: UInt64) -> Scalar {
    let kept = bits &>> UInt64(63 - Scalar.significandBitCount)
    return Scalar(Int64(bitPattern: kept)) * (Scalar.ulpOfOne / 2)
  }
}
