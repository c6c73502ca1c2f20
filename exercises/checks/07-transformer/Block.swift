import Exercises
import Gradients
import Solutions
import Transformer

private typealias Answer = @Sendable (_ x: Tensor, _ parts: BlockParts) throws -> Tensor

extension Exercise {
  static let block = Exercise(
    "07.5", "block", solution: TransformerSolutions.self,
    answer: { (answers: any TransformerTasks.Type) in answers.block },
    hints: [
      "The residual stream is a straight line from x to the result. Twice it is copied, passed through a norm and a part, and the result is added to it.",
      "After attention the residual stream is y = x + attention(attentionNorm(x)). From there on everything uses y, not x.",
      "let y = x + parts.attention(parts.attentionNorm(x)); return y + parts.feedForward(parts.feedForwardNorm(y))",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("this is post-norm: in pre-norm the norms are applied to the inputs of the parts, not to the sums") {
    x, parts in
    let y = parts.attentionNorm(x + parts.attention(x))
    return parts.feedForwardNorm(y + parts.feedForward(y))
  },
  Mistake("the outputs of the parts were normalized: the norm is applied to the input of a part") { x, parts in
    let y = x + parts.attentionNorm(parts.attention(x))
    return y + parts.feedForwardNorm(parts.feedForward(y))
  },
  Mistake("the residual stream was normalized: only the input of the part is, and its output is added to x itself") {
    x, parts in
    let read = parts.attentionNorm(x)
    let y = read + parts.attention(read)
    let next = parts.feedForwardNorm(y)
    return next + parts.feedForward(next)
  },
  Mistake("the feed-forward was applied to x: its input is y, the sum of x and the output of attention") { x, parts in
    x + parts.attention(parts.attentionNorm(x)) + parts.feedForward(parts.feedForwardNorm(x))
  },
  Mistake("the second residual connection is missing: the output of the feed-forward is added to y") { x, parts in
    parts.feedForward(parts.feedForwardNorm(x + parts.attention(parts.attentionNorm(x))))
  },
  Mistake("the first residual connection is missing: the output of attention is added to x") { x, parts in
    let y = parts.attention(parts.attentionNorm(x))
    return y + parts.feedForward(parts.feedForwardNorm(y))
  },
  Mistake("the second residual connection starts at x: it starts at y, which contains the output of attention") {
    x, parts in
    x + parts.feedForward(parts.feedForwardNorm(x + parts.attention(parts.attentionNorm(x))))
  },
  Mistake("there is one residual connection around both parts: each part has its own") { x, parts in
    x + parts.feedForward(parts.feedForwardNorm(parts.attention(parts.attentionNorm(x))))
  },
  Mistake("both residual connections are missing") { x, parts in
    parts.feedForward(parts.feedForwardNorm(parts.attention(parts.attentionNorm(x))))
  },
  Mistake("the feed-forward was applied first: attention comes first") { x, parts in
    let y = x + parts.feedForward(parts.feedForwardNorm(x))
    return y + parts.attention(parts.attentionNorm(y))
  },
  Mistake("the two norms are swapped: each part has its own") { x, parts in
    let y = x + parts.attention(parts.feedForwardNorm(x))
    return y + parts.feedForward(parts.attentionNorm(y))
  },
  Mistake("attention's norm was used for both parts: the feed-forward has its own") { x, parts in
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
  // Norms with parameters as after training, so that they differ.
  for norm in [whole.attentionNorm, whole.feedForwardNorm] {
    for (_, parameter) in norm.parameters {
      parameter.update { $0 += Tensor.normal($0.shape, using: &generator) }
    }
  }
  let parts = BlockParts(
    attentionNorm: { whole.attentionNorm(constant($0)).value },
    attention: { whole.attention(constant($0), .causal, .evaluation).value },
    feedForwardNorm: { whole.feedForwardNorm(constant($0)).value },
    feedForward: { whole.feedForward(constant($0), .evaluation).value })
  var zero = parts
  (zero.attention, zero.feedForward) = ({ $0 * 0 }, { $0 * 0 })
  var attentionOnly = zero
  attentionOnly.attention = parts.attention
  let x = random(2, 4, 6, seed: 2)
  return [
    .values(
      "2 sequences of 4 positions, width 6", try block(x, parts), are: whole(constant(x), .causal, .evaluation).value),
    .property(
      "with parts that return 0 the block is the identity", try block(x, zero), equals: x),
    .property(
      "with a feed-forward that returns 0 the result is x plus the output of attention", try block(x, attentionOnly),
      equals: x + parts.attention(parts.attentionNorm(x))),
  ]
}
