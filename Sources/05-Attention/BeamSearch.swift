import Datasets
import Foundation
import Gradients
import LSTM
import RNN
import Tensors

// N sequences at once · W width of the beam · V vocabulary size

/// Keeps several beginnings of each sequence, and looks at every token that can follow them.
///
/// The most probable next token may lead to an improbable sequence. A beam of width W goes on with the W most probable
/// beginnings. One that ends leaves the beam, which then has room for one fewer (Sutskever, Vinyals, Le 2014); so a beam of
/// width 1 is greedy decoding.
public struct BeamSearch: Sendable {
  public var width: Int
  /// log p, a sum with a negative term for each token, is divided by ((5 + length) / 6)^penalty, which helps long
  /// sequences (Wu and others 2016). At 0 it is not.
  public var lengthPenalty: Double

  public init(width: Int, lengthPenalty: Double = 0) {
    require(width >= 1 && lengthPenalty >= 0, "BeamSearch: width \(width), length penalty \(lengthPenalty)")
    (self.width, self.lengthPenalty) = (width, lengthPenalty)
  }

  /// The beginning of a sequence, or a whole one.
  public struct Hypothesis: Sendable, Equatable {
    public var tokens: [Int] = []
    /// ln of the probability of all its tokens, its end included where it has one.
    public var logProbability = 0.0
    /// log p after the length penalty: the order of the hypotheses at the end.
    public var score = 0.0
  }
}

extension AutoregressiveModel {
  /// For each of N prompts up to W continuations, the best first.
  ///
  /// The hypotheses of all prompts are read together: one prompt's after the other's make the rows of the batch.
  public func generate(
    _ prompts: [[Int]], from state: State, limit: Int, end: Int, beam search: BeamSearch
  ) -> [[BeamSearch.Hypothesis]] {
    withoutGradients {
      var beams = prompts.map { _ in Beam(open: [BeamSearch.Hypothesis()]) }
      var (inputs, state) = (prompts, state)
      for _ in 0..<limit where !inputs.isEmpty {
        let logProbabilities = logSoftmax(read(PaddedRows(inputs), &state))  // [rows, V]
        var (parents, firstRow) = ([Int](), 0)
        for index in beams.indices {
          let rows = firstRow..<firstRow + beams[index].open.count
          firstRow = rows.upperBound
          parents += beams[index].advance(search, logProbabilities.rows(rows), end: end).map { rows.lowerBound + $0 }
        }
        state = state.rows(at: parents)
        inputs = beams.flatMap { $0.open.map { [$0.tokens.last!] } }
      }
      // What the limit has cut off counts as it is.
      return beams.map { beam in
        (beam.finished + beam.open).sorted { $0.score > $1.score }.prefix(search.width).map(\.self)
      }
    }
  }
}

/// The hypotheses of one sequence.
private struct Beam {
  /// Those that go on: the next step reads a row for each.
  var open: [BeamSearch.Hypothesis]
  var finished: [BeamSearch.Hypothesis] = []

  /// Replaces the open hypotheses by their most probable continuations, as many as there is room for.
  ///
  /// - Parameter logProbabilities: Of the next token, `[open, V]`.
  /// - Returns: For every new open hypothesis the old one that it continues.
  mutating func advance(_ search: BeamSearch, _ logProbabilities: Tensor, end: Int) -> [Int] {
    let (old, V) = (open, logProbabilities.shape[1])
    var parents: [Int] = []
    open = []
    for best in mostProbable(search.width - finished.count, after: old, logProbabilities) {
      let (parent, token) = (best.index / V, best.index % V)
      var hypothesis = old[parent]
      hypothesis.logProbability = best.logProbability
      if token != end { hypothesis.tokens.append(token) }
      hypothesis.score =
        best.logProbability / pow((5 + Double(hypothesis.tokens.count)) / 6, search.lengthPenalty)
      if token == end {
        finished.append(hypothesis)
      } else {
        open.append(hypothesis)
        parents.append(parent)
      }
    }
    return parents
  }

  /// The most probable pairs of a hypothesis and a next token, counted row by row; of equals, the first.
  private func mostProbable(
    _ count: Int, after old: [BeamSearch.Hypothesis], _ logProbabilities: Tensor
  ) -> [(index: Int, logProbability: Double)] {
    let V = logProbabilities.shape[1]
    var best: [(index: Int, logProbability: Double)] = []
    for (index, scalar) in logProbabilities.scalars.enumerated() {
      let logProbability = old[index / V].logProbability + Double(scalar)
      if best.count == count, logProbability <= best.last!.logProbability { continue }
      let rank = best.firstIndex { $0.logProbability < logProbability } ?? best.count
      best.insert((index, logProbability), at: rank)
      if best.count > count { best.removeLast() }
    }
    return best
  }
}
