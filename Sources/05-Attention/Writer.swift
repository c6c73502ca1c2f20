import Foundation
import LSTM

// N texts at once · V tokens

/// Where a writer stands in each of its texts.
public protocol DecoderState {
  /// The positions of some of the texts, in this order; one may be named twice, to go on in two ways.
  func rows(at indices: [Int]) -> Self
}

/// A model that writes token after token, in N texts at once.
public protocol Writer {
  associatedtype State: DecoderState

  /// The logits of the next tokens, `[N, V]`, after one more token in each text, and the positions behind it.
  func next(after tokens: [Int], _ state: State) -> (logits: Tensor, state: State)
}

/// Where writing starts, and where it must end.
public struct Writing: Sendable {
  /// The token that stands before every text.
  public var begin: Int
  /// The token behind every text, which is left out of it.
  public var end: Int
  /// How many tokens a text has at most.
  public var limit: Int

  public init(begin: Int, end: Int, limit: Int) { (self.begin, self.end, self.limit) = (begin, end, limit) }
}

extension Writer {
  /// Writes N texts, always with the token of the highest score.
  public func generateGreedily(_ count: Int, from state: State, _ writing: Writing) -> [[Int]] {
    withoutGradients {
      var texts = [[Int]](repeating: [], count: count)
      var going = Array(0..<count)  // the texts that are not at their end
      var (tokens, state) = ([Int](repeating: writing.begin, count: count), state)
      for _ in 0..<writing.limit where !going.isEmpty {
        let (logits, next) = self.next(after: tokens, state)
        let best = logits.argmax()
        let open = going.indices.filter { best[$0] != writing.end }
        state = open.count == going.count ? next : next.rows(at: open)
        (going, tokens) = (open.map { going[$0] }, open.map { best[$0] })
        for (text, token) in zip(going, tokens) { texts[text].append(token) }
      }
      return texts
    }
  }
}
