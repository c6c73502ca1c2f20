import Foundation
import Tensors

extension Generator {
  /// A number of the **Poisson distribution**, whose mean and variance are both `mean`.
  ///
  /// It counts the events of a unit of time when the waits between them are exponential, −ln(u): the sum of the waits stays
  /// below the mean as long as the product of the uniform numbers stays above e^−mean.
  public mutating func poisson(_ mean: Double) -> Int {
    let bound = exp(-mean)
    var product = Double.random(in: 0..<1, using: &self)
    var count = 0
    while product > bound {
      product *= Double.random(in: 0..<1, using: &self)
      count += 1
    }
    return count
  }
}
