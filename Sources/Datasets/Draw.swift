import Tensors

extension Generator {
  /// A uniform number in 0 ..< 1 of 24 bits. A `Float` holds it exactly, so the data do not depend on `Scalar`.
  mutating func unit() -> Double { Double(next() >> 40) * 0x1p-24 }

  /// An index drawn from a distribution.
  mutating func pick(_ probabilities: [Double]) -> Int {
    var left = unit()
    for (index, probability) in probabilities.enumerated() {
      left -= probability
      if left < 0 { return index }
    }
    return probabilities.count - 1
  }

  /// A uniform whole number in 0 ..< bound.
  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}
