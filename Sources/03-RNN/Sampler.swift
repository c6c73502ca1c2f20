import Foundation
import Training

/// How the next symbol is chosen from a model's scores.
///
/// A model that gives every symbol its true probability still says something odd now and then, because the many
/// improbable symbols together are not improbable. Each option here takes from them.
public struct Sampler: Sendable {
  /// Scores are divided by it: below 1 the probable becomes more probable, above 1 less. At 0 the best is always taken.
  public var temperature: Scalar
  /// Only so many of the best symbols are drawn from.
  public var topK: Int?
  /// Only the best symbols that together have at least this probability are drawn from.
  public var topP: Scalar?

  public init(temperature: Scalar = 1, topK: Int? = nil, topP: Scalar? = nil) {
    require(
      temperature >= 0 && topK ?? 1 >= 1 && topP ?? 1 > 0,
      "Sampler: temperature \(temperature), top k \(topK ?? 1), top p \(topP ?? 1)")
    (self.temperature, self.topK, self.topP) = (temperature, topK, topP)
  }

  /// The best symbol, always: the limit of a falling temperature.
  public static let greedy = Sampler(temperature: 0)

  /// The probabilities that are drawn from, `[V]`; of equal scores the first counts as the better one.
  public func probabilities(_ scores: [Scalar]) -> [Scalar] {
    let ranking = scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    var chosen = ranking.prefix(temperature == 0 ? 1 : topK ?? scores.count)
    let best = scores[ranking[0]]
    var weights = chosen.map { temperature == 0 ? 1 : exp((scores[$0] - best) / temperature) }
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
    var probabilities = [Scalar](repeating: 0, count: scores.count)
    for (symbol, weight) in zip(chosen, weights) { probabilities[symbol] = weight / total }
    return probabilities
  }

  /// Draws a symbol.
  public func callAsFunction(_ scores: [Scalar], using generator: inout Generator) -> Int {
    let probabilities = probabilities(scores)
    var rest = generator.uniform()
    for (symbol, probability) in probabilities.enumerated() where probability > 0 {
      rest -= probability
      if rest < 0 { return symbol }
    }
    return probabilities.lastIndex { $0 > 0 }!  // the probabilities' sum was rounded to a little below 1
  }
}
