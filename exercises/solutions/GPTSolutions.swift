import Exercises
import Foundation
import GPT
import Tensors

/// Model answers of chapter 10.
public enum GPTSolutions: GPTTasks {
  public static func cutContexts(
    _ text: [Int], at offsets: [Int], contextLength T: Int
  ) throws -> (inputs: [[Int]], targets: [[Int]]) {
    guard offsets.allSatisfy({ $0 + T < text.count }) else {
      throw Misfit("a context of \(T) tokens and its last target do not fit a text of \(text.count)")
    }
    return (offsets.map { Array(text[$0..<$0 + T]) }, offsets.map { Array(text[$0 + 1..<$0 + T + 1]) })
  }

  public static func causalBlock(_ x: Tensor, _ weights: CausalBlockWeights, heads H: Int) throws -> Tensor {
    let (T, D) = x.shape2
    let d = D / H
    let mask = Tensor(shape: [T, T]) { $0[1] <= $0[0] ? 0 : -.infinity }
    let input = weights.attentionNorm(x)
    let (q, k, v) = (matmul(input, weights.query), matmul(input, weights.key), matmul(input, weights.value))
    let contexts = (0..<H).map { h in
      let columns = h * d..<(h + 1) * d
      let scores = matmul(q.columns(columns), k.columns(columns), transposing: .right) / Scalar(d).squareRoot()
      return matmul(softmax(scores + mask), v.columns(columns))  // [T, d]
    }
    let y = x + matmul(.concatenate(contexts, axis: 1), weights.output)
    return y + weights.feedForward(weights.feedForwardNorm(y))
  }

  public static func sampledProbabilities(_ logits: Tensor, temperature: Scalar, topP: Scalar) throws -> Tensor {
    guard temperature > 0, topP > 0, topP <= 1 else { throw Misfit("temperature \(temperature), top-p \(topP)") }
    let p = softmax(logits / temperature).scalars
    var (kept, sum): (Tensor, Scalar) = (logits * 0, 0)
    for token in p.indices.sorted(by: { p[$0] > p[$1] }) where sum < topP {
      kept.setScalar(at: token, to: p[token])
      sum += p[token]
    }
    return kept / sum
  }

  public static func cachedStep(
    _ token: Int, _ cache: FixedCache, _ weights: CachedAttentionWeights
  ) throws -> (context: Tensor, cache: FixedCache) {
    let (C, D) = cache.keys.shape2
    let position = cache.length
    guard position < C else { throw Misfit("all \(C) positions of the cache are filled") }
    let x = (weights.tokens.row(token) + weights.positions.row(position)).reshaped(1, D)
    var cache = cache
    cache.keys.setBlock(rows: position..<position + 1, columns: 0..<D, to: matmul(x, weights.key))
    cache.values.setBlock(rows: position..<position + 1, columns: 0..<D, to: matmul(x, weights.value))
    cache.length += 1
    let (keys, values) = (cache.keys.rows(0..<cache.length), cache.values.rows(0..<cache.length))
    let scores = matmul(matmul(x, weights.query), keys, transposing: .right) / Scalar(D).squareRoot()  // [1, length]
    return (matmul(softmax(scores), values).row(0), cache)
  }

  public static func fineTuningLoss(
    taskLogits: Tensor, labels: [Int], tokenLogits: Tensor, tokens: [[Int]], lengths: [Int], weight: Scalar
  ) throws -> (loss: Scalar, taskGradient: Tensor, tokenGradient: Tensor) {
    let (B, T, V) = tokenLogits.shape3
    /// The mean cross-entropy over the rows that have a target, and its gradient for the logits of all rows.
    func crossEntropy(_ logits: Tensor, _ targets: [Int?]) -> (loss: Scalar, gradient: Tensor) {
      let oneHot = Tensor(shape: logits.shape) { $0[1] == targets[$0[0]] ? 1 : 0 }
      let counts = oneHot.sum(axis: 1, keepingAxis: true) / oneHot.sum
      return (-(counts * oneHot * logSoftmax(logits)).sum, counts * (softmax(logits) - oneHot))
    }
    func target(_ b: Int, _ t: Int) -> Int? { t + 1 < lengths[b] ? tokens[b][t + 1] : nil }
    let targets = (0..<B * T).map { target($0 / T, $0 % T) }
    let task = crossEntropy(taskLogits, labels)
    let language = crossEntropy(tokenLogits.reshaped(B * T, V), targets)
    return (task.loss + weight * language.loss, task.gradient, (weight * language.gradient).reshaped(B, T, V))
  }

  public static func taskInput(
    _ input: StructuredInput, markers: InputMarkers
  ) throws -> (tokens: [[Int]], read: [Int]) {
    func row(_ texts: [Int]...) -> [Int] {
      [markers.start] + texts.joined(separator: [markers.delimiter]) + [markers.end]
    }
    let rows =
      switch input {
      case .classification(let text): [row(text)]
      case .entailment(let premise, let hypothesis): [row(premise, hypothesis)]
      case .similarity(let first, let second): [row(first, second), row(second, first)]
      case .multipleChoice(let context, let answers): answers.map { row(context, $0) }
      }
    let longest = rows.map(\.count).max() ?? 0
    return (
      rows.map { $0 + [Int](repeating: markers.padding, count: longest - $0.count) }, rows.map { $0.count - 1 }
    )
  }

  public static func updateBeliefs(
    _ belief: Tensor, _ transitions: Tensor, tokens: [Int]
  ) throws -> (beliefs: Tensor, probabilities: Tensor) {
    var current = belief.reshaped(1, -1)
    var (beliefs, probabilities): ([Tensor], [Scalar]) = ([], [])
    for token in tokens {
      let joint = matmul(current, transitions.row(token))  // [1, S]
      guard joint.sum > 0 else { throw Misfit("the token \(token) cannot come here") }
      current = joint / joint.sum
      beliefs.append(current)
      probabilities.append(joint.sum)
    }
    return (.concatenate(beliefs), Tensor(probabilities))
  }

  public static func inductionScores(_ weights: Tensor, period P: Int) throws -> Tensor {
    let (H, T, _) = weights.shape3
    let scores = (0..<H).map { h in
      (P..<T).reduce(0) { $0 + weights[h, $1, $1 - P + 1] } / Scalar(T - P)
    }
    return Tensor(scores)
  }
}
