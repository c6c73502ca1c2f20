import Tensors

extension Generator {
  /// A number in 0 ..< 1 of 24 bits, which a `Float` holds exactly: the data are the same whatever a `Scalar` is.
  mutating func unit() -> Double { Double(next() >> 40) * 0x1p-24 }

  /// A position in `probabilities`, which add up to 1.
  mutating func pick(_ probabilities: [Double]) -> Int {
    var left = unit()
    for (position, probability) in probabilities.enumerated() {
      left -= probability
      if left < 0 { return position }
    }
    return probabilities.count - 1
  }

  /// A whole number below `bound`.
  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}
