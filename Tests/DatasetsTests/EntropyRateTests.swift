import Datasets
import Foundation
import Tensors
import Testing

struct EntropyRateTests {
  static let mess3 = HiddenMarkovTests.mess3

  /// H(Xₙ₊₁ | X₁ … Xₙ) = H(X₁ … Xₙ₊₁) − H(X₁ … Xₙ), with the probabilities of words as sums over paths of states.
  @Test(arguments: HiddenMarkovTests.all, 0...3)
  func `the expected loss is a difference of entropies of words`(process: HiddenMarkovProcess, n: Int) {
    func entropy(_ length: Int) -> Double {
      words(length, of: process).map { probability(of: $0, process) }.filter { $0 > 0 }.map { -$0 * log($0) }.sum
    }
    #expect(abs(process.expectedLoss(seeing: n) - (entropy(n + 1) - entropy(n))) < 1e-12)
  }

  @Test(arguments: [(HiddenMarkovTests.mess3, 7), (HiddenMarkovTests.uneven, 7), (.zeroOneRandom, 12)])
  func `the bounds close in on each other`(process: HiddenMarkovProcess, longest: Int) {
    let bounds = (0...longest).map { process.entropyRateBounds(seeing: $0) }
    for (wide, narrow) in zip(bounds, bounds.dropFirst()) {
      #expect(wide.lowerBound <= narrow.lowerBound + 1e-12 && narrow.upperBound <= wide.upperBound + 1e-12)
    }
    #expect(bounds[longest].upperBound - bounds[longest].lowerBound < 5e-4)
  }

  @Test func `the entropy rate of Mess3 is the stated one`() {
    let rate = Self.mess3.entropyRate()
    #expect(rate.upperBound - rate.lowerBound < 1e-7)
    #expect(abs(rate.lowerBound - 0.7934575) < 1e-7 && abs(rate.upperBound - 0.7934576) < 1e-7, "\(rate)")
  }

  /// Two of three tokens are certain once the phase is known.
  @Test func `the rate of zero, one, random is a third of a coin`() {
    let rate = HiddenMarkovProcess.zeroOneRandom.entropyRate(tolerance: 1e-9)
    #expect(abs(rate.lowerBound - log(2) / 3) < 1e-9 && abs(rate.upperBound - log(2) / 3) < 1e-9)
  }

  /// With states that are visible the process is a Markov chain, whose rate is that of a row: 0.9, 0.05, 0.05.
  @Test func `with states in sight the rate is that of a Markov chain`() {
    let entropy = -0.9 * log(0.9) - 0.1 * log(0.05)
    let rate = HiddenMarkovProcess.mess3(alpha: 1).entropyRate()
    #expect(abs(rate.lowerBound - entropy) < 1e-12 && abs(rate.upperBound - entropy) < 1e-12)
  }

  /// After 30 tokens the first state is forgotten, so that every further token has the rate as its expected loss.
  @Test(arguments: [HiddenMarkovTests.mess3, HiddenMarkovTests.uneven], [1, 2])
  func `the mean loss on samples is the rate`(process: HiddenMarkovProcess, seed: Int) {
    var generator = Generator(seed: seed)
    let means = (0..<800).map { _ in
      process.tokenLosses(of: process.tokens(80, using: &generator)).dropFirst(30).reduce(0) { $0 + $1 } / 50
    }
    let (mean, error) = meanAndError(means)
    let rate = process.entropyRate(tolerance: 1e-5)
    #expect(abs(mean - rate.upperBound) < 3 * error, "\(mean) ± \(error), expected \(rate)")
    #expect(error < 0.01 * mean)
  }

  @Test func `the expected losses of a context are those of samples at each position`() {
    let T = 8
    let expected = Self.mess3.expectedLosses(contextLength: T)
    #expect(expected.count == T)
    var generator = Generator(seed: 4)
    let losses = (0..<20_000).map { _ in Self.mess3.tokenLosses(of: Self.mess3.tokens(T + 1, using: &generator)) }
    for t in 0..<T {
      let (mean, error) = meanAndError(losses.map { $0[t + 1] })
      #expect(abs(mean - expected[t]) < 3.5 * error, "\(t): \(mean) ± \(error), expected \(expected[t])")
    }
  }

  @Test func `a long context ends at the rate`() {
    let losses = Self.mess3.expectedLosses(contextLength: 40, tolerance: 1e-5)
    #expect(losses.count == 40 && zip(losses, losses.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(abs(losses[0] - 0.857719) < 1e-6 && abs(losses[39] - 0.793458) < 1e-5)
    #expect(losses[2] == Self.mess3.expectedLoss(seeing: 3))
  }

  private func meanAndError(_ values: [Double]) -> (mean: Double, error: Double) {
    let n = Double(values.count)
    let mean = values.sum / n
    return (mean, (values.map { ($0 - mean) * ($0 - mean) }.sum / (n - 1) / n).squareRoot())
  }
}
