import Foundation
import T5
import Tensors
import Testing

@Suite struct PoissonTests {
  @Test(arguments: [0, 0.5, 3, 8])
  func `mean, variance and histogram are those of the distribution`(mean: Double) {
    var generator = Generator(seed: 5)
    let n = 50_000
    let draws = (0..<n).map { _ in Double(generator.poisson(mean)) }
    let average = draws.reduce(0, +) / Double(n)
    let variance = draws.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(n)
    #expect(abs(average - mean) <= 0.05 * mean.squareRoot())
    #expect(abs(variance - mean) <= 0.05 * mean)
    var probability = exp(-mean)
    for k in 0..<25 {
      let share = Double(draws.count { $0 == Double(k) }) / Double(n)
      let deviation = (probability * (1 - probability) / Double(n)).squareRoot()
      #expect(abs(share - probability) <= 4.5 * deviation + 1e-4, "\(k): \(share) for \(probability)")
      probability *= mean / Double(k + 1)
    }
  }
}
