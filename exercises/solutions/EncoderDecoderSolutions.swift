import EncoderDecoder
import Exercises
import Foundation
import Tensors
import Tokens

/// Model answers of chapter 08.
public enum EncoderDecoderSolutions: EncoderDecoderTasks {
  public static func shift(
    _ sentences: [[Int]], begin: Int, end: Int, padding: Int
  ) throws -> (inputs: [[Int]], targets: [[Int]]) {
    let U = (sentences.map(\.count).max() ?? 0) + 1
    func padded(_ row: [Int]) -> [Int] { row + [Int](repeating: padding, count: U - row.count) }
    return (sentences.map { padded([begin] + $0) }, sentences.map { padded($0 + [end]) })
  }

  public static func smoothedLoss(
    _ logits: Tensor, targets: [Int], smoothing: Scalar, padding: Int
  ) throws -> (loss: Scalar, gradient: Tensor) {
    let (N, V) = logits.shape2
    let counts = Tensor(shape: [N, 1]) { targets[$0[0]] == padding ? 0 : 1 }
    let distribution = Tensor(shape: [N, V]) { ($0[1] == targets[$0[0]] ? 1 - smoothing : 0) + smoothing / Scalar(V) }
    let losses = -(counts * distribution * logSoftmax(logits))
    return (losses.sum / counts.sum, counts * (softmax(logits) - distribution) / counts.sum)
  }

  public static func rate(step: Int, width D: Int, warmup: Int) throws -> Scalar {
    let step = Scalar(step)
    return 1 / Scalar(D).squareRoot() * min(1 / step.squareRoot(), step / pow(Scalar(warmup), 1.5))
  }

  public static func layer(_ x: Tensor, memory: Tensor, _ parts: LayerParts) throws -> Tensor {
    var y = x
    y = y + parts.recurrence(parts.recurrenceNorm(y))
    y = y + parts.selfAttention(parts.selfNorm(y))
    y = y + parts.crossAttention(parts.crossNorm(y), memory)
    return y + parts.feedForward(parts.feedForwardNorm(y))
  }

  public static func attendNext(
    _ x: Tensor, _ weights: AttentionProjections, keys: Tensor, values: Tensor
  ) throws -> (context: Tensor, keys: Tensor, values: Tensor) {
    let (B, T, D) = keys.shape3
    let input = (x + SinusoidalPositions(width: D).table(T..<T + 1)).reshaped(B, 1, D)
    let keys = Tensor.concatenate([keys, matmul(input, weights.key)], axis: 1)  // [B, T + 1, D]
    let values = Tensor.concatenate([values, matmul(input, weights.value)], axis: 1)
    let scores = matmul(matmul(input, weights.query), keys, transposing: .right) / Scalar(D).squareRoot()
    return (matmul(softmax(scores), values).reshaped(B, D), keys, values)
  }

  public static func generate(
    begin: Int, end: Int, limit: Int, next: (_ token: Int) throws -> Tensor
  ) throws -> [Int] {
    var text: [Int] = []
    var newest = begin
    while text.count < limit {
      newest = try next(newest).argmax()[0]
      if newest == end { break }
      text.append(newest)
    }
    return text
  }
}
