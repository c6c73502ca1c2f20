import EncoderDecoder
import Exercises
import LSTM
import Solutions
import Training
import Transformer

private typealias Answer = @Sendable (_ x: Tensor, _ memory: Tensor, _ parts: LayerParts) throws -> Tensor

extension Exercise {
  static let layer = Exercise(
    "08.4", "layer", solution: EncoderDecoderSolutions.self,
    answer: { (answers: any EncoderDecoderTasks.Type) in answers.layer },
    hints: [
      "Four lines of the same form: y = y + part(norm(y)). Only one of them uses the memory.",
      "Cross-attention is parts.crossAttention(parts.crossNorm(y), memory): queries from y, keys and values from the memory, which is not normalized here.",
      "In order: recurrence, selfAttention, crossAttention, feedForward, each with its own norm and added to y.",
    ],
    mistakes: mistakes, probes: probes)
}

/// A layer with one thing done differently, which the mistakes choose.
private struct Wired {
  enum Part { case recurrence, selfAttention, cross, feedForward }

  var order: [Part] = [.recurrence, .selfAttention, .cross, .feedForward]
  /// The residual stream after a part, from the stream before it, the norm and the part as a function.
  var add: (_ part: Part, _ stream: Tensor, _ norm: (Tensor) -> Tensor, _ apply: (Tensor) -> Tensor) -> Tensor = {
    $1 + $3($2($1))
  }
  /// The output of cross-attention.
  var attend: (_ queries: Tensor, _ memory: Tensor, _ parts: LayerParts) -> Tensor = { $2.crossAttention($0, $1) }

  func callAsFunction(_ x: Tensor, _ memory: Tensor, _ parts: LayerParts) -> Tensor {
    order.reduce(x) { y, part in
      switch part {
      case .recurrence: add(part, y, parts.recurrenceNorm, parts.recurrence)
      case .selfAttention: add(part, y, parts.selfNorm, parts.selfAttention)
      case .cross: add(part, y, parts.crossNorm) { attend($0, memory, parts) }
      case .feedForward: add(part, y, parts.feedForwardNorm, parts.feedForward)
      }
    }
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("queries and memory are swapped: queries come from the decoder, keys and values from the memory") {
    Wired(attend: { $2.crossAttention($1, $0) })($0, $1, $2)
  },
  Mistake(
    "the memory was normalized once more: crossNorm is for the queries, and the encoder has normalized the memory"
  ) {
    Wired(attend: { $2.crossAttention($0, $2.crossNorm($1)) })($0, $1, $2)
  },
  Mistake("the memory was not used: it is the second argument of crossAttention") {
    Wired(attend: { queries, _, parts in parts.crossAttention(queries, queries) })($0, $1, $2)
  },
  Mistake("cross-attention came before self-attention: self-attention comes first") {
    Wired(order: [.recurrence, .cross, .selfAttention, .feedForward])($0, $1, $2)
  },
  Mistake("the recurrent net came after self-attention: it comes first") {
    Wired(order: [.selfAttention, .recurrence, .cross, .feedForward])($0, $1, $2)
  },
  Mistake("the feed-forward came before cross-attention: it comes last") {
    Wired(order: [.recurrence, .selfAttention, .feedForward, .cross])($0, $1, $2)
  },
  Mistake("this is stage 3, which has no recurrent net in the decoder: stage 2 has one") {
    Wired(order: [.selfAttention, .cross, .feedForward])($0, $1, $2)
  },
  Mistake("this is stage 1, whose decoder has no self-attention: that of stage 2 has") {
    Wired(order: [.recurrence, .cross, .feedForward])($0, $1, $2)
  },
  Mistake("cross-attention is missing: without it the layer has no access to the source") {
    Wired(order: [.recurrence, .selfAttention, .feedForward])($0, $1, $2)
  },
  Mistake("cross-attention has no residual connection: its output is added to the residual stream") {
    Wired(add: { $0 == .cross ? $3($2($1)) : $1 + $3($2($1)) })($0, $1, $2)
  },
  Mistake("the norm of the queries of cross-attention is missing") {
    Wired(add: { $0 == .cross ? $1 + $3($1) : $1 + $3($2($1)) })($0, $1, $2)
  },
  Mistake("this is post-norm: in pre-norm each norm is applied to the input of its part") {
    Wired(add: { $2($1 + $3($1)) })($0, $1, $2)
  },
  Mistake("all parts were applied to x: the input of each is the residual stream after the parts before it") {
    x, memory, parts in
    let outputs = Wired.Part.all.map { Wired(order: [$0])(x, memory, parts) - x }
    return outputs.reduce(x) { $0 + $1 }
  },
]

extension Wired.Part {
  fileprivate static let all: [Wired.Part] = [.recurrence, .selfAttention, .cross, .feedForward]
}

private func probes(_ layer: @escaping Answer) -> [Probe] {
  var generator = Generator(seed: 1)
  let recurrence = GRU(inputSize: 6, hiddenSize: 6, using: &generator)
  let own = MultiHeadAttention(width: 6, heads: 2, using: &generator)
  let cross = MultiHeadAttention(width: 6, heads: 2, using: &generator)
  let net = FeedForward(width: 6, feedForwardWidth: 12, using: &generator)
  /// A norm with parameters as after training.
  func norm() -> (Tensor) -> Tensor {
    let norm = LayerNorm(6)
    for parameter in [norm.gain, norm.bias] { parameter.update { $0 += Tensor.normal([6], using: &generator) } }
    return { norm(constant($0)).value }
  }
  let parts = LayerParts(
    recurrenceNorm: norm(), recurrence: { recurrence(constant($0)).outputs.value },
    selfNorm: norm(), selfAttention: { own(constant($0), .causal, .evaluation).value },
    crossNorm: norm(), crossAttention: { cross(constant($0), over: constant($1), .none, .evaluation).value },
    feedForwardNorm: norm(), feedForward: { net(constant($0), .evaluation).value })
  var crossOnly = parts
  (crossOnly.recurrence, crossOnly.selfAttention, crossOnly.feedForward) = ({ $0 * 0 }, { $0 * 0 }, { $0 * 0 })
  // As many source tokens as target tokens: an exchange keeps the shape, so the numbers show it.
  let (x, memory, longer) = (random(2, 4, 6, seed: 2), random(2, 4, 6, seed: 3), random(2, 7, 6, seed: 4))
  let recurred = x + parts.recurrence(parts.recurrenceNorm(x))
  let attended = recurred + parts.selfAttention(parts.selfNorm(recurred))
  let crossed = attended + parts.crossAttention(parts.crossNorm(attended), memory)
  return [
    .values(
      "2 texts of 4 tokens, a memory of 4, width 6", try layer(x, memory, parts),
      are: crossed + parts.feedForward(parts.feedForwardNorm(crossed))),
    .property(
      "with other parts that return 0 the result is x plus cross-attention, for a memory of 7",
      try layer(x, longer, crossOnly),
      equals: x + parts.crossAttention(parts.crossNorm(x), longer)),
  ]
}
