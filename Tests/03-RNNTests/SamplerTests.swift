import Foundation
import RNN
import Tensors
import TestSupport
import Testing

struct SamplerTests {
  /// Logits whose softmax is 0.5, 0.3, 0.15, 0.05, in another order.
  static let logits: [Scalar] = [0.15, 0.5, 0.05, 0.3].map { log($0) }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let sampler: Sampler
    let expected: [Scalar]
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "as they are", sampler: Sampler(), expected: [0.15, 0.5, 0.05, 0.3]),
    Case(name: "top 2", sampler: Sampler(topK: 2), expected: [0, 0.625, 0, 0.375]),
    Case(name: "top 9 of 4", sampler: Sampler(topK: 9), expected: [0.15, 0.5, 0.05, 0.3]),
    Case(name: "top 60 %", sampler: Sampler(topP: 0.6), expected: [0, 0.625, 0, 0.375]),
    Case(name: "top 40 %", sampler: Sampler(topP: 0.4), expected: [0, 1, 0, 0]),
    Case(name: "top 100 %", sampler: Sampler(topP: 1), expected: [0.15, 0.5, 0.05, 0.3]),
    Case(name: "top 60 % of the top 2", sampler: Sampler(topK: 2, topP: 0.6), expected: [0, 1, 0, 0]),
    Case(
      name: "half the temperature squares", sampler: Sampler(temperature: 0.5),
      expected: [0.0225, 0.25, 0.0025, 0.09].map { $0 / 0.365 }),
    Case(name: "greedy", sampler: .greedy, expected: [0, 1, 0, 0]),
  ]

  @Test(arguments: cases)
  func `the probabilities are exact`(case_: Case) {
    expectClose(Tensor(case_.sampler.probabilities(Self.logits)), to: Tensor(case_.expected), tolerance: 1e-6)
  }

  @Test func `a nucleus ends where its probability is reached exactly`() {
    #expect(Sampler(topP: 0.5).probabilities([1, 1, 1, 1]) == [0.5, 0.5, 0, 0])
    #expect(Sampler(topP: 0.25).probabilities([1, 1, 1, 1]) == [1, 0, 0, 0])
  }

  @Test func `greedy decoding is the limit of temperature 0`() {
    let cold = Sampler(temperature: 0.001).probabilities(Self.logits)
    expectClose(Tensor(cold), to: Tensor(Sampler.greedy.probabilities(Self.logits)))
    #expect(Sampler.greedy.probabilities([1, 2, 2]) == [0, 1, 0], "of equal logits the first")
    var generator = Generator(seed: 0)
    #expect(Sampler.greedy([1, 2, 2], using: &generator) == 1)
    #expect(generator == Generator(seed: 0), "nothing is drawn")
  }

  @Test func `tokens are drawn as often as their probabilities say`() {
    var generator = Generator(seed: 1)
    var counts = [0, 0, 0, 0]
    for _ in 0..<20_000 { counts[Sampler(topK: 3)(Self.logits, using: &generator)] += 1 }
    #expect(counts[2] == 0)
    for (count, probability) in zip(counts, Sampler(topK: 3).probabilities(Self.logits)) {
      #expect(abs(Double(count) / 20_000 - Double(probability)) < 0.02)
    }
  }
}
