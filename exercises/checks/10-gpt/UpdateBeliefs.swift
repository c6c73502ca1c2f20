import Exercises
import GPT
import Solutions
import Tensors

private typealias Beliefs = (beliefs: Tensor, probabilities: Tensor)

private typealias Answer = @Sendable (_ belief: Tensor, _ transitions: Tensor, _ tokens: [Int]) throws -> Beliefs

extension Exercise {
  static let updateBeliefs = Exercise(
    "10.7", "updateBeliefs", solution: GPTSolutions.self,
    answer: { (answers: any GPTTasks.Type) in answers.updateBeliefs },
    hints: [
      "A token is evidence twice: some states emit it more often than others, and with it the process moves on. The matrix of the token holds both.",
      "As a row, belief.reshaped(1, -1), the belief can be multiplied by transitions.row(token). What does the sum of the result say? Check that it is above 0.",
      "joint = matmul(current, transitions.row(token)); its sum is the token's probability; current = joint / joint.sum goes into the result, and on to the next token.",
    ],
    mistakes: mistakes, probes: probes)
}

/// Updates with one thing done differently, which the mistakes choose.
private struct Filter {
  /// The belief before a token, from the one before the first token and the one after the last.
  var before: (_ first: Tensor, _ current: Tensor) -> Tensor = { $1 }
  /// The matrix of a token.
  var matrix: (_ transitions: Tensor, _ token: Int) -> Tensor = { $0.row($1) }
  /// The probability of the token and each next state, from the belief and both; beliefs are rows `[1, S]`.
  var joint: (_ belief: Tensor, _ matrix: Tensor, _ transitions: Tensor) -> Tensor = { belief, matrix, _ in
    matmul(belief, matrix)
  }
  var normalize: (Tensor) -> Tensor = { $0 / $0.sum }
  /// What is returned, from the belief before the token, the joint probability, and the belief after it.
  var returned: (_ before: Tensor, _ joint: Tensor, _ after: Tensor) -> Tensor = { $2 }
  var refuses: (_ probability: Scalar) -> Bool = { !($0 > 0) }

  func callAsFunction(_ belief: Tensor, _ transitions: Tensor, _ tokens: [Int]) throws -> Beliefs {
    let first = belief.reshaped(1, -1)
    var (current, rows, probabilities) = (first, [Tensor](), [Scalar]())
    for token in tokens {
      let before = before(first, current)
      let joint = joint(before, matrix(transitions, token), transitions)
      if refuses(joint.sum) { throw Misfit("impossible") }
      current = normalize(joint)
      rows.append(returned(before, joint, current))
      probabilities.append(joint.sum)
    }
    return (.concatenate(rows), Tensor(probabilities))
  }
}

/// p(x | i) of the token of a matrix, `[1, S]`.
private func emission(_ matrix: Tensor) -> Tensor { matrix.sum(axis: 1).reshaped(1, -1) }

/// p(j | i), whatever the token, `[S, S]`.
private func transition(_ transitions: Tensor) -> Tensor { transitions.sum(axis: 0) }

private let mistakes: [Mistake<Answer>] = [
  Mistake("the beliefs are not normalized: divide η·T by its sum, so that each belief sums to 1") {
    try Filter(normalize: { $0 })($0, $1, $2)
  },
  Mistake("the returned beliefs are not normalized: return what the next token updates") {
    try Filter(returned: { _, joint, _ in joint })($0, $1, $2)
  },
  Mistake("a probability is that of all tokens so far: the sum of η·T, with η normalized, is that of one token") {
    let (beliefs, probabilities) = try Filter()($0, $1, $2)
    var product: Scalar = 1
    return (
      beliefs,
      Tensor(
        probabilities.scalars.map {
          product *= $0
          return product
        })
    )
  },
  Mistake("the numbers underflow: divide by the sum after each token, not at the end") {
    let (beliefs, products) = try Filter(normalize: { $0 }, refuses: { _ in false })($0, $1, $2)
    let before = [1] + products.scalars.dropLast()
    return (
      beliefs / beliefs.sum(axis: 1, keepingAxis: true), Tensor(zip(products.scalars, before).map { $0 / $1 })
    )
  },
  Mistake("the matrix is transposed: T[i, j] leads from i to j, so the belief is the row in η·T") {
    try Filter(joint: { belief, matrix, _ in matmul(belief, matrix, transposing: .right) })($0, $1, $2)
  },
  Mistake("the transition is missing: the belief was only weighted by how often each state emits the token") {
    try Filter(joint: { belief, matrix, _ in belief * emission(matrix) })($0, $1, $2)
  },
  Mistake("the token was ignored: the belief moved on by the sum over all tokens") {
    try Filter(joint: { belief, _, transitions in matmul(belief, transition(transitions)) })($0, $1, $2)
  },
  Mistake("the emission came after the transition: the state before emits the token, not the state after") {
    try Filter(joint: { belief, matrix, transitions in matmul(belief, transition(transitions)) * emission(matrix) })(
      $0, $1, $2)
  },
  Mistake("the rows of the matrix were normalized: then how often a state emits the token no longer counts") {
    try Filter(joint: { belief, matrix, _ in matmul(belief, matrix / matrix.sum(axis: 1, keepingAxis: true)) })(
      $0, $1, $2)
  },
  Mistake("each token began with the first belief: it updates the belief after the token before") {
    try Filter(before: { first, _ in first })($0, $1, $2)
  },
  Mistake("the given belief was not used: it is what is believed before the first token") {
    try Filter()(Tensor(repeating: 1 / Scalar($0.count), shape: $0.shape), $1, $2)
  },
  Mistake("the beliefs are those before each token: return those after it") {
    try Filter(returned: { before, _, _ in before })($0, $1, $2)
  },
  Mistake("a softmax was taken of η·T: these are probabilities, so divide by the sum") {
    try Filter(normalize: { softmax($0) })($0, $1, $2)
  },
  Mistake("the token is the first index of transitions[x, i, j], and was taken for the second") {
    try Filter(matrix: { transitions, token in
      transitions.slice(axis: 1, token..<token + 1).reshaped(transitions.shape[0], transitions.shape[2])
    })($0, $1, $2)
  },
  Mistake("the token is the first index of transitions[x, i, j], and was taken for the last") {
    try Filter(matrix: { transitions, token in
      transitions.columns(token..<token + 1).reshaped(transitions.shape[0], transitions.shape[1])
    })($0, $1, $2)
  },
  Mistake("these are token losses: the probability was asked for, without −ln") {
    let (beliefs, probabilities) = try Filter()($0, $1, $2)
    return (beliefs, -log(probabilities))
  },
  Mistake("only the last belief was returned: there is one after each token") {
    let (beliefs, probabilities) = try Filter()($0, $1, $2)
    return (beliefs.rows($2.count - 1..<$2.count), probabilities)
  },
  Mistake("a token that cannot come was not refused: 0 / 0 is NaN") {
    try Filter(refuses: { _ in false })($0, $1, $2)
  },
]

private func probes(_ updateBeliefs: @escaping Answer) -> [Probe] {
  // Three states, three tokens; of each state's probabilities every one is above 0.
  let weights = exp(random(3, 3, 3, seed: 1))
  let transitions = weights / weights.sum(axes: [0, 2], keepingAxes: true)
  let (belief, tokens): (Tensor, [Int]) = ([0.5, 0.2, 0.3], [2, 0, 0, 1])
  /// p(tokens so far, state), without a division on the way.
  let joint = tokens.indices.map { n in
    tokens[...n].reduce(belief.reshaped(1, 3)) { matmul($0, transitions.row($1)) }
  }
  let right = Tensor.concatenate(joint.map { $0 / $0.sum })
  let products = joint.map(\.sum)
  let long = (0..<1_000).map { $0 * $0 % 3 }
  let label = "3 hidden states, the belief \(belief.scalars) and the tokens \(tokens)"
  func answer() throws -> Beliefs { try updateBeliefs(belief, transitions, tokens) }
  // State 0 emits token 0 and stays; state 1 emits either, and stays or leaves.
  let two: Tensor = [[[1, 0], [0.3, 0.2]], [[0, 0], [0.1, 0.4]]]
  return [
    .values("the beliefs for \(label)", try answer().beliefs, are: right),
    .values(
      "the probabilities for \(label)", try answer().probabilities,
      are: Tensor(zip(products, [1] + products).map { $0 / $1 })),
    .property(
      "2 states and the token 1 leave no doubt about where it came from",
      try updateBeliefs([0.5, 0.5], two, [1]).beliefs, equals: [[0.2, 0.8]]),
    .property(
      "after 1,000 tokens the belief should still sum to 1",
      try updateBeliefs(belief, transitions, long).beliefs.rows(999..<1_000).sum(axis: 1), equals: [1]),
    .refuses("state 0, which never emits the token 1", try updateBeliefs([1, 0], two, [0, 1]).beliefs),
  ]
}
