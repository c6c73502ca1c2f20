import Exercises
import Foundation
import T5
import Tensors

/// Model answers of chapter 11.
public enum T5Solutions: T5Tasks {
  public static func corruptSpans(
    _ tokens: [Int], isNoise: [Bool], vocabularySize V: Int
  ) throws -> (source: [Int], target: [Int]) {
    guard tokens.count == isNoise.count else { throw Misfit("\(tokens.count) tokens, but \(isNoise.count) marks") }
    var (source, target): ([Int], [Int]) = ([], [])
    var sentinel = V - 1
    for (t, token) in tokens.enumerated() {
      guard isNoise[t] else {
        source.append(token)
        continue
      }
      if t == 0 || !isNoise[t - 1] {
        source.append(sentinel)
        target.append(sentinel)
        sentinel -= 1
      }
      target.append(token)
    }
    return (source, target + [sentinel])
  }

  public static func relativeBucket(
    of offset: Int, buckets: Int, maximumDistance: Int, isBidirectional: Bool
  ) throws -> Int {
    let n = isBidirectional ? buckets / 2 : buckets
    let first = isBidirectional && offset > 0 ? n : 0
    let distance = isBidirectional ? abs(offset) : max(0, -offset)
    let e = n / 2
    if distance < e { return first + distance }
    let share = log(Double(distance) / Double(e)) / log(Double(maximumDistance) / Double(e))
    return first + min(n - 1, e + Int(share * Double(n - e)))
  }

  public static func infill(_ tokens: [Int], spans: [Range<Int>], mask: Int) throws -> [Int] {
    var (result, next): ([Int], Int) = ([], 0)
    for span in spans {
      guard next <= span.lowerBound, span.upperBound <= tokens.count else {
        throw Misfit("the span \(span) does not fit after position \(next) of \(tokens.count) tokens")
      }
      result += tokens[next..<span.lowerBound] + [mask]
      next = span.upperBound
    }
    return result + tokens[next...]
  }

  public static func normalizeByRMS(
    _ x: Tensor, gain: Tensor, epsilon: Scalar, outputGradient dy: Tensor
  ) throws -> (y: Tensor, xGradient: Tensor, gainGradient: Tensor) {
    let r = sqrt((x * x).mean(axis: -1, keepingAxis: true) + epsilon)  // [N, 1]
    let normalized = x / r
    let h = dy * gain
    let dx = (h - normalized * (h * normalized).mean(axis: -1, keepingAxis: true)) / r
    return (gain * normalized, dx, (dy * normalized).sum(axis: 0))
  }

  public static func bestSegmentation(
    _ word: String, logProbabilities: [String: Scalar]
  ) throws -> (pieces: [String], score: Scalar) {
    let letters = Array(word)
    var best = [Scalar](repeating: -.infinity, count: letters.count + 1)
    var last = [String](repeating: "", count: letters.count + 1)
    best[0] = 0
    for end in letters.indices.map({ $0 + 1 }) {
      for start in 0..<end {  // longer pieces first, so that of equal sums they stay
        let piece = String(letters[start..<end])
        if let score = logProbabilities[piece], best[start] + score > best[end] {
          (best[end], last[end]) = (best[start] + score, piece)
        }
      }
    }
    guard best[letters.count] > -.infinity else { throw Misfit("no pieces make up \(word)") }
    var (pieces, position): ([String], Int) = ([], letters.count)
    while position > 0 {
      pieces.append(last[position])
      position -= last[position].count
    }
    return (pieces.reversed(), best[letters.count])
  }

  public static func biasedAttention(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, table: Tensor, heads H: Int, start: Int, bucket: (_ offset: Int) -> Int
  ) throws -> Tensor {
    let ((Tq, D), Tk) = (q.shape2, k.shape[0])
    let contexts = (0..<H).map { h in
      let columns = h * (D / H)..<(h + 1) * (D / H)
      let bias = Tensor(shape: [Tq, Tk]) { table[bucket($0[1] - (start + $0[0])), h] }
      let scores = matmul(q.columns(columns), k.columns(columns), transposing: .right) + bias
      return matmul(softmax(scores), v.columns(columns))  // [Tq, d]
    }
    return .concatenate(contexts, axis: 1)
  }

  public static func decoderRows(
    _ targets: [[Int]], padding: Int, end: Int
  ) throws -> (inputs: [[Int]], labels: [[Int]], counts: [[Bool]]) {
    let width = (targets.map(\.count).max() ?? 0) + 1
    let labels = targets.map { target in
      target + [end] + [Int](repeating: padding, count: width - target.count - 1)
    }
    let inputs = labels.map { [padding] + $0.dropLast() }
    let counts = targets.map { target in (0..<width).map { $0 <= target.count } }
    return (inputs, labels, counts)
  }
}
