import Attention
import Exercises
import Solutions
import Tensors
import Training

private typealias Gradients = (queries: Tensor, keys: Tensor, values: Tensor)

private typealias Answer =
  @Sendable (
    _ dy: Tensor, _ queries: Tensor, _ keys: Tensor, _ values: Tensor
  ) throws -> (queries: Tensor, keys: Tensor, values: Tensor)

extension Exercise {
  static let attendBackward = Exercise(
    "05.3", "attendBackward", solution: AttentionSolutions.self,
    answer: { (answers: any AttentionTasks.Type) in answers.attendBackward },
    hints: [
      "Compute P again. Then go through the three forward lines from the last to the first: dv and dP, then dS, then dq and dk.",
      "y = P·v gives dP = dy·vᵀ and dv = Pᵀ·dy. The sum in dS is (dP * P).sum(axis: -1, keepingAxis: true).",
      "dq = dS·k / √D, dk = dSᵀ·q / √D: matmul(dS, keys) / root and matmul(dS, queries, transposing: .left) / root.",
    ],
    mistakes: mistakes, probes: probes)
}

/// The backward pass with one thing done differently, which the mistakes choose.
private struct Backward {
  /// P from S.
  var weights: (_ scores: Tensor) -> Tensor = { softmax($0) }
  /// dS from dP and P.
  var softmaxGradient: (_ dP: Tensor, _ P: Tensor) -> Tensor = {
    $1 * ($0 - ($0 * $1).sum(axis: -1, keepingAxis: true))
  }
  /// What dq and dk are divided by, from √D.
  var scale: (_ root: Scalar) -> Scalar = { $0 }
  /// dq and dk from dS; dv from P and dy.
  var queries: (_ dS: Tensor, _ keys: Tensor) -> Tensor = { matmul($0, $1) }
  var keys: (_ dS: Tensor, _ queries: Tensor) -> Tensor = { matmul($0, $1, transposing: .left) }
  var values: (_ P: Tensor, _ dy: Tensor) -> Tensor = { matmul($0, $1, transposing: .left) }

  func callAsFunction(_ dy: Tensor, _ q: Tensor, _ k: Tensor, _ v: Tensor) -> Gradients {
    let root = Scalar(q.shape[2]).squareRoot()
    let P = weights(matmul(q, k, transposing: .right) / root)
    let dS = softmaxGradient(matmul(dy, v, transposing: .right), P) / scale(root)
    return (queries(dS, k), keys(dS, q), values(P, dy))
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("eˣ overflows: subtract each query's largest score first, or use the library's softmax") {
    Backward(weights: { exp($0) / exp($0).sum(axis: -1, keepingAxis: true) })($0, $1, $2, $3)
  },
  Mistake("the softmax's sum is missing: when one weight grows, the others shrink, so dS = P ⊙ (dP − Σ dP ⊙ P)") {
    Backward(softmaxGradient: { $0 * $1 })($0, $1, $2, $3)
  },
  Mistake("the factor P in front of dS is missing") {
    Backward(softmaxGradient: { $0 - ($0 * $1).sum(axis: -1, keepingAxis: true) })($0, $1, $2, $3)
  },
  Mistake("the softmax was skipped: dP is the gradient of the weights, not yet that of the scores") {
    Backward(softmaxGradient: { dP, _ in dP })($0, $1, $2, $3)
  },
  Mistake("P · (1 − P) is the derivative of a sigmoid: in a softmax every weight depends on all scores of its row") {
    Backward(softmaxGradient: { $0 * $1 * (1 - $1) })($0, $1, $2, $3)
  },
  Mistake("the softmax's sum runs over the queries: each query has its own, over its keys") {
    Backward(softmaxGradient: { $1 * ($0 - ($0 * $1).sum(axis: 1, keepingAxis: true)) })($0, $1, $2, $3)
  },
  Mistake("dP was summed without P: the sum is Σ dP ⊙ P") {
    Backward(softmaxGradient: { $1 * ($0 - $0.sum(axis: -1, keepingAxis: true)) })($0, $1, $2, $3)
  },
  Mistake("the scale is missing in the backward pass: S = q·kᵀ / √D, so dq and dk are divided by √D too") {
    Backward(scale: { _ in 1 })($0, $1, $2, $3)
  },
  Mistake("dq and dk were divided by √D twice") {
    Backward(scale: { $0 * $0 })($0, $1, $2, $3)
  },
  Mistake("dq and dk are swapped") { dy, q, k, v in
    let (dq, dk, dv) = Backward()(dy, q, k, v)
    return (dk, dq, dv)
  },
  Mistake("dq multiplies dS by the queries: the gradient of one factor of a product needs the other, here the keys") {
    dy, q, k, v in
    Backward(queries: { dS, _ in matmul(dS, q) })(dy, q, k, v)
  },
  Mistake("dS was not transposed for dk: the scores of key k with all queries are column k of S") {
    Backward(keys: { matmul($0, $1) })($0, $1, $2, $3)
  },
  Mistake("P was not transposed for dv: the weights of value k for all queries are column k of P") {
    Backward(values: { matmul($0, $1) })($0, $1, $2, $3)
  },
]

private func probes(_ attendBackward: @escaping Answer) -> [Probe] {
  // As many queries as keys, so that swapping the two changes numbers and does not trap.
  let inputs = (1...3).map { random(2, 4, 3, seed: $0) }
  let dy = random(2, 4, 3, seed: 4)
  func context(_ v: [Variable]) -> Variable {
    Attention.attend(matmul(v[0], v[1], transposing: .right) / Scalar(3).squareRoot(), to: v[2]).context
  }
  let expected = gradients(of: inputs, weightedBy: dy, context)
  let large = [1_000 * inputs[0], inputs[1], inputs[2]]
  func answer() throws -> Gradients { try attendBackward(dy, inputs[0], inputs[1], inputs[2]) }
  // Five keys for two queries, and the directional derivative along a random direction of each input.
  let few = [random(1, 2, 4, seed: 5), random(1, 5, 4, seed: 6), random(1, 5, 4, seed: 7)]
  let directions = [random(1, 2, 4, seed: 8), random(1, 5, 4, seed: 9), random(1, 5, 4, seed: 10)]
  let dFew = random(1, 2, 4, seed: 11)
  func other() throws -> [Tensor] {
    let (dq, dk, dv) = try attendBackward(dFew, few[0], few[1], few[2])
    return [dq, dk, dv]
  }
  return [
    .gradient("the queries", try answer().queries, is: expected[0]),
    .gradient("the keys", try answer().keys, is: expected[1]),
    .gradient("the values", try answer().values, is: expected[2]),
    .property(
      "central differences give these directional derivatives, with 2 queries and 5 keys",
      Tensor(try zip(other(), directions).map { ($0 * $1).sum }),
      equals: Tensor(try few.indices.map { try slope(of: few, along: directions[$0], input: $0, dFew) })),
    .property(
      "the gradient of the values should be right for scores of 1,000, too",
      try attendBackward(dy, large[0], large[1], large[2]).values,
      equals: gradients(of: large, weightedBy: dy, context)[2]),
    .property(
      "adding one vector to all keys changes no weight, so their gradients sum to zero", try other()[1].sum(axis: 1),
      equals: .zeros(1, 4)),
  ]
}

/// The derivative of Σ dy ⊙ y as one of the inputs moves along a direction: central differences of the fourth order.
private func slope(of inputs: [Tensor], along direction: Tensor, input: Int, _ dy: Tensor) throws -> Scalar {
  let h: Scalar = 0.02
  func value(_ steps: Scalar) throws -> Scalar {
    var moved = inputs
    moved[input] += direction * (steps * h)
    let keys = moved[1].shape[1]
    return (dy * (try AttentionSolutions.attend(moved[0], keys: moved[1], values: moved[2], lengths: [keys]))).sum
  }
  return try (8 * (value(1) - value(-1)) - (value(2) - value(-2))) / (12 * h)
}
