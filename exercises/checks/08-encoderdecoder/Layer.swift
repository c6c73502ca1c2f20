import EncoderDecoder
import Exercises
import LSTM
import Solutions
import Training
import Transformer

private typealias Answer = @Sendable (_ x: Tensor, _ memory: Tensor, _ parts: LayerParts) throws -> Tensor

extension Exercise {
  static let layer = Exercise(
    "08.4", "layer", mine: MyEncoderDecoder.layer, solution: EncoderDecoderSolutions.layer,
    hints: [
      "Four lines of the same form: y = y + part(norm(y)). Only one of them knows of the memory.",
      "The look into the memory is parts.crossAttention(parts.crossNorm(y), memory): y asks, the memory answers, and is not normalized here.",
      "In order: recurrence, selfAttention, crossAttention, feedForward, each with its own norm and added to y.",
    ],
    mistakes: mistakes, probes: probes)
}

/// A layer with one thing done differently, which the mistakes choose.
private struct Wires {
  enum Part { case recurrence, selfAttention, cross, feedForward }

  var order: [Part] = [.recurrence, .selfAttention, .cross, .feedForward]
  /// What is on the road after a part, from what was before and what the part says when it reads something.
  var add: (_ part: Part, _ road: Tensor, _ norm: (Tensor) -> Tensor, _ say: (Tensor) -> Tensor) -> Tensor = {
    $1 + $3($2($1))
  }
  /// What the look into the memory finds, from what asks.
  var look: (_ queries: Tensor, _ memory: Tensor, _ parts: LayerParts) -> Tensor = { $2.crossAttention($0, $1) }

  func callAsFunction(_ x: Tensor, _ memory: Tensor, _ parts: LayerParts) -> Tensor {
    order.reduce(x) { y, part in
      switch part {
      case .recurrence: add(part, y, parts.recurrenceNorm, parts.recurrence)
      case .selfAttention: add(part, y, parts.selfNorm, parts.selfAttention)
      case .cross: add(part, y, parts.crossNorm) { look($0, memory, parts) }
      case .feedForward: add(part, y, parts.feedForwardNorm, parts.feedForward)
      }
    }
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("queries and memory have changed positions: the decoder asks, what was read answers") {
    Wires(look: { $2.crossAttention($1, $0) })($0, $1, $2)
  },
  Mistake("the memory was normalized once more: its last norm belongs to the encoder, crossNorm to what asks") {
    Wires(look: { $2.crossAttention($0, $2.crossNorm($1)) })($0, $1, $2)
  },
  Mistake("the memory was not looked into: it is the second argument of the look, the decoder's own state the first") {
    Wires(look: { queries, _, parts in parts.crossAttention(queries, queries) })($0, $1, $2)
  },
  Mistake("it looks into the memory first, and then at what was written: the other order is wanted") {
    Wires(order: [.recurrence, .cross, .selfAttention, .feedForward])($0, $1, $2)
  },
  Mistake("the recurrent net came after the look at what was written: it comes first") {
    Wires(order: [.selfAttention, .recurrence, .cross, .feedForward])($0, $1, $2)
  },
  Mistake("the feed-forward came before the look into the memory: it comes last") {
    Wires(order: [.recurrence, .selfAttention, .feedForward, .cross])($0, $1, $2)
  },
  Mistake("this is step 3, where the recurrent net is gone: in step 2 it is still there") {
    Wires(order: [.selfAttention, .cross, .feedForward])($0, $1, $2)
  },
  Mistake("this is step 1, where the decoder does not look at what it wrote: in step 2 it does") {
    Wires(order: [.recurrence, .cross, .feedForward])($0, $1, $2)
  },
  Mistake("this layer cannot see what was read: the look into the memory is missing") {
    Wires(order: [.recurrence, .selfAttention, .feedForward])($0, $1, $2)
  },
  Mistake("the look into the memory has no residual: what it finds is added to the road") {
    Wires(add: { $0 == .cross ? $3($2($1)) : $1 + $3($2($1)) })($0, $1, $2)
  },
  Mistake("the look into the memory reads the road without its norm") {
    Wires(add: { $0 == .cross ? $1 + $3($1) : $1 + $3($2($1)) })($0, $1, $2)
  },
  Mistake("all norms stand behind the sums: here each stands before its part") {
    Wires(add: { $2($1 + $3($1)) })($0, $1, $2)
  },
  Mistake("all parts read x: each reads the road, on which those before it have spoken") { x, memory, parts in
    let read = Wires.Part.all.map { Wires(order: [$0])(x, memory, parts) - x }
    return read.reduce(x) { $0 + $1 }
  },
]

extension Wires.Part {
  fileprivate static let all: [Wires.Part] = [.recurrence, .selfAttention, .cross, .feedForward]
}

private func probes(_ layer: @escaping Answer) -> [Probe] {
  var generator = Generator(seed: 1)
  let recurrence = GRU(inputSize: 6, hiddenSize: 6, using: &generator)
  let own = MultiHeadAttention(width: 6, heads: 2, using: &generator)
  let cross = MultiHeadAttention(width: 6, heads: 2, using: &generator)
  let net = FeedForward(width: 6, feedForwardWidth: 12, using: &generator)
  /// A norm as training leaves it.
  func norm() -> (Tensor) -> Tensor {
    let norm = LayerNorm(6)
    for parameter in [norm.gain, norm.bias] { parameter.update { $0 += Tensor.normal([6], using: &generator) } }
    return { norm(constant($0)).value }
  }
  let parts = LayerParts(
    recurrenceNorm: norm(), recurrence: { recurrence(constant($0)).outputs.value },
    selfNorm: norm(), selfAttention: { own(constant($0), .causal, .evaluation).value },
    crossNorm: norm(), crossAttention: { cross(constant($0), over: constant($1), .none, .evaluation).value },
    feedForwardNorm: norm(), feedForward: { net(constant($0)).value })
  var silent = parts
  (silent.recurrence, silent.selfAttention, silent.feedForward) = ({ $0 * 0 }, { $0 * 0 }, { $0 * 0 })
  // As many tokens were read as are written, so that their exchange is told by the numbers.
  let (x, memory, longer) = (random(2, 4, 6, seed: 2), random(2, 4, 6, seed: 3), random(2, 7, 6, seed: 4))
  let recurred = x + parts.recurrence(parts.recurrenceNorm(x))
  let attended = recurred + parts.selfAttention(parts.selfNorm(recurred))
  let looked = attended + parts.crossAttention(parts.crossNorm(attended), memory)
  return [
    .values(
      "2 texts of 4 tokens, a memory of 4, width 6", try layer(x, memory, parts),
      are: looked + parts.feedForward(parts.feedForwardNorm(looked))),
    .property(
      "where all other parts are silent, x and what it found in a memory of 7 are left", try layer(x, longer, silent),
      equals: x + parts.crossAttention(parts.crossNorm(x), longer)),
  ]
}
