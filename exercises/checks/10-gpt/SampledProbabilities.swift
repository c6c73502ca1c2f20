import Exercises
import GPT
import RNN
import Solutions
import Tensors

private typealias Answer = @Sendable (_ logits: Tensor, _ temperature: Scalar, _ topP: Scalar) throws -> Tensor

extension Exercise {
  static let sampledProbabilities = Exercise(
    "10.3", "sampledProbabilities", solution: GPTSolutions.self,
    answer: { (answers: any GPTTasks.Type) in answers.sampledProbabilities },
    hints: [
      "The temperature changes the logits, and so the probabilities that top-p adds up. The token whose probability takes the sum to topP is kept, too.",
      "let p = softmax(logits / temperature).scalars; p.indices.sorted { p[$0] > p[$1] } are the tokens, the most probable first. Begin with zeros.",
      "for token in bestFirst where sum < topP { kept.setScalar(at: token, to: p[token]); sum += p[token] }, then kept / sum: a token is kept while the sum of those before it is below topP.",
    ],
    forbidden: ["Sampler"], mistakes: mistakes, probes: probes)
}

/// Probabilities with one thing done differently, which the mistakes choose.
private struct Nucleus {
  /// The probabilities that are added up.
  var probabilities: (_ logits: Tensor, _ temperature: Scalar) -> Tensor = { softmax($0 / $1) }
  var ranking: (_ p: [Scalar]) -> [Int] = { p in p.indices.sorted { p[$0] > p[$1] } }
  /// Whether a token is kept, by its rank, the sum of those before it, and its own probability.
  var isKept: (_ rank: Int, _ sum: Scalar, _ p: Scalar, _ topP: Scalar) -> Bool = { _, sum, _, topP in sum < topP }
  /// Whether the sum is brought up to date one token late.
  var isLate = false
  /// What is returned for what was kept, from the logits and the temperature, too.
  var finish: (_ kept: Tensor, _ logits: Tensor, _ temperature: Scalar) -> Tensor = { kept, _, _ in kept / kept.sum }
  var refuses: (_ temperature: Scalar, _ topP: Scalar) -> Bool = { !($0 > 0 && $1 > 0 && $1 <= 1) }

  func callAsFunction(_ logits: Tensor, _ temperature: Scalar, _ topP: Scalar) throws -> Tensor {
    if refuses(temperature, topP) { throw Misfit("out of range") }
    let p = probabilities(logits, temperature).scalars
    var (kept, sum): (Tensor, Scalar) = (logits * 0, 0)
    var last: Scalar = 0
    for (rank, token) in ranking(p).enumerated() {
      if isKept(rank, isLate ? sum - last : sum, p[token], topP) { kept.setScalar(at: token, to: p[token]) }
      sum += p[token]
      last = p[token]
    }
    return finish(kept, logits, temperature)
  }
}

/// Without the largest logit subtracted.
private func plainSoftmax(_ logits: Tensor) -> Tensor { exp(logits) / exp(logits).sum }

/// The softmax over the tokens that were kept.
private func softmaxOfKept(_ logits: Tensor, _ kept: Tensor) -> Tensor {
  softmax(logits + kept.map { $0 > 0 ? 0 : -.infinity })
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the temperature came after the softmax: divide the logits by it, not the probabilities") {
    try Nucleus(probabilities: { softmax($0) / $1 })($0, $1, $2)
  },
  Mistake("the temperature came after the softmax, and then a second softmax: divide the logits by it, once") {
    try Nucleus(probabilities: { softmax(softmax($0) / $1) })($0, $1, $2)
  },
  Mistake(
    "the tokens were chosen before the temperature: topP adds up the probabilities of softmax(logits / temperature)"
  ) {
    try Nucleus(
      probabilities: { logits, _ in softmax(logits) }, finish: { kept, logits, t in softmaxOfKept(logits / t, kept) })(
        $0, $1, $2)
  },
  Mistake(
    "the temperature has no effect: it is missing, or it divides probabilities that are normalized again; divide the logits"
  ) {
    try Nucleus(probabilities: { logits, _ in softmax(logits) })($0, $1, $2)
  },
  Mistake("the logits were multiplied by the temperature: divide by it, so that a low one makes the best more probable")
  {
    try Nucleus(probabilities: { softmax($0 * $1) })($0, $1, $2)
  },
  Mistake("the token that takes the sum to topP was dropped; with a small topP that is the first, and none is left") {
    try Nucleus(isKept: { _, sum, p, topP in sum + p < topP })($0, $1, $2)
  },
  Mistake("the token that takes the sum to topP was dropped: without it the others have less than topP") {
    try Nucleus(isKept: { rank, sum, p, topP in rank == 0 || sum + p < topP })($0, $1, $2)
  },
  Mistake("the most probable token was dropped: it is always kept") {
    try Nucleus(isKept: { rank, sum, _, topP in rank > 0 && sum < topP })($0, $1, $2)
  },
  Mistake("one token too many was kept: once the sum is topP or more, no other one is") {
    try Nucleus(isLate: true)($0, $1, $2)
  },
  Mistake("what is kept does not sum to 1: divide it by its sum") {
    try Nucleus(finish: { kept, _, _ in kept })($0, $1, $2)
  },
  Mistake("a softmax was taken of the kept probabilities, so zeros became positive: divide by the sum") {
    try Nucleus(finish: { kept, _, _ in softmax(kept) })($0, $1, $2)
  },
  Mistake("each probability was compared with topP by itself: compare the sum of those before it") {
    try Nucleus(isKept: { _, _, p, topP in p >= topP })($0, $1, $2)
  },
  Mistake("each probability was compared with 1 − topP by itself: compare the sum of those before it") {
    try Nucleus(isKept: { _, _, p, topP in p >= 1 - topP })($0, $1, $2)
  },
  Mistake("the least probable tokens were taken first") {
    try Nucleus(ranking: { p in p.indices.sorted { p[$0] < p[$1] } })($0, $1, $2)
  },
  Mistake("the tokens were taken in the order of their indices: take the most probable first") {
    try Nucleus(ranking: { Array($0.indices) })($0, $1, $2)
  },
  Mistake("the result is sorted by probability: each token keeps its position") {
    Tensor(try Nucleus()($0, $1, $2).scalars.sorted(by: >))
  },
  Mistake("only the kept tokens are in the result: it has V numbers, 0 for the others") {
    Tensor(try Nucleus()($0, $1, $2).scalars.filter { $0 > 0 })
  },
  Mistake("top-p is missing: improbable tokens can still be sampled") {
    try Nucleus(isKept: { _, _, _, _ in true })($0, $1, $2)
  },
  Mistake("eˣ overflows: use the library's softmax") {
    try Nucleus(probabilities: { plainSoftmax($0 / $1) })($0, $1, $2)
  },
  Mistake("the temperature was not checked: it must be above 0") {
    try Nucleus(refuses: { !($1 > 0 && $1 <= 1) })($0, $1, $2)
  },
  Mistake("topP was not checked: it must be above 0 and at most 1") {
    try Nucleus(refuses: { temperature, _ in temperature <= 0 })($0, $1, $2)
  },
  Mistake("neither temperature nor topP was checked: throw a Misfit unless both are in their ranges") {
    try Nucleus(refuses: { _, _ in false })($0, $1, $2)
  },
]

private func probes(_ sampledProbabilities: @escaping Answer) -> [Probe] {
  // At the temperature 2.5 and with topP 0.7, almost every mistake has another result, also where two of them meet.
  let logits: Tensor = [0.4, 2.1, -1.2, 1.5, 0.9, -0.3]
  func expected(_ logits: Tensor, _ temperature: Scalar, _ topP: Scalar) -> Tensor {
    Tensor(Sampler(temperature: temperature, topP: topP).probabilities(logits.scalars))
  }
  func probe(_ temperature: Scalar, _ topP: Scalar) -> Probe {
    .values(
      "the logits \(logits.scalars), temperature \(temperature), topP \(topP)",
      try sampledProbabilities(logits, temperature, topP), are: expected(logits, temperature, topP))
  }
  return [
    probe(2.5, 0.7), probe(0.5, 0.9), probe(1, 0.05),
    .property("topP 1 keeps all tokens", try sampledProbabilities(logits, 0.7, 1), equals: softmax(logits / 0.7)),
    .property(
      "a low temperature leaves the most probable token alone", try sampledProbabilities(logits, 0.01, 0.9),
      equals: [0, 1, 0, 0, 0, 0]),
    .property(
      "it should be right for logits of 1,000, too", try sampledProbabilities(logits + 1_000, 0.5, 0.9),
      equals: expected(logits + 1_000, 0.5, 0.9)),
    .refuses("temperature 0", try sampledProbabilities(logits, 0, 0.9)),
    .refuses("topP 0", try sampledProbabilities(logits, 1, 0)),
    .refuses("topP 1.5", try sampledProbabilities(logits, 1, 1.5)),
  ]
}
