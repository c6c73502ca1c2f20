import Exercises
import Gradients
import Solutions
import Transformer

private typealias Answer = @Sendable (_ x: Tensor, _ parts: BlockParts) throws -> Tensor

extension Exercise {
  static let block = Exercise(
    "07.5", "block", mine: MyTransformer.block, solution: TransformerSolutions.block,
    hints: [
      "Draw a straight line from x to the result. Twice something leaves it, goes through a norm and a part, and is added to it again.",
      "After attention the road is y = x + attention(attentionNorm(x)). From there on everything reads y, not x.",
      "let y = x + parts.attention(parts.attentionNorm(x)); return y + parts.feedForward(parts.feedForwardNorm(y))",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the norms stand behind the sums, as in post-norm: here they stand before the parts, and the road is free") {
    x, parts in
    let y = parts.attentionNorm(x + parts.attention(x))
    return parts.feedForwardNorm(y + parts.feedForward(y))
  },
  Mistake("what the parts say was normalized: the norm stands before a part, not behind it") { x, parts in
    let y = x + parts.attentionNorm(parts.attention(x))
    return y + parts.feedForwardNorm(parts.feedForward(y))
  },
  Mistake("the norm was put on the road: what is added to is x itself, and only the part reads the normalized x") {
    x, parts in
    let read = parts.attentionNorm(x)
    let y = read + parts.attention(read)
    let next = parts.feedForwardNorm(y)
    return next + parts.feedForward(next)
  },
  Mistake("the feed-forward reads x: it reads y, in which attention has spoken") { x, parts in
    x + parts.attention(parts.attentionNorm(x)) + parts.feedForward(parts.feedForwardNorm(x))
  },
  Mistake("the second residual is missing: y goes on beside the feed-forward") { x, parts in
    parts.feedForward(parts.feedForwardNorm(x + parts.attention(parts.attentionNorm(x))))
  },
  Mistake("the first residual is missing: x goes on beside attention") { x, parts in
    let y = parts.attention(parts.attentionNorm(x))
    return y + parts.feedForward(parts.feedForwardNorm(y))
  },
  Mistake("the second residual begins at x: it begins at y, or what attention said is lost on the road") { x, parts in
    x + parts.feedForward(parts.feedForwardNorm(x + parts.attention(parts.attentionNorm(x))))
  },
  Mistake("there is one road around both parts: each has its own") { x, parts in
    x + parts.feedForward(parts.feedForwardNorm(parts.attention(parts.attentionNorm(x))))
  },
  Mistake("both residuals are missing") { x, parts in
    parts.feedForward(parts.feedForwardNorm(parts.attention(parts.attentionNorm(x))))
  },
  Mistake("the feed-forward came first: positions speak to each other, then each thinks for itself") { x, parts in
    let y = x + parts.feedForward(parts.feedForwardNorm(x))
    return y + parts.attention(parts.attentionNorm(y))
  },
  Mistake("the two norms have changed positions: each part has its own") { x, parts in
    let y = x + parts.attention(parts.feedForwardNorm(x))
    return y + parts.feedForward(parts.attentionNorm(y))
  },
  Mistake("both parts were read through attention's norm: the feed-forward has its own") { x, parts in
    let y = x + parts.attention(parts.attentionNorm(x))
    return y + parts.feedForward(parts.attentionNorm(y))
  },
  Mistake("the norm before attention is missing") { x, parts in
    let y = x + parts.attention(x)
    return y + parts.feedForward(parts.feedForwardNorm(y))
  },
  Mistake("the norm before the feed-forward is missing") { x, parts in
    let y = x + parts.attention(parts.attentionNorm(x))
    return y + parts.feedForward(y)
  },
]

private func probes(_ block: @escaping Answer) -> [Probe] {
  var generator = Generator(seed: 1)
  let whole = TransformerBlock(BlockConfiguration(width: 6, heads: 2), using: &generator)
  // Norms as training leaves them, so that they differ.
  for norm in [whole.attentionNorm, whole.feedForwardNorm] {
    for (_, parameter) in norm.parameters {
      parameter.update { $0 += Tensor.normal($0.shape, using: &generator) }
    }
  }
  let parts = BlockParts(
    attentionNorm: { whole.attentionNorm(constant($0)).value },
    attention: { whole.attention(constant($0), .causal, .evaluation).value },
    feedForwardNorm: { whole.feedForwardNorm(constant($0)).value },
    feedForward: { whole.feedForward(constant($0)).value })
  var silent = parts
  (silent.attention, silent.feedForward) = ({ $0 * 0 }, { $0 * 0 })
  var deaf = silent
  deaf.attention = parts.attention
  let x = random(2, 4, 6, seed: 2)
  return [
    .values(
      "2 sequences of 4 positions, width 6", try block(x, parts), are: whole(constant(x), .causal, .evaluation).value),
    .property(
      "where the parts are silent the road is free: x comes out as it went in", try block(x, silent), equals: x),
    .property(
      "a silent feed-forward leaves x and what attention said", try block(x, deaf),
      equals: x + parts.attention(parts.attentionNorm(x))),
  ]
}
