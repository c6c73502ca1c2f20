import BERT
import Exercises
import Foundation
import Tensors

/// Model answers of chapter 09.
public enum BERTSolutions: BERTTasks {
  public static func maskTokens(
    _ tokens: [Int], at drawn: [DrawnPosition], special: BERTSpecialTokens, ignored: Int
  ) throws -> (shown: [Int], targets: [Int]) {
    var (shown, targets) = (tokens, tokens.map { _ in ignored })
    for draw in drawn where !special.all.contains(tokens[draw.position]) {
      targets[draw.position] = tokens[draw.position]
      if draw.noise < 0.8 {
        shown[draw.position] = special.mask
      } else if draw.noise < 0.9 {
        shown[draw.position] = draw.randomToken
      }
    }
    return (shown, targets)
  }

  public static func joinPair(
    _ first: [Int], _ second: [Int], width: Int, special: BERTSpecialTokens
  ) throws -> (tokens: [Int], segments: [Int], length: Int) {
    let a = [special.classification] + first + [special.separator]
    let b = second + [special.separator]
    let length = a.count + b.count
    guard length <= width else { throw Misfit("\(length) tokens do not fit the width \(width)") }
    let padding = width - length
    return (
      a + b + [Int](repeating: special.padding, count: padding),
      a.map { _ in 0 } + b.map { _ in 1 } + [Int](repeating: 0, count: padding), length
    )
  }

  public static func pretrainingLoss(
    tokenLogits: Tensor, tokens: [Int], chosen: [Int], nextLogits: Tensor, labels: [Int]
  ) throws -> (loss: Scalar, tokenGradient: Tensor, nextGradient: Tensor) {
    /// The mean cross-entropy over some rows, and its gradient for the logits of all rows.
    func crossEntropy(_ logits: Tensor, _ targets: [Int], over rows: [Int]) -> (loss: Scalar, gradient: Tensor) {
      let counts = Tensor(shape: [targets.count, 1]) { rows.contains($0[0]) ? 1 / Scalar(rows.count) : 0 }
      let oneHot = Tensor(shape: logits.shape) { $0[1] == targets[$0[0]] ? 1 : 0 }
      return (-(counts * oneHot * logSoftmax(logits)).sum, counts * (softmax(logits) - oneHot))
    }
    let masked = crossEntropy(tokenLogits, tokens, over: chosen)
    let next = crossEntropy(nextLogits, labels, over: Array(labels.indices))
    return (masked.loss + next.loss, masked.gradient, next.gradient)
  }

  public static func decodeSpan(
    start: Tensor, end: Tensor, passage: Range<Int>, maximumLength: Int
  ) throws -> (first: Int, last: Int) {
    var (best, largest) = ((first: passage.lowerBound, last: passage.lowerBound), -Scalar.infinity)
    for first in passage {
      for last in first..<min(first + maximumLength, passage.upperBound) where start[first] + end[last] > largest {
        (best, largest) = ((first, last), start[first] + end[last])
      }
    }
    return best
  }

  public static func meanPool(_ states: Tensor, mask: Tensor) throws -> Tensor {
    let (B, T, _) = states.shape3
    let counts = mask.sum(axis: 1, keepingAxis: true)  // [B, 1]
    guard counts.min > 0 else { throw Misfit("a text is padding alone") }
    return (states * mask.reshaped(B, T, 1)).sum(axis: 1) / counts
  }

  public static func replaceTokens(
    _ tokens: [Int], length: Int, at positions: [Int], with guesses: [Int], ignored: Int
  ) throws -> (filled: [Int], labels: [Int]) {
    var filled = tokens
    for (position, guess) in zip(positions, guesses) { filled[position] = guess }
    let labels = tokens.indices.map { t in
      if t >= length { return ignored }
      return filled[t] == tokens[t] ? 0 : 1
    }
    return (filled, labels)
  }

  public static func chooseEachEpoch(
    _ tokens: [Int], epochs: Int, special: BERTSpecialTokens, using generator: inout Generator
  ) throws -> [[Int]] {
    let ordinary = tokens.indices.filter { !special.all.contains(tokens[$0]) }
    let count = max(1, Int((0.15 * Scalar(ordinary.count)).rounded()))
    return (0..<epochs).map { _ in Array(ordinary.shuffled(using: &generator).prefix(count)) }
  }
}
