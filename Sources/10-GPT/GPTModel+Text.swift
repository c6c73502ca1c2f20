import Datasets
import Foundation
import Gradients
import RNN
import Tensors
import Training
import Transformer

// B batch · T positions · V vocabulary size

extension GPTModel {
  /// −ln of the probability of every token of a text but the first and the last few, each after at least half a context of
  /// others.
  public func tokenLosses(of text: [Int]) -> [Double] {
    slidingTokenLosses(of: text, contextLength: configuration.contextLimit) { self($0, batch: 1) }
  }

  /// The mean loss over contexts that lie side by side in a text, all of whose tokens count: the expected loss of a training
  /// step, on text that is not trained on. The first tokens of a context have seen little, so it is higher than the mean of
  /// `tokenLosses(of:)`.
  ///
  /// - Parameter wanted: How many of the contexts are read, evenly spread; all if there are no more.
  public func meanLoss(on text: [Int], contexts wanted: Int = .max) -> Double {
    let T = configuration.contextLimit
    let count = (text.count - 1) / T
    require(count > 0, "meanLoss: \(text.count) tokens, and a context has \(T)")
    let chosen = min(wanted, count)
    let starts = (0..<chosen).map { $0 * count / chosen * T }
    var sum = 0.0
    withoutGradients {
      for first in stride(from: 0, to: chosen, by: 64) {
        let rows = starts[first..<min(first + 64, chosen)].map { Array(text[$0...$0 + T]) }
        sum += Double(loss(TokenBatch(rows: rows)).value.scalar) * Double(rows.count)
      }
    }
    return sum / Double(chosen)
  }

  /// Writes on after a prompt, as long as wanted: when the context is full, its last half is read again as a beginning.
  public func write(
    after prompt: [Int], count: Int, sampler: Sampler = Sampler(), using generator: inout Generator
  ) -> [Int] {
    let limit = configuration.contextLimit
    var text = prompt
    while text.count < prompt.count + count {
      let kept = text.count <= limit ? text.count : max(1, limit / 2)
      // Of what is generated, the last token is not read.
      let more = min(limit - kept + 1, prompt.count + count - text.count)
      text += generate([text.suffix(kept)], from: start(), limit: more, sampler: sampler, using: &generator)[0]
    }
    return Array(text.dropFirst(prompt.count))
  }
}
