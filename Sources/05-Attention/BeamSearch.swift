import Foundation
import LSTM

// N texts at once · W width of the beam · V tokens

/// Keeps several beginnings of each text alive, and looks at all that can follow them.
///
/// The best token now may lead to a bad text. A beam of width W goes on with the W most probable beginnings. Whenever one
/// of them ends it leaves the beam, which becomes narrower by it (Sutskever, Vinyals, Le 2014); so a beam of width 1 is the
/// greedy writer.
public struct BeamSearch: Sendable {
  public var width: Int
  /// How much long texts are helped, whose probability is a product of more factors: log p is divided by
  /// ((5 + length) / 6)^penalty (Wu and others 2016). At 0 it is not.
  public var lengthPenalty: Double

  public init(width: Int, lengthPenalty: Double = 0) {
    require(width >= 1 && lengthPenalty >= 0, "BeamSearch: width \(width), length penalty \(lengthPenalty)")
    (self.width, self.lengthPenalty) = (width, lengthPenalty)
  }

  /// The beginning of a text, or a whole one.
  public struct Hypothesis: Sendable, Equatable {
    public var tokens: [Int]
    /// ln of the probability of all its tokens, its end included where it has one.
    public var logProbability: Double
    /// What hypotheses are compared by at the end.
    public var score: Double
  }

  /// For each of N texts up to W hypotheses, the best first.
  public func callAsFunction<W: Writer>(
    _ writer: W, _ count: Int, from state: W.State, _ writing: Writing
  ) -> [[Hypothesis]] {
    withoutGradients {
      var finished = [[Hypothesis]](repeating: [], count: count)
      var beam = Beam(
        owners: Array(0..<count),
        hypotheses: .init(repeating: Hypothesis(tokens: [], logProbability: 0, score: 0), count: count))
      var state = state
      for _ in 0..<writing.limit where !beam.owners.isEmpty {
        let tokens = beam.hypotheses.map { $0.tokens.last ?? writing.begin }
        let (logits, next) = writer.next(after: tokens, state)
        let chosen = step(beam, logSoftmax(logits), &finished, writing)
        state = next.rows(at: chosen.parents)
        beam = chosen.beam
      }
      // What the limit cut off counts as it is.
      for (owner, hypothesis) in zip(beam.owners, beam.hypotheses) { finished[owner].append(hypothesis) }
      return finished.map { $0.sorted { $0.score > $1.score }.prefix(width).map(\.self) }
    }
  }

  /// The living beginnings of all texts, those of one text side by side.
  private struct Beam {
    /// Which text each belongs to.
    var owners: [Int] = []
    var hypotheses: [Hypothesis] = []
  }

  /// For each text the best of all ways to go on; those that end are finished, the others are the new beam.
  private func step(_ beam: Beam, _ logarithms: Tensor, _ finished: inout [[Hypothesis]], _ writing: Writing) -> (
    beam: Beam, parents: [Int]
  ) {
    var (next, parents) = (Beam(), [Int]())
    let V = logarithms.shape[1]
    var first = 0
    while first < beam.owners.count {
      let owner = beam.owners[first]
      let last = beam.owners[first...].firstIndex { $0 != owner } ?? beam.owners.count
      let room = width - finished[owner].count
      for candidate in best(room, of: first..<last, beam, logarithms) {
        let (parent, token) = (candidate.position / V, candidate.position % V)
        var hypothesis = beam.hypotheses[parent]
        hypothesis.logProbability = candidate.logProbability
        if token != writing.end { hypothesis.tokens.append(token) }
        hypothesis.score = score(hypothesis.logProbability, length: hypothesis.tokens.count)
        if token == writing.end {
          finished[owner].append(hypothesis)
        } else {
          next.owners.append(owner)
          next.hypotheses.append(hypothesis)
          parents.append(parent)
        }
      }
      first = last
    }
    return (next, parents)
  }

  /// The most probable continuations of one text's hypotheses; of equals, the first.
  private func best(_ count: Int, of rows: Range<Int>, _ beam: Beam, _ logarithms: Tensor) -> [(
    position: Int, logProbability: Double
  )] {
    let (V, scalars) = (logarithms.shape[1], logarithms.scalars)
    var best: [(position: Int, logProbability: Double)] = []
    for position in rows.lowerBound * V..<rows.upperBound * V {
      let logProbability = beam.hypotheses[position / V].logProbability + Double(scalars[position])
      if best.count == count, logProbability <= best.last!.logProbability { continue }
      let rank = best.firstIndex { $0.logProbability < logProbability } ?? best.count
      best.insert((position, logProbability), at: rank)
      if best.count > count { best.removeLast() }
    }
    return best
  }

  private func score(_ logProbability: Double, length: Int) -> Double {
    logProbability / pow((5 + Double(length)) / 6, lengthPenalty)
  }
}
