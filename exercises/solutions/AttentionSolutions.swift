import Attention
import Exercises
import Foundation
import Tensors

/// Model answers of chapter 05.
public enum AttentionSolutions: AttentionTasks {
  public static func attend(_ queries: Tensor, keys: Tensor, values: Tensor, lengths: [Int]) throws -> Tensor {
    let (B, K, D) = keys.shape3
    let scores = matmul(queries, keys, transposing: .right) / Scalar(D).squareRoot()  // [B, Q, K]
    let mask = Tensor(shape: [B, 1, K]) { $0[2] < lengths[$0[0]] ? 0 : -.infinity }  // the same for every query
    return matmul(softmax(scores + mask), values)
  }

  public static func additiveScore(_ queries: Tensor, _ keys: Tensor, _ weights: AdditiveWeights) throws -> Tensor {
    let (B, Q, _) = queries.shape3
    let (K, H) = (keys.shape[1], weights.v.count)
    let projectedQueries = matmul(queries, weights.query).reshaped(B, Q, 1, H)
    let projectedKeys = matmul(keys, weights.key).reshaped(B, 1, K, H)
    return (tanh(projectedQueries + projectedKeys) * weights.v).sum(axis: -1)  // [B, Q, K, H] → [B, Q, K]
  }

  public static func attendBackward(
    _ dy: Tensor, queries: Tensor, keys: Tensor, values: Tensor
  ) throws -> (queries: Tensor, keys: Tensor, values: Tensor) {
    let root = Scalar(queries.shape[2]).squareRoot()
    let P = softmax(matmul(queries, keys, transposing: .right) / root)  // [B, Q, K]
    let dP = matmul(dy, values, transposing: .right)
    let dS = P * (dP - (dP * P).sum(axis: -1, keepingAxis: true))
    return (
      queries: matmul(dS, keys) / root,
      keys: matmul(dS, queries, transposing: .left) / root,
      values: matmul(P, dy, transposing: .left)
    )
  }

  public static func beamStep(_ logProbabilities: Tensor, sums: Tensor, width: Int) throws -> [Continuation] {
    let (W, V) = logProbabilities.shape2
    let all = (0..<W * V).map { position in
      let (parent, token) = (position / V, position % V)
      return Continuation(parent: parent, token: token, sum: sums[parent] + logProbabilities[parent, token])
    }
    return Array(all.sorted { $0.sum > $1.sum }.prefix(width))  // `sorted` leaves equals in their order
  }

  public static func bleu(_ candidates: [[Int]], references: [[Int]]) throws -> (precisions: Tensor, score: Scalar) {
    func nGrams(_ words: [Int], _ n: Int) -> [ArraySlice<Int>: Int] {
      (0...words.count - n).reduce(into: [:]) { $0[words[$1..<$1 + n], default: 0] += 1 }
    }
    let precisions = (1...4).map { n -> Scalar in
      var (matched, total) = (0, 0)
      for (candidate, reference) in zip(candidates, references) {
        let allowed = nGrams(reference, n)
        for (nGram, count) in nGrams(candidate, n) {
          matched += min(count, allowed[nGram] ?? 0)
          total += count
        }
      }
      return Scalar(matched) / Scalar(total)
    }
    let (h, r) = (Scalar(candidates.joined().count), Scalar(references.joined().count))
    let penalty = h < r ? exp(1 - r / h) : 1
    return (Tensor(precisions), penalty * pow(precisions.reduce(1, *), 1 / 4))
  }

  public static func lookUp(_ queries: Tensor, keys: Tensor, values: Tensor, temperature: Scalar) throws -> Tensor {
    let (Q, D) = queries.shape2
    let differences = queries.reshaped(Q, 1, D) - keys  // [Q, K, D]
    let squares = (differences * differences).sum(axis: -1)  // [Q, K]
    return matmul(softmax(-squares / (2 * temperature)), values)
  }
}
