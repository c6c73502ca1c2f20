import Exercises
import GPT
import Solutions
import Tensors

/// Right answers to chapter 10, each written in another way than the solution.
enum OtherGPTAnswers: GPTTasks {
  static func cutContexts(
    _ text: [Int], at offsets: [Int], contextLength T: Int
  ) throws -> (inputs: [[Int]], targets: [[Int]]) {
    let rows = offsets.map { Array(text.dropFirst($0).prefix(T + 1)) }
    guard rows.allSatisfy({ $0.count == T + 1 }) else { throw Misfit("too short") }
    return (rows.map { Array($0.dropLast()) }, rows.map { Array($0.dropFirst()) })
  }

  static func causalBlock(_ x: Tensor, _ weights: CausalBlockWeights, heads H: Int) throws -> Tensor {
    block(x, weights, H) { query, key in key > query }
  }

  /// All heads in one product, and a large finite number for −∞.
  static func block(
    _ x: Tensor, _ weights: CausalBlockWeights, _ H: Int, isHidden: (_ query: Int, _ key: Int) -> Bool
  ) -> Tensor {
    let (T, D) = x.shape2
    let input = weights.attentionNorm(x)
    func heads(_ matrix: Tensor) -> Tensor { matmul(input, matrix).reshaped(T, H, D / H).permuted(1, 0, 2) }
    let scores = matmul(heads(weights.query), heads(weights.key).transposed) / Scalar(D / H).squareRoot()
    let masked = Tensor(shape: [H, T, T]) { isHidden($0[1], $0[2]) ? -1e9 : scores[$0[0], $0[1], $0[2]] }
    let contexts = matmul(softmax(masked), heads(weights.value)).permuted(1, 0, 2).reshaped(T, D)
    let y = x + matmul(contexts, weights.output)
    return y + weights.feedForward(weights.feedForwardNorm(y))
  }

  static func sampledProbabilities(_ logits: Tensor, temperature: Scalar, topP: Scalar) throws -> Tensor {
    try nucleus(logits, temperature, topP) { before, _ in before >= topP }
  }

  /// A second softmax, with the logits of all other tokens at −∞.
  static func nucleus(
    _ logits: Tensor, _ temperature: Scalar, _ topP: Scalar, isDropped: (_ before: Scalar, _ p: Scalar) -> Bool
  ) throws -> Tensor {
    guard temperature > 0, topP > 0, topP <= 1 else { throw Misfit("out of range") }
    var scaled = logits / temperature
    let p = softmax(scaled).scalars
    var before: Scalar = 0
    for token in p.indices.sorted(by: { p[$0] > p[$1] }) {
      if isDropped(before, p[token]) { scaled.setScalar(at: token, to: -.infinity) }
      before += p[token]
    }
    return softmax(scaled)
  }

  /// The cache is put together anew, with zeros behind the filled rows.
  static func cachedStep(
    _ token: Int, _ cache: FixedCache, _ weights: CachedAttentionWeights
  ) throws -> (context: Tensor, cache: FixedCache) {
    let ((C, D), length) = (cache.keys.shape2, cache.length)
    guard length < C else { throw Misfit("full") }
    let x = weights.tokens.rows(at: [token]) + weights.positions.rows(at: [length])
    let keys = Tensor.concatenate([cache.keys.rows(0..<length), matmul(x, weights.key)])
    let values = Tensor.concatenate([cache.values.rows(0..<length), matmul(x, weights.value)])
    let p = softmax(matmul(matmul(x, weights.query), keys.transposed) / Scalar(D).squareRoot())
    let rest = Tensor.zeros(C - length - 1, D)
    let new = FixedCache(keys: .concatenate([keys, rest]), values: .concatenate([values, rest]), length: length + 1)
    return (matmul(p, values).flattened, new)
  }

  static func fineTuningLoss(
    taskLogits: Tensor, labels: [Int], tokenLogits: Tensor, tokens: [[Int]], lengths: [Int], weight: Scalar
  ) throws -> (loss: Scalar, taskGradient: Tensor, tokenGradient: Tensor) {
    let B = Scalar(labels.count)
    let perTarget = weight / Scalar(lengths.reduce(0) { $0 + $1 - 1 })
    let (taskLog, tokenLog, tokenP) = (logSoftmax(taskLogits), logSoftmax(tokenLogits), softmax(tokenLogits))
    var (loss, task, token): (Scalar, Tensor, Tensor) = (0, softmax(taskLogits) / B, tokenP * 0)
    for (b, label) in labels.enumerated() {
      loss -= taskLog[b, label] / B
      task[b, label] -= 1 / B
      for t in 0..<lengths[b] - 1 {
        let next = tokens[b][t + 1]
        loss -= perTarget * tokenLog[b, t, next]
        for v in 0..<tokenLogits.shape[2] { token[b, t, v] = perTarget * tokenP[b, t, v] }
        token[b, t, next] -= perTarget
      }
    }
    return (loss, task, token)
  }

  static func taskInput(_ input: StructuredInput, markers: InputMarkers) throws -> (tokens: [[Int]], read: [Int]) {
    func pair(_ a: [Int], _ b: [Int]) -> [Int] { [markers.start] + a + [markers.delimiter] + b + [markers.end] }
    var rows: [[Int]]
    switch input {
    case .classification(let text): rows = [[markers.start] + text + [markers.end]]
    case .entailment(let premise, let hypothesis): rows = [pair(premise, hypothesis)]
    case .similarity(let first, let second): rows = [pair(first, second), pair(second, first)]
    case .multipleChoice(let context, let answers): rows = answers.map { pair(context, $0) }
    }
    let ends = rows.map { $0.firstIndex(of: markers.end) ?? 0 }
    for row in rows.indices { while rows[row].count <= ends.max() ?? 0 { rows[row].append(markers.padding) } }
    return (rows, ends)
  }

  static func updateBeliefs(
    _ belief: Tensor, _ transitions: Tensor, tokens: [Int]
  ) throws -> (beliefs: Tensor, probabilities: Tensor) {
    var (current, beliefs, probabilities) = (belief, [Tensor](), [Scalar]())
    for token in tokens {
      let joint = (transitions.row(token) * current.reshaped(-1, 1)).sum(axis: 0)
      probabilities.append(joint.sum)
      if joint.sum == 0 { throw Misfit("impossible") }
      current = joint / joint.sum
      beliefs.append(current)
    }
    return (.stack(beliefs), Tensor(probabilities))
  }

  static func inductionScores(_ weights: Tensor, period P: Int) throws -> Tensor {
    let (_, T, _) = weights.shape3
    let stripe = Tensor(shape: [T, T]) { $0[0] >= P && $0[1] == $0[0] - P + 1 ? 1 : 0 }
    return (weights * stripe).sum(axes: [1, 2]) / Scalar(T - P)
  }
}

/// Answers of which only one or two are of interest.
protocol GPTAnswers: GPTTasks {}

extension GPTAnswers {
  static func cutContexts(
    _ text: [Int], at offsets: [Int], contextLength T: Int
  ) throws -> (inputs: [[Int]], targets: [[Int]]) {
    throw NotStarted()
  }

  static func causalBlock(_ x: Tensor, _ weights: CausalBlockWeights, heads H: Int) throws -> Tensor {
    throw NotStarted()
  }

  static func sampledProbabilities(_ logits: Tensor, temperature: Scalar, topP: Scalar) throws -> Tensor {
    throw NotStarted()
  }

  static func cachedStep(
    _ token: Int, _ cache: FixedCache, _ weights: CachedAttentionWeights
  ) throws -> (context: Tensor, cache: FixedCache) {
    throw NotStarted()
  }

  static func fineTuningLoss(
    taskLogits: Tensor, labels: [Int], tokenLogits: Tensor, tokens: [[Int]], lengths: [Int], weight: Scalar
  ) throws -> (loss: Scalar, taskGradient: Tensor, tokenGradient: Tensor) {
    throw NotStarted()
  }

  static func taskInput(_ input: StructuredInput, markers: InputMarkers) throws -> (tokens: [[Int]], read: [Int]) {
    throw NotStarted()
  }

  static func updateBeliefs(
    _ belief: Tensor, _ transitions: Tensor, tokens: [Int]
  ) throws -> (beliefs: Tensor, probabilities: Tensor) {
    throw NotStarted()
  }

  static func inductionScores(_ weights: Tensor, period P: Int) throws -> Tensor { throw NotStarted() }
}
