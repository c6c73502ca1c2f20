import Foundation
import LSTM

// N texts at once · V symbols

/// Where a writer stands in each of its texts.
public protocol WriterState {
  /// The places of some of the texts, in this order; one may be named twice, to go on in two ways.
  func rows(at indices: [Int]) -> Self
}

/// A model that writes symbol after symbol, in N texts at once.
public protocol Writer {
  associatedtype State: WriterState

  /// The scores of the next symbols, `[N, V]`, after one more symbol in each text, and the places behind it.
  func next(after symbols: [Int], _ state: State) -> (scores: Tensor, state: State)
}

/// Where writing starts, and where it must end.
public struct Writing: Sendable {
  /// The symbol that stands before every text.
  public var begin: Int
  /// The symbol behind every text, which is left out of it.
  public var end: Int
  /// How many symbols a text has at most.
  public var limit: Int

  public init(begin: Int, end: Int, limit: Int) { (self.begin, self.end, self.limit) = (begin, end, limit) }
}

extension Writer {
  /// Writes N texts, always with the symbol of the highest score.
  public func writeGreedily(_ count: Int, from state: State, _ writing: Writing) -> [[Int]] {
    withoutGradients {
      var texts = [[Int]](repeating: [], count: count)
      var going = Array(0..<count)  // the texts that are not at their end
      var (symbols, state) = ([Int](repeating: writing.begin, count: count), state)
      for _ in 0..<writing.limit where !going.isEmpty {
        let (scores, next) = self.next(after: symbols, state)
        let best = scores.argmax()
        let open = going.indices.filter { best[$0] != writing.end }
        state = open.count == going.count ? next : next.rows(at: open)
        (going, symbols) = (open.map { going[$0] }, open.map { best[$0] })
        for (text, symbol) in zip(going, symbols) { texts[text].append(symbol) }
      }
      return texts
    }
  }
}
