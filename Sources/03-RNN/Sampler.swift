import Foundation
import Tensors
import Training

/// How the next token is chosen from its logits.
///
/// Even a model with the true probabilities sometimes samples an odd token: each improbable token is rare, but all of them
/// together are not. Every option here takes probability away from them.
public struct Sampler: Sendable {
  /// The logits are divided by it: below 1 probable tokens become more probable, above 1 less. At 0 the most probable one
  /// is always taken.
  public var temperature: Scalar
  /// Samples only from the k most probable tokens.
  public var topK: Int?
  /// Samples only from the most probable tokens that together have at least this probability: the nucleus.
  public var topP: Scalar?

  public init(temperature: Scalar = 1, topK: Int? = nil, topP: Scalar? = nil) {
    require(
      temperature >= 0 && topK ?? 1 >= 1 && topP ?? 1 > 0,
      "Sampler: temperature \(temperature), top k \(topK ?? 1), top p \(topP ?? 1)")
    (self.temperature, self.topK, self.topP) = (temperature, topK, topP)
  }

  /// Always the most probable token: the limit of a falling temperature.
  public static let greedy = Sampler(temperature: 0)

  /// The probabilities that are sampled from, `[V]`; of equal logits the first counts as the larger.
  public func probabilities(_ logits: [Scalar]) -> [Scalar] {
    let ranking = logits.indices.sorted { logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1 }
    var chosen = ranking.prefix(temperature == 0 ? 1 : topK ?? logits.count)
    let best = logits[ranking[0]]
    var weights = chosen.map { temperature == 0 ? 1 : exp((logits[$0] - best) / temperature) }
    if let topP {
      let wanted = topP * weights.reduce(0, +)
      var sum: Scalar = 0
      let isEnough = weights.firstIndex { weight in
        sum += weight
        return sum >= wanted
      }
      let count = isEnough.map { $0 + 1 } ?? weights.count
      (chosen, weights) = (chosen.prefix(count), Array(weights.prefix(count)))
    }
    let total = weights.reduce(0, +)
    var probabilities = [Scalar](repeating: 0, count: logits.count)
    for (token, weight) in zip(chosen, weights) { probabilities[token] = weight / total }
    return probabilities
  }

  /// Samples a token. Greedy decoding draws no random number.
  public func callAsFunction(_ logits: [Scalar], using generator: inout Generator) -> Int {
    if temperature == 0 { return mostProbable(logits) }
    let probabilities = probabilities(logits)
    var rest = generator.uniform()
    for (token, probability) in probabilities.enumerated() where probability > 0 {
      rest -= probability
      if rest < 0 { return token }
    }
    return probabilities.lastIndex { $0 > 0 }!  // the probabilities' sum was rounded to a little below 1
  }

  /// The token with the largest logit, of equals the first.
  private func mostProbable(_ logits: [Scalar]) -> Int {
    var best = 0
    for token in logits.indices.dropFirst() where logits[token] > logits[best] { best = token }
    return best
  }
}
