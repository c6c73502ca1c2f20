import Exercises
import Foundation
import Solutions
import T5
import Tensors

/// Right answers to chapter 11, each written in another way than the solution.
enum OtherT5Answers: T5Tasks {
  /// The spans are collected first, and replaced from the last to the first.
  static func corruptSpans(
    _ tokens: [Int], isNoise: [Bool], vocabularySize V: Int
  ) throws -> (source: [Int], target: [Int]) {
    guard isNoise.count == tokens.count else { throw Misfit("lengths") }
    return sourceAndTarget(tokens, spans(of: isNoise)) { V - 1 - $0 }
  }

  static func spans(of isNoise: [Bool]) -> [Range<Int>] {
    var spans: [Range<Int>] = []
    for t in isNoise.indices where isNoise[t] {
      if let last = spans.last, last.upperBound == t {
        spans[spans.count - 1] = last.lowerBound..<t + 1
      } else {
        spans.append(t..<t + 1)
      }
    }
    return spans
  }

  static func sourceAndTarget(
    _ tokens: [Int], _ spans: [Range<Int>], sentinel: (_ number: Int) -> Int
  ) -> (source: [Int], target: [Int]) {
    var (source, target) = (tokens, [sentinel(spans.count)])
    for (number, span) in zip(0..., spans).reversed() {
      target = [sentinel(number)] + tokens[span] + target
      source.replaceSubrange(span, with: [sentinel(number)])
    }
    return (source, target)
  }

  /// As in the published code, by query minus key, and in the precision of a `Float`.
  static func relativeBucket(
    of offset: Int, buckets: Int, maximumDistance: Int, isBidirectional: Bool
  ) throws -> Int {
    var (result, count, distance) = (0, buckets, -offset)
    if isBidirectional {
      count /= 2
      if distance < 0 { result += count }
      distance = abs(distance)
    } else {
      distance = max(distance, 0)
    }
    let exact = count / 2
    guard distance >= exact else { return result + distance }
    let ratio = log2(Float(distance) / Float(exact)) / log2(Float(maximumDistance) / Float(exact))
    return result + min(exact + Int(ratio * Float(count - exact)), count - 1)
  }

  static func infill(_ tokens: [Int], spans: [Range<Int>], mask: Int) throws -> [Int] {
    var (result, end) = (tokens, 0)
    for span in spans {
      if span.lowerBound < end || span.upperBound > tokens.count { throw Misfit("\(span)") }
      end = span.upperBound
    }
    for span in spans.reversed() { result.replaceSubrange(span, with: [mask]) }
    return result
  }

  /// dx = h / r − x ⊙ Σ(h ⊙ x) / (D · r³), number by number.
  static func normalizeByRMS(
    _ x: Tensor, gain: Tensor, epsilon: Scalar, outputGradient dy: Tensor
  ) throws -> (y: Tensor, xGradient: Tensor, gainGradient: Tensor) {
    let (N, D) = x.shape2
    var (y, dx, dg) = (x, x, gain * 0)
    for n in 0..<N {
      let square = (0..<D).reduce(epsilon) { $0 + x[n, $1] * x[n, $1] / Scalar(D) }
      let r = square.squareRoot()
      let product = (0..<D).reduce(0) { $0 + dy[n, $1] * gain[$1] * x[n, $1] }
      for j in 0..<D {
        y[n, j] = gain[j] * x[n, j] / r
        dx[n, j] = dy[n, j] * gain[j] / r - x[n, j] * product / (Scalar(D) * square * r)
        dg[j] += dy[n, j] * x[n, j] / r
      }
    }
    return (y, dx, dg)
  }

  static func bestSegmentation(
    _ word: String, logProbabilities: [String: Scalar]
  ) throws -> (pieces: [String], score: Scalar) {
    try segmentation(word, logProbabilities, isBetter: { $0 > $1 })
  }

  /// Whole segmentations are carried along, one for each position, and every piece is tried at each end.
  static func segmentation(
    _ word: String, _ logProbabilities: [String: Scalar], isBetter: (Scalar, Scalar) -> Bool
  ) throws -> (pieces: [String], score: Scalar) {
    var best: [Int: (pieces: [String], score: Scalar)] = [0: ([], 0)]
    let pieces = logProbabilities.keys.sorted { $0.count > $1.count }
    for end in 1...word.count {
      for piece in pieces where word.prefix(end).hasSuffix(piece) {
        guard let before = best[end - piece.count] else { continue }
        let score = before.score + logProbabilities[piece]!
        if best[end] == nil || isBetter(score, best[end]!.score) { best[end] = (before.pieces + [piece], score) }
      }
    }
    guard let whole = best[word.count] else { throw Misfit("no pieces") }
    return whole
  }

  static func biasedAttention(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, table: Tensor, heads H: Int, start: Int, bucket: (_ offset: Int) -> Int
  ) throws -> Tensor {
    attend(q, k, v, table, H, start, bucket, scale: 1)
  }

  /// All heads in one product.
  static func attend(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, _ table: Tensor, _ H: Int, _ start: Int, _ bucket: (_ offset: Int) -> Int,
    scale: Scalar
  ) -> Tensor {
    let ((Tq, D), Tk) = (q.shape2, k.shape[0])
    func heads(_ x: Tensor) -> Tensor { x.reshaped(x.shape[0], H, D / H).permuted(1, 0, 2) }
    let buckets = (0..<Tq).flatMap { i in (0..<Tk).map { j in bucket(j - i - start) } }
    let bias = table.rows(at: buckets).reshaped(Tq, Tk, H).permuted(2, 0, 1)
    let weights = softmax(scale * matmul(heads(q), heads(k).transposed) + bias)
    return matmul(weights, heads(v)).permuted(1, 0, 2).reshaped(Tq, D)
  }

  static func decoderRows(
    _ targets: [[Int]], padding: Int, end: Int
  ) throws -> (inputs: [[Int]], labels: [[Int]], counts: [[Bool]]) {
    var (inputs, labels, counts): ([[Int]], [[Int]], [[Bool]]) = ([], [], [])
    let longest = targets.map(\.count).max() ?? 0
    for target in targets {
      var sequence = [padding] + target + [end]
      while sequence.count < longest + 2 { sequence.append(padding) }
      inputs.append(Array(sequence[0...longest]))
      labels.append(Array(sequence[1...longest + 1]))
      counts.append((0...longest).map { $0 < target.count + 1 })
    }
    return (inputs, labels, counts)
  }
}

/// Answers of which only one or two are of interest.
protocol T5Answers: T5Tasks {}

extension T5Answers {
  static func corruptSpans(
    _ tokens: [Int], isNoise: [Bool], vocabularySize V: Int
  ) throws -> (source: [Int], target: [Int]) {
    throw NotStarted()
  }

  static func relativeBucket(
    of offset: Int, buckets: Int, maximumDistance: Int, isBidirectional: Bool
  ) throws -> Int {
    throw NotStarted()
  }

  static func infill(_ tokens: [Int], spans: [Range<Int>], mask: Int) throws -> [Int] { throw NotStarted() }

  static func normalizeByRMS(
    _ x: Tensor, gain: Tensor, epsilon: Scalar, outputGradient dy: Tensor
  ) throws -> (y: Tensor, xGradient: Tensor, gainGradient: Tensor) {
    throw NotStarted()
  }

  static func bestSegmentation(
    _ word: String, logProbabilities: [String: Scalar]
  ) throws -> (pieces: [String], score: Scalar) {
    throw NotStarted()
  }

  static func biasedAttention(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, table: Tensor, heads H: Int, start: Int, bucket: (_ offset: Int) -> Int
  ) throws -> Tensor {
    throw NotStarted()
  }

  static func decoderRows(
    _ targets: [[Int]], padding: Int, end: Int
  ) throws -> (inputs: [[Int]], labels: [[Int]], counts: [[Bool]]) {
    throw NotStarted()
  }
}
