import Exercises
import Pretrained
import Solutions
import Tensors

private typealias Answer = @Sendable (_ states: Tensor, _ lengths: [Int]) throws -> Tensor

extension Exercise {
  static let sentenceEmbeddings = Exercise(
    "14.4", "sentenceEmbeddings", solution: PretrainedSolutions.self,
    answer: { (answers: any PretrainedTasks.Type) in answers.sentenceEmbeddings },
    hints: [
      "Take one text at a time, and only its first positions. Once the result has the length 1, does it matter what the sum was divided by?",
      "states.row(b).rows(0..<length) is [length, D], and mean(axis: 0) its mean [D]. The length of a vector is the root of the sum of its squares: .norm.",
      "After the guards: .stack(lengths.enumerated().map { b, length in let mean = states.row(b).rows(0..<length).mean(axis: 0); return mean / mean.norm }).",
    ],
    forbidden: ["meanPooling"], mistakes: mistakes, probes: probes)
}

/// Pooling with one thing done differently, which the mistakes choose.
private struct Embedder {
  /// The weight of position t in the sum.
  var weight: (_ t: Int, _ length: Int) -> Scalar = { t, length in t < length ? 1 : 0 }
  /// A state before the sum.
  var state: (Tensor) -> Tensor = { $0 }
  /// From the sum `[D]`.
  var finish: (_ sum: Tensor, _ length: Int) -> Tensor = { sum, _ in sum / sum.norm }
  var refuses: (_ B: Int, _ T: Int, _ lengths: [Int]) -> Bool = { B, T, lengths in
    lengths.count != B || !lengths.allSatisfy { 1 <= $0 && $0 <= T }
  }

  func callAsFunction(_ states: Tensor, _ lengths: [Int]) throws -> Tensor {
    let (B, T, D) = states.shape3
    if refuses(B, T, lengths) { throw Misfit("\(lengths)") }
    return .stack(
      (0..<B).map { b in
        let length = b < lengths.count ? lengths[b] : T
        let terms = (0..<T).map { t in state(states.row(b).row(t)) * weight(t, length) }
        return finish(terms.reduce(Tensor(repeating: 0, shape: [D]), +), length)
      })
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the padding is in the mean: only the first `lengths[b]` positions of row b are tokens") {
    try Embedder(weight: { _, _ in 1 })($0, $1)
  },
  Mistake("this is the first token's state, as of `[CLS]`: take the mean over all tokens") {
    try Embedder(weight: { t, _ in t == 0 ? 1 : 0 })($0, $1)
  },
  Mistake("this is the last token's state: take the mean over all tokens") {
    try Embedder(weight: { t, length in t == length - 1 ? 1 : 0 })($0, $1)
  },
  Mistake("the last token is missing: `lengths[b]` tokens are 0 ..< `lengths[b]`") {
    try Embedder(
      weight: { t, length in t < length - 1 ? 1 : 0 }, finish: { sum, _ in sum / max(sum.norm, 1e-9) })($0, $1)
  },
  Mistake("one position of the padding is in the mean: tokens are 0 ..< `lengths[b]`") {
    try Embedder(weight: { t, length in t <= length ? 1 : 0 })($0, $1)
  },
  Mistake("the first token was left out: special tokens count") {
    try Embedder(
      weight: { t, length in 0 < t && t < length ? 1 : 0 }, finish: { sum, _ in sum / max(sum.norm, 1e-9) })($0, $1)
  },
  Mistake("all rows got the first one's length: each text has its own") { states, lengths in
    try Embedder()(states, lengths.isEmpty ? lengths : lengths.map { _ in lengths[0] })
  },
  Mistake("the padding was used and the tokens were not: `lengths[b]` counts the tokens") {
    try Embedder(
      weight: { t, length in t < length ? 0 : 1 }, finish: { sum, _ in sum / max(sum.norm, 1e-9) })($0, $1)
  },
  Mistake("the states were normalized before the mean: their mean is shorter than 1; normalize the mean") {
    try Embedder(state: { $0 / $0.norm }, finish: { sum, length in sum / Scalar(length) })($0, $1)
  },
  Mistake(
    "the states were normalized, and then their mean once more: long states should count more; normalize the mean alone"
  ) {
    try Embedder(state: { $0 / $0.norm })($0, $1)
  },
  Mistake("this is the mean as it is: divide it by its length") {
    try Embedder(finish: { sum, length in sum / Scalar(length) })($0, $1)
  },
  Mistake("this is the sum: divide the mean by its length") {
    try Embedder(finish: { sum, _ in sum })($0, $1)
  },
  Mistake("the mean was divided by the square of its length: the root of the sum of squares is missing") {
    try Embedder(finish: { sum, length in
      let mean = sum / Scalar(length)
      return mean / mean.squaredNorm
    })($0, $1)
  },
  Mistake("the mean was divided by the sum of its magnitudes: a length is the root of the sum of squares") {
    try Embedder(finish: { sum, _ in sum / sum.map { abs($0) }.sum })($0, $1)
  },
  Mistake("the mean was divided by its largest magnitude: a length is the root of the sum of squares") {
    try Embedder(finish: { sum, _ in sum / sum.map { abs($0) }.max })($0, $1)
  },
  Mistake("the mean has the mean square 1, as after an RMS norm: here its length is 1, whatever D is") {
    try Embedder(finish: { sum, _ in sum * Scalar(sum.count).squareRoot() / sum.norm })($0, $1)
  },
  Mistake("this is a softmax of the mean: divide it by its length") {
    try Embedder(finish: { sum, length in softmax(sum / Scalar(length)) })($0, $1)
  },
  Mistake("all texts were divided by one length, that of the whole batch: each has its own") { states, lengths in
    let means = try Embedder(finish: { sum, length in sum / Scalar(length) })(states, lengths)
    return means / means.norm
  },
  Mistake("the columns were normalized: normalize each text, along the axis of D") { states, lengths in
    let means = try Embedder(finish: { sum, length in sum / Scalar(length) })(states, lengths)
    return means / sqrt((means * means).sum(axis: 0))
  },
  Mistake("the largest number of each column was taken: that is max pooling") { states, lengths in
    _ = try Embedder()(states, lengths)
    return .stack(
      lengths.enumerated().map { b, length in
        let largest = states.row(b).rows(0..<length).max(axis: 0)
        return largest / largest.norm
      })
  },
  Mistake("the mean was taken over the columns: take it over the positions") { states, lengths in
    let (B, T, _) = states.shape3
    if lengths.count != B || !lengths.allSatisfy((1...T).contains) { throw Misfit("\(lengths)") }
    let means = states.mean(axis: 2)
    return means / sqrt((means * means).sum(axis: 1, keepingAxis: true))
  },
  Mistake("a length of 0 was not refused: 0 / 0 is NaN, and spoils every comparison; throw a Misfit") {
    try Embedder(refuses: { B, T, lengths in lengths.count != B || lengths.contains { $0 > T } })($0, $1)
  },
  Mistake("a length above T was not refused: throw a Misfit") {
    try Embedder(refuses: { B, _, lengths in lengths.count != B || lengths.contains { $0 < 1 } })($0, $1)
  },
  Mistake("a wrong number of lengths was not refused: throw a Misfit") {
    try Embedder(refuses: { _, T, lengths in !lengths.allSatisfy { 1 <= $0 && $0 <= T } })($0, $1)
  },
]

private func probes(_ sentenceEmbeddings: @escaping Answer) -> [Probe] {
  // As many columns as positions and texts: a mean along the wrong axis keeps the shape, so the numbers show it.
  let (states, lengths) = (random(4, 4, 4, seed: 1), [3, 2, 1, 4])
  // Some states are much longer than others, so that it matters when they are normalized.
  let uneven = states * Tensor(shape: [4, 4, 1]) { Scalar(1 + 3 * (($0[0] + $0[1]) % 3)) }
  func expected(_ states: Tensor, _ lengths: [Int]) -> Tensor {
    let (_, _, D) = states.shape3
    return .stack(
      lengths.enumerated().map { b, length in
        let sums = (0..<D).map { j in (0..<length).reduce(Scalar(0)) { $0 + states[b, $1, j] } }
        return Tensor(sums) / sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
      })
  }
  let padding = Tensor(shape: [4, 4, 1]) { $0[1] < lengths[$0[0]] ? 0 : 1 }
  let wide = random(3, 5, 7, seed: 2)
  return [
    .values(
      "4 texts of 3, 2, 1 and 4 tokens, width 4", try sentenceEmbeddings(uneven, lengths),
      are: expected(uneven, lengths)),
    .values(
      "3 texts of 5, 1 and 4 tokens, width 7", try sentenceEmbeddings(wide, [5, 1, 4]), are: expected(wide, [5, 1, 4])),
    .property(
      "the squares of each embedding sum to 1",
      try {
        let embeddings = try sentenceEmbeddings(uneven, lengths)
        return (embeddings * embeddings).sum(axis: 1)
      }(), equals: .ones(4)),
    .property(
      "the states in the padding change nothing", try sentenceEmbeddings(uneven + 100 * padding, lengths),
      equals: expected(uneven, lengths)),
    .property(
      "states ten times as long give the same", try sentenceEmbeddings(10 * uneven, lengths),
      equals: expected(uneven, lengths)),
    .refuses("a text without a token", try sentenceEmbeddings(states, [3, 0, 1, 4])),
    .refuses("a text of −1 tokens", try sentenceEmbeddings(states, [3, -1, 1, 4])),
    .refuses("5 tokens in 4 positions", try sentenceEmbeddings(states, [3, 2, 5, 4])),
    .refuses("3 lengths for 4 texts", try sentenceEmbeddings(states, [3, 2, 1])),
    .refuses("5 lengths for 4 texts", try sentenceEmbeddings(states, [3, 2, 1, 4, 2])),
  ]
}
